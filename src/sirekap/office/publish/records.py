"""The records that are leaves: each with its signature, and with the words that an act was written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.identity import SaltedHash
from sirekap.election.records import Release, parse_record
from sirekap.office.leaf import is_leaf
from sirekap.office.ports import ToldWords
from sirekap.office.publish.part import Reading, Written
from sirekap.publication.own import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.office.ports import Entry, Stored
    from sirekap.office.publish.ground import Ground

_AT_ONCE = 2_000
_DIGITS = 19
_WORDLESS = frozenset({"return", "reading", "resemblance"})
"""Kinds that are most of all records and hold no words: they need not be read for them."""


@dataclass(frozen=True, slots=True)
class LoggedRecords:
    """Fulfils :class:`sirekap.office.publish.part.Part`."""

    ground: Ground
    every_s: float = 0.0
    name: str = "records"

    async def changed(self, after: int) -> Reading:
        """The next records behind a position."""
        stored = await self.ground.records.after(after, _AT_ONCE)
        to = stored[-1].position if stored else after
        return Reading(to, to, count=len(stored), content=stored)

    async def whole(self, after: str) -> Reading:
        """The next records behind one."""
        stored = await self.ground.records.after(int(after or 0), _AT_ONCE)
        to = stored[-1].position if stored else int(after or 0)
        reached = f"{to:0{_DIGITS}}" if len(stored) == _AT_ONCE else None
        cursor = max(to, await self.ground.projections.cursor())
        return Reading(cursor, reached=reached, count=len(stored), content=stored)

    async def made(self, reading: Reading) -> Written:
        """Bytes and signature of each record that is a leaf, and the words of acts that are kept."""
        return await record_files(self.ground, reading.content)


async def record_files(ground: Ground, stored: Sequence[Stored]) -> Written:
    """The files of some records."""
    logged = [one.entry for one in stored if is_leaf(one.entry, ground.election, ground.phase)]
    files: dict[str, bytes | None] = {}
    for entry in logged:
        files.update((records.record(entry.body),))
        files.update((records.signature(entry.id, entry.key, entry.signature, entry.holds),))
    names = [name for entry in logged if (name := _words_of(entry)) is not None]
    kept = await ground.words.read(names)
    files.update(records.words(name, each.salt, each.text) for name, each in kept.items())
    return Written((files,), [ToldWords(name, "", "") for name in sorted(kept)])


def _words_of(entry: Entry) -> SaltedHash | None:
    """The hash of the words an act was written in; names of persons are never published."""
    if entry.kind in _WORDLESS:
        return None
    record = parse_record(entry.body)
    name = record.reason if isinstance(record, Release) else getattr(record, "words", None)
    return None if name is None else SaltedHash(name)
