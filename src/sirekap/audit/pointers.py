"""Villages' pointers and the documents they name: read together, again if the site moved between."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGE, strict
from sirekap.publication.own.region import path_of as region_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.audit.visit import Visit
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode

_TRIES = 3
_NAME = re.compile(r"\.[0-9a-f]{16}\.json")
_MEMBERS = {"v", "document", "size"}
_HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Pointed:
    """A village's document: its path, its bytes, and the size of the log that its pointer tells."""

    path: str
    content: bytes
    size: int

    @property
    def named_right(self) -> bool:
        """Whether its name has the beginning of its bytes' hash."""
        return self.path.endswith(f".{hashlib.sha256(self.content).hexdigest()[:_HASH_CHARACTERS]}.json")


def read_villages(
    visit: Visit, contest: Contest, villages: Sequence[RegionCode]
) -> dict[RegionCode, Pointed]:
    """The documents of villages; what is missing or no pointer is a finding and left out.

    A document whose words were withdrawn goes away between two looks: its pointer is read again.
    """
    found: dict[RegionCode, Pointed] = {}
    left = list(villages)
    for last in (each == _TRIES - 1 for each in range(_TRIES)):
        named = _pointers(visit, contest, left)
        contents = visit.files((path for path, _ in named.values()), LARGE)
        for code, (path, size) in named.items():
            if path in contents:
                found[code] = Pointed(path, contents[path], size)
            elif last:
                visit.report.find(Code.DOCUMENT_MISSING, path)
        left = [code for code in named if code not in found]
        if not left:
            break
    return found


def _pointers(
    visit: Visit, contest: Contest, villages: Sequence[RegionCode]
) -> dict[RegionCode, tuple[str, int]]:
    paths = {region_path(contest, code): code for code in villages}
    read = visit.files(paths)
    named: dict[RegionCode, tuple[str, int]] = {}
    for path, code in paths.items():
        if path not in read:
            visit.report.find(Code.FILE_MISSING, path)
            continue
        said = strict(read[path])
        if said is not None and _points(said, path):
            named[code] = (said["document"], said["size"])
        else:
            visit.report.find(Code.FILE_MALFORMED, path)
    return named


def _points(said: dict[str, Any], path: str) -> bool:
    """Whether an object is a pointer of just this village."""
    if said.keys() != _MEMBERS or said["v"] != 1 or type(said["size"]) is not int or said["size"] < 0:
        return False
    return _is_name(said["document"], path)


def _is_name(document: object, path: str) -> bool:
    """Whether a text is a document's path of just this village: no other path is ever followed."""
    stem = path.removesuffix(".json")
    return (
        isinstance(document, str)
        and document.startswith(stem)
        and bool(_NAME.fullmatch(document[len(stem) :]))
    )
