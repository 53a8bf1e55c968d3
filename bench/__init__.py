"""Benchmarks: each prints a figure against its floor, its peer or its goal in the same run."""

import os

# As the command line does (``sirekap.cli``): one core for linear algebra, told before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
