"""Synthetic scans for tests and benchmarks: pages drawn from a seed, damaged as posted paper is, bound into files."""
