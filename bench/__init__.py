"""Benchmarks: each prints a figure against its floor, its peer or its goal in the same run."""
