"""The log's leaves as a checker keeps them: a few dozen bytes each, by village."""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.audit.visit import strict
from sirekap.election.contests import Contest
from sirekap.election.identity import RecordId
from sirekap.election.records import ACTS
from sirekap.election.regions import CodeError, StationCode, station_code

if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKED = struct.Struct(">32sQIBB13s")
_MEMBERS = {"v", "kind", "time", "place", "contest", "record"}
_CONTESTS = (None, *Contest)
_DIGEST = 64
WANDERING = frozenset({"release", "resemblance", "move", "plenary", "reopening", "key_listed", "key_revoked"})
"""Kinds that speak of more than the place they stand at, or of none: read before the villages are."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry of the log (``spec/log.md`` § 1), with its index."""

    index: int
    kind: str
    time: datetime
    place: StationCode | None
    contest: Contest | None
    record: RecordId


def parse_leaf(index: int, entry: bytes) -> Leaf | None:
    """An entry as a leaf, or ``None`` for bytes that are none."""
    value = strict(entry)
    if value is None or value.keys() != _MEMBERS or value["v"] != 1:
        return None
    kind, record, place = value["kind"], value["record"], value["place"]
    try:
        at = datetime.strptime(value["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        contest = None if value["contest"] is None else Contest(value["contest"])
        station = None if place is None else station_code(place)
        right = len(record) == _DIGEST and bytes.fromhex(record).hex() == record and kind.isidentifier()
    except (ValueError, TypeError, AttributeError, CodeError):
        return None
    return Leaf(index, kind, at, station, contest, RecordId(record)) if right else None


@dataclass
class Leaves:
    """The leaves read so far: those of a village packed, those that wander as they are.

    The returns of each contest are counted, and of the first ``until`` leaves the last one's moment kept.
    """

    until: int = 0
    wandering: list[Leaf] = field(default_factory=list)
    returns: Counter[str] = field(default_factory=Counter)
    at: datetime | None = None
    size: int = 0
    _villages: dict[str, bytearray] = field(default_factory=dict)
    _kinds: list[str] = field(default_factory=lambda: [act.kind for act in ACTS])

    def add(self, leaf: Leaf) -> None:
        """Take the next leaf."""
        self.size = leaf.index + 1
        if leaf.index < self.until:
            self.at = leaf.time
        if leaf.kind == "return" and leaf.contest is not None:
            self.returns[leaf.contest.value] += 1
        if leaf.place is None or leaf.kind in WANDERING:
            self.wandering.append(leaf)
        if leaf.place is not None:
            if leaf.kind not in self._kinds:
                self._kinds.append(leaf.kind)
            self._villages.setdefault(leaf.place[:10], bytearray()).extend(
                _PACKED.pack(
                    bytes.fromhex(leaf.record),
                    leaf.index,
                    int(leaf.time.timestamp()),
                    self._kinds.index(leaf.kind),
                    _CONTESTS.index(leaf.contest),
                    leaf.place.encode(),
                )
            )

    def skip(self) -> None:
        """Count a leaf that could not be read."""
        self.size += 1

    def of_village(self, village: str) -> list[Leaf]:
        """The leaves of a village's stations, in the order of the log."""
        return list(self._unpacked(self._villages.get(village, bytearray())))

    def find(self, record: str) -> Leaf | None:
        """The leaf of a record, if there is one."""
        name = bytes.fromhex(record)
        for packed in self._villages.values():
            if name in packed:
                return next((leaf for leaf in self._unpacked(packed) if leaf.record == record), None)
        return next((leaf for leaf in self.wandering if leaf.record == record), None)

    def villages(self) -> Iterator[str]:
        """Every village with a leaf."""
        return iter(sorted(self._villages))

    def _unpacked(self, packed: bytearray) -> Iterator[Leaf]:
        for record, index, seconds, kind, contest, place in _PACKED.iter_unpack(packed):
            yield Leaf(
                index,
                self._kinds[kind],
                datetime.fromtimestamp(seconds, UTC),
                StationCode(place.decode()),
                _CONTESTS[contest],
                RecordId(record.hex()),
            )
