"""How every command ends; a stable interface for scripts."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of ``sirekap``."""

    DONE = 0
    """Done; nothing is left to a person."""
    NEEDS_PERSON = 1
    """Done, and something needs a person: findings, or fields to ask."""
    REFUSED = 2
    """Usage or input refused; the message on stderr says what and what to do."""
    PART_MISSING = 3
    """A needed part is missing or not reachable."""
