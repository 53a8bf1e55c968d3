"""A visit to a site: files by path, each bounded in size, and which of them were looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sirekap.audit.finding import Code, Report
from sirekap.audit.seen import Seen
from sirekap.election.canonical import encode
from sirekap.election.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

SMALL = 1 << 16
"""Records, signatures, pointers, words: bytes at most."""
LARGE = 1 << 25
"""Documents and photos."""
LARGEST = 1 << 28
"""The set-up of a whole nation."""


class Unread(NamedTuple):
    """A file that is there and was not read: the code of why, and what was met."""

    code: Code
    about: str


class Unreachable(Exception):  # noqa: N818 -- it tells what is
    """The site as a whole does not answer, after several tries."""


class Mirror(Protocol):
    """The published files, wherever they stand: the site, a mirror, a folder on a stick.

    A path never begins with a slash and has no ``..``.
    """

    def read(self, paths: Sequence[str], most: int) -> Mapping[str, bytes | Unread]:
        """The files of these paths, each of at most so many bytes; one that is not there is left out.

        Raises :class:`Unreachable`.
        """

    def listing(self) -> Iterator[str] | None:
        """Every path there is, in no order; ``None`` where nobody can list them."""


def _quiet(stage: str, done: int, whole: int) -> None:
    """Tell nobody how far it is."""
    del stage, done, whole


@dataclass
class Visit:
    """One visit. ``progress`` is told a stage, how much of it is done, and the whole."""

    mirror: Mirror
    report: Report = field(default_factory=Report)
    progress: Callable[[str, int, int], None] = _quiet
    _seen: Seen = field(default_factory=Seen)
    _listable: bool = field(init=False)

    def __post_init__(self) -> None:
        self._listable = self.mirror.listing() is not None

    def files(self, paths: Iterable[str], most: int = SMALL) -> dict[str, bytes]:
        """The files that are there. What could not be read is a finding, and left out too."""
        found: dict[str, bytes] = {}
        for path, content in self.mirror.read(list(dict.fromkeys(paths)), most).items():
            if self._listable:  # Else nobody asks, and a nation has millions.
                self._seen.add(path)
            if isinstance(content, Unread):
                self.report.find(content.code, path, about=content.about)
            else:
                found[path] = content
        return found

    def file(self, path: str, most: int = SMALL) -> bytes | None:
        """One file, or ``None``."""
        return self.files([path], most).get(path)

    def listed(self) -> Iterator[str]:
        """Every path of the site, where it can be listed."""
        return self.mirror.listing() or iter(())

    def saw(self, path: str) -> bool:
        """Whether a path was read."""
        return path in self._seen

    def forget(self, path: str) -> None:
        """Count a path as not looked at: it was read, and nothing holds it."""
        self._seen.discard(path)

    def document(self, path: str, most: int = SMALL) -> dict[str, Any] | None:
        """A file of ours as an object; ``None`` and a finding unless it is there, canonical, of version 1."""
        content = self.file(path, most)
        if content is None:
            self.report.find(Code.FILE_MISSING, path)
            return None
        return self.parsed(path, content)

    def parsed(self, path: str, content: bytes) -> dict[str, Any] | None:
        """Bytes as an object of ours; ``None`` and a finding for anything else."""
        value = strict(content)
        if value is None or value.get("v") != 1:
            self.report.find(Code.FILE_MALFORMED, path)
            return None
        return value


def strict(content: bytes) -> dict[str, Any] | None:
    """An object in canonical JSON, of any length; ``None`` for any other bytes."""
    value = loose(content)
    if value is None:
        return None
    try:
        return value if encode(value) == content else None
    except (Malformed, ValueError):
        return None


def loose(content: bytes) -> dict[str, Any] | None:
    """An object in any JSON; ``None`` for what is none, is nested too deeply or has endless numbers."""
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
