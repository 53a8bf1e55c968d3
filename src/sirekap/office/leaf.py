"""What the log says of a record: kind, time, place, contest and the record's id. Nothing else.

No votes, no words, no person: a leaf commits to the record's bytes, and they are
published when their station is public (architecture § 3, decision 8). ``spec/log.md``
tells it to outsiders.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from sirekap.election.canonical import decode, encode

if TYPE_CHECKING:
    from sirekap.election.identity import ElectionId, Phase
    from sirekap.office.ports import Entry, Leaf

VERSION = 1

UNLOGGED = frozenset[str]()
"""Kinds of records that are no leaves. A new kind is logged unless it is named here with its reason.

What must not be public is no record at all: logins, claims and attempts to enrol go to the journal.
"""


def is_leaf(entry: Entry, election: ElectionId, phase: Phase) -> bool:
    """Whether a record is of a kind that is logged, and of this election and phase."""
    if entry.kind in UNLOGGED:
        return False
    match decode(entry.body):
        case {"election": of, "phase": at}:
            return of == election and at == phase
    return False


def print_leaf(leaf: Leaf) -> bytes:
    """The entry that is hashed. ``time`` is the receipt's, to the second."""
    return encode(
        {
            "contest": leaf.contest,
            "kind": leaf.kind,
            "place": leaf.station,
            "record": leaf.record,
            "time": f"{leaf.received.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "v": VERSION,
        }
    )
