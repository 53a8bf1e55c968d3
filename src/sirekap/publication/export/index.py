"""What an export consists of: the names of its files, and the document that lists them.

A file's name has the size of the log it tells and the beginning of its SHA-256, so it never
changes; ``latest.json`` alone does, and names the sets that stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sirekap.election.canonical import encode
from sirekap.publication.own.writing import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.election.identity import ElectionId

VERSION = 1
FOLDER = "v1/export"
LATEST = f"{FOLDER}/latest.json"
_HEX = 16


@dataclass(frozen=True, slots=True)
class Made:
    """A file of an export: where it stands, what it is a form of, and its size in rows and bytes.

    ``rows`` is ``None`` where a file has none. ``part`` is the region that it is of, if it is of one.
    """

    path: str
    table: str
    format: str
    sha256: str
    bytes: int
    rows: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class ExportSet:
    """All files that were made of one state: ``size`` leaves of the log, the last one of ``at``."""

    size: int
    at: datetime
    files: tuple[tuple[Contest, tuple[Made, ...]], ...]


def path_of(contest: Contest, name: str, size: int | None, sha256: str, ending: str) -> str:
    """Where a file of an export stands for good; one without a size is of every set until it changes."""
    told = name if size is None else f"{name}.{size}"
    return f"{FOLDER}/{contest}/{told}.{sha256[:_HEX]}.{ending}"


def set_document(election: ElectionId, of: ExportSet) -> bytes:
    """The list of a set's files, canonical JSON."""
    return encode(_printed(election, of))


def set_path(size: int, sha256: str) -> str:
    """Where the list of a set stands for good."""
    return f"{FOLDER}/set.{size}.{sha256[:_HEX]}.json"


def latest(
    election: ElectionId, of: ExportSet, written: datetime, sets: Sequence[str], dictionary: str
) -> bytes:
    """The pointer: the newest set whole, and where the lists of all that stand are, newest first."""
    return encode(
        {
            **_printed(election, of),
            "written": moment(written),
            "sets": [*sets],
            "dictionary": dictionary,
        }
    )


def named_in(document: dict[str, Any]) -> set[str]:
    """The paths of the files that a set's list names."""
    return {each["path"] for files in document["contests"].values() for each in files}


def _printed(election: ElectionId, of: ExportSet) -> dict[str, Json]:
    return {
        "v": VERSION,
        "election": election,
        "size": of.size,
        "at": moment(of.at),
        "contests": {contest.value: [_made(each) for each in files] for contest, files in of.files},
    }


def _made(made: Made) -> Json:
    return {
        "path": made.path,
        "table": made.table,
        "format": made.format,
        "sha256": made.sha256,
        "bytes": made.bytes,
        "rows": made.rows,
        "part": made.part,
    }
