"""The door to where and on what is voted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sirekap.office.ports.trouble import BatchRefused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sirekap.election.choices import District
    from sirekap.election.regions import Region, RegionCode, Station, StationCode


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

    async def version(self) -> int:
        """How often something was added or altered: the same number, the same set-up."""

    async def station(self, code: StationCode) -> Station | None:
        """One station."""

    async def named(self, codes: Collection[StationCode]) -> list[Station]:
        """The stations of these codes, as far as they exist."""

    async def stations(self, under: RegionCode) -> list[Station]:
        """The stations under a region, by code."""

    async def regions(self, parent: RegionCode) -> list[Region]:
        """The regions directly below one, by code."""

    async def regions_named(self, codes: Collection[RegionCode]) -> list[Region]:
        """The regions of these codes, as far as they exist, the largest first."""

    async def contests(self) -> list[ContestSetup]:
        """The contests, by id."""

    async def choices(self, contest: str, district: str) -> list[ChoiceSetup]:
        """The choices on a district's ballot, in the order they were given."""

    async def districts(self, contest: str) -> list[District]:
        """The electoral districts of a contest, by code."""

    async def expected(self) -> Mapping[RegionCode, int]:
        """How many stations there are under every region that has one, the nation included."""

    async def ballots(self) -> Mapping[RegionCode, int]:
        """How many ballots the stations under every region have by their lists: voters and 2 %, rounded up.

        A station whose list is not known counts as the longest one, 306.
        """
