"""The operator's hand: ``sirekap`` and its commands, one file each."""

import os

# NumPy's linear algebra takes every core for systems that one solves faster: told before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sirekap.cli.main import main

__all__ = ["main"]
