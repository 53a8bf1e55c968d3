"""A small country: two provinces, three subdistricts, eight stations and one post overseas.

Clock, randomness and people are in the script's hand; everything else is the real thing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash, record_id
from sirekap.election.records import (
    Figures,
    FormEdition,
    PagePhoto,
    Return,
    Signing,
    parse_record,
    print_record,
)
from sirekap.election.records import Role as Seat
from sirekap.election.regions import NATION, Level, Region, RegionCode, Station, StationCode
from sirekap.office.actor import Actor, Role
from sirekap.office.clerk import Clerk
from sirekap.office.dispute import Dispute
from sirekap.office.fold import Folder
from sirekap.office.hold_plenary import Attendant, HoldPlenary, signing_code
from sirekap.office.ports import ContestSetup, Entry, Setup
from sirekap.office.recapitulate import Opened, Recapitulate
from sirekap.office.verify import Verify
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.tiers.rulebook import NO_RULES

ELECTION = ElectionId("pemilu2024")
CONTEST = Contest.PRESIDENT
MORNING = datetime(2024, 2, 15, 1, 0, tzinfo=UTC)
NGUNUT, KALIDAWIR, SLEMAN = RegionCode("350401"), RegionCode("350402"), RegionCode("340406")
TULUNGAGUNG, SLEMAN_REGENCY = RegionCode("3504"), RegionCode("3404")
JATIM, DIY, KUALA_LUMPUR = RegionCode("35"), RegionCode("34"), RegionCode("9904")
ONE, TWO, THREE = (StationCode(f"350401200100{n}") for n in (1, 2, 3))
PRISON = StationCode("3504012001901")
FOUR, FIVE = (StationCode(f"350402200100{n}") for n in (1, 2))
SIX = StationCode("3404062001001")
ABROAD = StationCode("9904010001001")
PAPER = (PagePhoto(2, "f" * 64),)

_REGIONS = {
    "0": "INDONESIA",
    "35": "JAWA TIMUR", "3504": "TULUNGAGUNG", "350401": "NGUNUT", "3504012001": "SUMBERINGIN",
    "350402": "KALIDAWIR", "3504022001": "KALIDAWIR",
    "34": "DI YOGYAKARTA", "3404": "SLEMAN", "340406": "MLATI", "3404062001": "TIRTOADI",
    "99": "LUAR NEGERI", "9904": "KUALA LUMPUR", "990401": "KUALA LUMPUR", "9904010001": "KUALA LUMPUR",
}  # fmt: skip


def _key(purpose):
    return SigningKey(purpose, purpose.value.encode().ljust(32, b"."))


@dataclass
class World:
    """The store, the office over it, and a clock that goes on by a minute at each look."""

    records: object
    places: object
    projections: object
    words: object
    desk: object
    now: datetime = MORNING
    open_votes: dict[StationCode, tuple[int, int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = Folder(self.records, self.projections, NO_RULES, ELECTION, Phase.REAL, self.places)
        self.clerk = Clerk(
            records=self.records,
            projections=self.projections,
            words=self.words,
            key=_key(Purpose.OFFICE),
            receipt_key=_key(Purpose.RECEIPT),
            election=ELECTION,
            phase=Phase.REAL,
            log_promise=60,
            now=self.tick,
            random=lambda size: hashlib.shake_256(self.tick().isoformat().encode()).digest(size),
            caught_up=self.caught_up,
        )
        self.recapitulate = Recapitulate(self.clerk)
        self.plenary = HoldPlenary(self.clerk, self.places, lambda _: Level.NATION)
        self.dispute = Dispute(self.clerk, self.places)
        self.verify = Verify(self.clerk, self.desk, NO_RULES, self._weight)

    def tick(self):
        """The time, a minute later at each look."""
        self.now += timedelta(minutes=1)
        return self.now

    async def caught_up(self):
        """Fold all that is stored."""
        while await self.folder.step():
            pass

    async def _weight(self, station, _contest):
        return self.open_votes.get(station, (300, None))

    async def set_up(self):
        """Regions, stations with 240 voters each, the presidential contest."""
        stations = [ONE, TWO, THREE, PRISON, FOUR, FIVE, SIX, ABROAD]
        await self.places.put(
            Setup(
                [Region(RegionCode(code), name) for code, name in _REGIONS.items()],
                [Station(each, 240) for each in stations],
                [ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP")],
            ),
            dry=False,
        )

    def person(self, name, role, region, *, proven=True):
        """Somebody who acts."""
        return Actor(name, role, region, SaltedHash(hashlib.sha256(name.encode()).hexdigest()), proven)

    def operator(self, region):
        """The operator of a region's plenary."""
        return self.person(f"operator {region}", Role.OPERATOR, region)

    def second(self, region):
        """The second signatory of a region's plenary."""
        return self.person(f"second {region}", Role.SECOND, region)

    async def sent(  # noqa: PLR0913 -- what a phone sends, each part with a plain default
        self, station, first, second, third, *,
        device="one", poll=Poll.REGULAR, photos=PAPER, contest=CONTEST, votes=None,
    ):  # fmt: skip
        """A phone sends a station's votes; the id of the return. ``votes`` are those of another contest."""
        at = self.tick()
        record = Return(
            election=ELECTION,
            phase=Phase.REAL,
            at=at,
            signer=KeyId(hashlib.sha256(f"{station} {device}".encode()).hexdigest()),
            station=station,
            contest=contest,
            poll=poll,
            version=1,
            replaces=None,
            form=FormEdition("C.HASIL-PPWP", "2024"),
            votes=numbers(first, second, third) if votes is None else Figures.of(votes),
            administration=Figures(),
            photos=photos,
            acknowledged=(),
            seen_before_entry=False,
        )
        body = print_record(record)
        name = record_id(body)
        entry = Entry(name, "return", station, contest.value, body, b"s", record.signer, at, b"r")
        await self.records.append([entry])
        return name

    async def sent_photos_only(self, station):
        """A phone sends photos and no figures."""
        return await self.sent(station, None, None, None)

    async def votes(self, region):
        """The votes counted in a region, in the order of the ballot."""
        tally = await self.clerk.tally(region, CONTEST)
        return [tally.votes.get(f"suara_{number}", 0) for number in (1, 2, 3)]

    async def settled(self, region):
        """The votes a plenary stands for."""
        tally = await self.clerk.tally(region, CONTEST)
        return [tally.settled.get(f"suara_{number}", 0) for number in (1, 2, 3)]

    async def state(self, station):
        """The state of a station's votes."""
        return str((await self.clerk.thread(station, CONTEST)).standing.votes.state)

    async def phase(self, region):
        """What a plenary is at."""
        return str((await self.clerk.assembly(region, CONTEST)).standing.phase)

    async def opens(self, region):
        """The plenary of a region opens."""
        return await self.plenary.open(self.operator(region), region, CONTEST)

    async def confirms(self, *stations):
        """Every one of these stations is read out and confirmed."""
        for station in stations:
            operator = self.operator(RegionCode(station[:4] if station.startswith("99") else station[:6]))
            await self.recapitulate.confirm(operator, station, CONTEST, Opened())

    async def certifies(self, region, present=()):
        """Closed, and certified by two people who read out the code."""
        await self.plenary.close(self.operator(region), region, CONTEST)
        code = signing_code(await self.plenary.content(region, CONTEST))
        chair = Attendant("Ketua", Seat.CHAIR, Signing.SIGNED)
        return await self.plenary.certify(
            self.operator(region), self.second(region), region, CONTEST, code, (chair, *present)
        )

    async def whole_country(self):
        """Every station sends, is confirmed, and every tier certifies up to the nation."""
        for station in (ONE, TWO, THREE, PRISON, FOUR, FIVE, SIX, ABROAD):
            await self.sent(station, 100, 60, 40)
        for region, stations in (
            (NGUNUT, (ONE, TWO, THREE, PRISON)),
            (KALIDAWIR, (FOUR, FIVE)),
            (SLEMAN, (SIX,)),
            (KUALA_LUMPUR, (ABROAD,)),
        ):
            await self.opens(region)
            await self.confirms(*stations)
            await self.certifies(region)
        for region in (TULUNGAGUNG, SLEMAN_REGENCY, JATIM, DIY, NATION):
            await self.opens(region)
            await self.certifies(region)

    async def record(self, name):
        """A record by its id."""
        return parse_record((await self.records.by_id(name)).entry.body)


def numbers(first, second, third):
    """Votes of the three pairs; none at all where the first is not entered."""
    if first is None:
        return Figures()
    return Figures.of({"suara_1": first, "suara_2": second, "suara_3": third})
