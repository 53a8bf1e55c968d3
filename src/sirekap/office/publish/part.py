"""What a part of the site is: what to read of the store at one moment, and the files made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sirekap.election.regions import StationCode
    from sirekap.office.ports import ToldWords

Files: TypeAlias = "Mapping[str, bytes | None]"
"""Files by their paths on the site; ``None`` takes one away."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part read of the store, in one moment in which the fold had come to ``cursor``.

    ``to`` is how far the part will be once it is written, or ``reached`` the last place of those
    it has come to while it is written whole, ``None`` after the very last. ``content`` is the
    part's own affair; ``count`` how many things it is, none if there is nothing to write.
    """

    cursor: int
    to: int = 0
    reached: str | None = None
    count: int = 0
    content: Any = None


@dataclass(frozen=True, slots=True)
class Written:
    """Files to lay, layer by layer.

    ``words`` will stand in some of them; ``old`` are documents that no ``pointers`` name then.
    ``touched`` tells of a village's document which stations' pieces in it are new.
    """

    layers: Sequence[Files]
    words: Sequence[ToldWords] = ()
    old: Sequence[str] = ()
    pointers: Sequence[str] = ()
    touched: Mapping[str, frozenset[StationCode]] = field(default_factory=dict)


class Part(Protocol):
    """A part of the site. It is asked in turn, and never twice at once."""

    @property
    def name(self) -> str:
        """By which it is known how far the part is."""

    @property
    def every_s(self) -> float:
        """Seconds between two writings, at least, while there is much to do; 0 for as often as one can."""

    async def changed(self, after: int) -> Reading:
        """What changed behind a position, or some first of it."""

    async def whole(self, after: str) -> Reading:
        """What stands at the next places behind one, changed or not; of an empty site's, behind ``""``."""

    async def made(self, reading: Reading) -> Written:
        """The files of what was read. The log covers all of it by now."""
