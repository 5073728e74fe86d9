"""A city that is told: the real services on memory, a simulated clock, and providers in any weather."""
