"""The rules of intake: pure and typed; no clock, no chance, no input or output."""
