"""The embedded stack: real engines, one process per function, real Lambda events, on this machine alone."""
