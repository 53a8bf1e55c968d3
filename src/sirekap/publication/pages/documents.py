"""The published documents as pages read them. What a page does not show is not named here."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 -- msgspec reads the types when it decodes
from typing import TypeVar

import msgspec

from sirekap.election.contests import Contest  # noqa: TC001 -- as above
from sirekap.election.regions import RegionCode, StationCode  # noqa: TC001 -- as above

Counts = dict[str, int]
"""Numbers by the name of a field, a state, or a rule."""


class Checkpoint(msgspec.Struct, frozen=True):
    """A published tree of the log."""

    origin: str
    size: int
    root: str


class Paused(msgspec.Struct, frozen=True):
    """Since when numbers stand still, and the record that tells why."""

    since: datetime
    record: str


class Latest(msgspec.Struct, frozen=True):
    """Where the site stands (``v1/latest.json``)."""

    election: str
    size: int
    at: datetime | None = None
    phase: str = "real"
    checkpoint: Checkpoint | None = None
    opens: datetime | None = None
    opened: bool = True
    paused: Paused | None = None
    received: Counts = {}


class Margin(msgspec.Struct, frozen=True):
    """Whether the outcome can still change, in a sentence of each language."""

    votes: int | None
    open: int
    can_change: bool
    text: dict[str, str]
    about: tuple[str, ...] = ()


class Plenary(msgspec.Struct, frozen=True):
    """Where a region's plenary is, its certificate's record, and where the minutes stand."""

    phase: str
    record: str | None = None
    minutes: str | None = None


class Child(msgspec.Struct, frozen=True):
    """A region one tier below."""

    region: RegionCode
    name: str
    votes: Counts
    counts: Counts
    settled: Counts = {}


class Region(msgspec.Struct, frozen=True):
    """A region above the village. ``open`` are the votes that may still come, if it is told."""

    contest: Contest
    region: RegionCode
    name: str
    votes: Counts
    counts: Counts
    children: tuple[Child, ...]
    size: int = 0
    settled: Counts = {}
    findings: Counts = {}
    plenary: Plenary | None = None
    margin: Margin | None = None
    open: int | None = None


class Block(msgspec.Struct, frozen=True):
    """Half of a station's return: what it says and how far it is a result."""

    state: str
    figures: dict[str, int | None]
    heads: tuple[str, ...] = ()
    held_by: tuple[str, ...] = ()
    decision: str | None = None


class Claim(msgspec.Struct, frozen=True):
    """What a device said, and when."""

    record: str
    log: int | None
    device: str
    at: datetime
    version: int
    blind: bool
    held_for: tuple[str, ...] = ()
    votes: dict[str, int | None] | None = None
    administration: dict[str, int | None] | None = None


class Reading(msgspec.Struct, frozen=True):
    """What the machine is sure of on the photos of a claim."""

    record: str
    log: int | None
    of: str
    at: datetime
    sure: int
    agrees: int
    otherwise: dict[str, int | None]


T = TypeVar("T")


class Last(msgspec.Struct, frozen=True):
    """The last claims, and how many came before them."""

    earlier: int
    last: tuple[Claim, ...]


class LastReadings(msgspec.Struct, frozen=True):
    """The last readings, and how many came before them."""

    earlier: int
    last: tuple[Reading, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something found about the figures, in a sentence of each language."""

    code: str
    text: dict[str, str]
    fields: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """What somebody wrote; ``text`` is gone when it was withdrawn."""

    hash: str
    text: str | None


class Change(msgspec.Struct, frozen=True):
    """A figure that a decision changed."""

    field: str
    old: int | None
    new: int | None
    reason: str


class Act(msgspec.Struct, frozen=True):
    """What a person did about a station. Which members are there depends on ``kind``."""

    record: str
    log: int | None
    at: datetime
    kind: str
    words: Words | None = None
    poll: str | None = None
    ruling: str | None = None
    changes: tuple[Change, ...] = ()
    witness_copy: str | None = None
    special_events: str | None = None
    situation: str | None = None
    region: str | None = None
    authority: str | None = None
    role: str | None = None
    field: str | None = None
    objection: str | None = None
    outcome: str | None = None


class History(msgspec.Struct, frozen=True):
    """The last acts, and how many came before them."""

    earlier: int
    acts: tuple[Act, ...]


class Photo(msgspec.Struct, frozen=True):
    """A page's photo: the hash the return names, and the covered copy's address, if it is public."""

    page: int
    sha256: str
    address: str | None


class Station(msgspec.Struct, frozen=True):
    """A station of a village."""

    station: StationCode
    number: int
    name: str
    polls: tuple[str, ...]
    votes: Block
    administration: Block
    claims: Last
    readings: LastReadings
    findings: tuple[Finding, ...]
    history: History
    photos: tuple[Photo, ...]
    held: int = 0
    waiting: int = 0
    open_votes: int = 0
    objections: tuple[str, ...] = ()


class Village(msgspec.Struct, frozen=True):
    """A village with all its stations."""

    contest: Contest
    region: RegionCode
    name: str
    votes: Counts
    counts: Counts
    stations: tuple[Station, ...]
    findings: Counts = {}


def read(content: bytes, kind: type[T]) -> T:
    """Take a published document; ``msgspec.ValidationError`` where it is none of that kind."""
    return msgspec.json.decode(content, type=kind)
