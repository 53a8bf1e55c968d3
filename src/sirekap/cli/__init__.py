"""The operator's hand: ``sirekap`` and its commands, one file each."""

from sirekap.cli.main import main

__all__ = ["main"]
