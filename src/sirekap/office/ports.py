"""The doors through which acts reach a store: a few methods each, named for what an act needs.

Rooms above fulfil them (PostgreSQL, and a twin in memory that passes the same tests). Every
method is safe to repeat; a repeat changes nothing and answers as the first time did.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.choices import District
    from sirekap.election.identity import KeyId, RecordId
    from sirekap.election.regions import Region, RegionCode, Station, StationCode


class StoreAway(Exception):  # noqa: N818 -- it tells what is: the store is away
    """The store did not answer, and whether it did the work is not known. Try again later."""


class BatchRefused(Exception):  # noqa: N818 -- a refusal of data, not a fault
    """Some row cannot be stored, and nothing of the batch was. Send the rows one by one."""


class CursorMoved(Exception):  # noqa: N818 -- it tells what happened
    """Another folder has moved the cursor: this one must stop, its figures are of no use."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it arrived, with what the intake knows of it.

    ``id`` is the SHA-256 of ``body`` (canonical bytes) and ``key`` the name of the key that
    made ``signature``, both in 64 hexadecimal characters. ``station`` and ``contest`` are
    absent on records of neither. ``holds`` are the codes for which the record counts only
    after a person has released it. ``received`` bears a time zone.
    """

    id: RecordId
    kind: str
    station: str | None
    contest: str | None
    body: bytes
    signature: bytes
    key: KeyId
    received: datetime
    receipt: bytes
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry with its place in the one order of all records: 1, 2, 3, … without a gap."""

    position: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one entry: the receipt that counts (the first one), and whether it was there before."""

    receipt: bytes
    holds: tuple[str, ...]
    repeated: bool


class Records(Protocol):
    """All records, in one order, for ever."""

    async def append(self, batch: Sequence[Entry]) -> list[Outcome]:
        """Store entries durably, all or none; one outcome for each, in their order.

        Raises :class:`BatchRefused` (try row by row) or :class:`StoreAway` (try later).
        """

    async def after(self, position: int, limit: int) -> list[Stored]:
        """The next records in order. One that appears later never has a lower position."""

    async def by_id(self, record: RecordId) -> Stored | None:
        """One record."""

    async def of_station(self, station: str, contest: str) -> list[Stored]:
        """Every record of a station's contest, in order."""


@dataclass(frozen=True, slots=True)
class Device:
    """A phone that was enrolled for a station's slot, 1 or 2. No person is named.

    ``key`` is the name of its public key; ``certificate`` the signed bytes it was given.
    """

    key: KeyId
    station: str
    slot: int
    certificate: bytes


class Devices(Protocol):
    """The phones that were enrolled, and those taken back."""

    async def enrol(self, device: Device) -> Device:
        """Keep a device; the answer is the one that counts for this key, which is the first."""

    async def by_key(self, key: KeyId) -> Device | None:
        """The device of a key."""

    async def of_station(self, station: str) -> list[Device]:
        """Every device a station ever had, by slot and key."""

    async def revoke(self, key: KeyId, since: datetime, reason: str) -> None:
        """Distrust a key from a time on, for good. Of several such times the earliest counts."""

    async def revoked(self) -> Mapping[KeyId, datetime]:
        """The whole revocation list: key to the time. Short, so that it can be read every few seconds."""


@dataclass(frozen=True, slots=True)
class ContestSetup:
    """A contest of this election and the form it is counted on."""

    id: str
    name: str
    form: str


@dataclass(frozen=True, slots=True)
class ChoiceSetup:
    """What a ballot offers, by its field (``suara_1``, ``partai_3_caleg_2``).

    ``district`` is empty where the whole country has one ballot.
    """

    contest: str
    district: str
    field: str
    name: str


@dataclass(frozen=True, slots=True)
class Setup:
    """An election, or a part of one, to be set up. ``districts`` is by contest."""

    regions: Sequence[Region] = ()
    stations: Sequence[Station] = ()
    contests: Sequence[ContestSetup] = ()
    choices: Sequence[ChoiceSetup] = ()
    districts: Mapping[str, Sequence[District]] = field(default_factory=dict)

    def check(self) -> None:
        """Raise :class:`BatchRefused` when a row is given twice: which one is meant is not ours to say."""
        keys = [
            *((one.code,) for one in self.regions),
            *((one.code,) for one in self.stations),
            *((one.id,) for one in self.contests),
            *((one.contest, one.district, one.field) for one in self.choices),
            *((contest, one.code) for contest, rows in self.districts.items() for one in rows),
        ]
        if len(set(keys)) < len(keys):
            twice = next(key for key, count in Counter(keys).items() if count > 1)
            message = f"{' '.join(twice)} is given twice"
            raise BatchRefused(message)


@dataclass(frozen=True, slots=True)
class Change:
    """How many rows a set-up adds and alters; the others stand already."""

    added: int
    altered: int


class Places(Protocol):
    """Where and on what is voted."""

    async def put(self, setup: Setup, *, dry: bool) -> Mapping[str, Change]:
        """Add and alter, never remove; the change by kind. ``dry`` tells it and changes nothing.

        Raises :class:`BatchRefused` when a row names a region or contest that is not there.
        """

    async def station(self, code: StationCode) -> Station | None:
        """One station."""

    async def stations(self, under: RegionCode) -> list[Station]:
        """The stations under a region, by code."""

    async def regions(self, parent: RegionCode) -> list[Region]:
        """The regions directly below one, by code."""

    async def contests(self) -> list[ContestSetup]:
        """The contests, by id."""

    async def choices(self, contest: str, district: str) -> list[ChoiceSetup]:
        """The choices on a district's ballot, in the order they were given."""

    async def districts(self, contest: str) -> list[District]:
        """The electoral districts of a contest, by code."""

    async def expected(self) -> Mapping[RegionCode, int]:
        """How many stations there are under every region that has one, the nation included."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the fold knows of a station's contest: its state in one word, and the rest as a document.

    ``document`` is canonical bytes, so that two folds of the same records can be compared.
    """

    station: str
    contest: str
    state: str
    document: bytes


@dataclass(frozen=True, slots=True)
class Total:
    """What the fold knows of a contest in a region, as a document of canonical bytes."""

    contest: str
    region: str
    document: bytes


class Projections(Protocol):
    """What was folded from the records. It may be thrown away and made again."""

    async def cursor(self) -> int:
        """The position of the last record that was folded in; 0 before the first."""

    async def advance(
        self, start: int, end: int, figures: Iterable[Figure] = (), totals: Iterable[Total] = ()
    ) -> None:
        """Put figures and totals in place and move the cursor from ``start`` to ``end``, all or none.

        Raises :class:`CursorMoved` when the cursor does not stand at ``start``.
        """

    async def figures(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Figure]:
        """The figures of these (station, contest), as far as there are any."""

    async def totals(self, contest: str, regions: Sequence[str]) -> dict[str, Total]:
        """The totals of these regions, as far as there are any."""

    async def all_figures(self, contest: str, after: str, limit: int) -> list[Figure]:
        """A contest's figures by station, from the one behind ``after``."""

    async def all_totals(self, contest: str, after: str, limit: int) -> list[Total]:
        """A contest's totals by region, from the one behind ``after``."""

    async def clear(self) -> None:
        """Throw all of it away and set the cursor to 0."""
