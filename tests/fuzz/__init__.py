"""Fuzzing of every entry where a stranger's bytes meet a parser: `python -m tests.fuzz TARGET --seconds 600`."""
