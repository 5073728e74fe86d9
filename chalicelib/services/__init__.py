"""Use cases, one verb each, on ports."""
