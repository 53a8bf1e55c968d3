"""Why the store does not start or is not brought forward. The sentences stand in ``texts/``."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The reasons, each with its own test."""

    NO_PROGRAMS = "D001"
    """No PostgreSQL 15 or later is on this machine, or in the folder that was named."""
    FOLDER_HELD = "D002"
    """Another process runs a server in the folder."""
    OTHER_FORMAT = "D003"
    """The data were written by a major version that is not on this machine."""
    FOREIGN_FOLDER = "D004"
    """The folder holds files that are not a database's."""
    OUT_OF_REACH = "D005"
    """The account that runs the server cannot enter a folder it needs."""
    NOT_STARTED = "D006"
    """PostgreSQL ended, or did not answer, before it was ready."""
    NO_ACCOUNT = "D007"
    """There is no account to run the server as, or to know its client by."""
    NO_BASE = "D022"
    """An archive has no whole copy to begin from."""
    NOT_ARCHIVED = "D023"
    """The archive cannot follow the database."""
    OCCUPIED = "D024"
    """A restore was asked for into a folder that has data."""
    DATABASE_NEWER = "D011"
    """The database has had a migration that this program does not know."""
    MIGRATION_CHANGED = "D012"
    """A migration was applied with another text than it has now."""
    NO_ROLE = "D013"
    """A role that the tables are granted to does not exist."""
