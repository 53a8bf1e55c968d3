"""A small country with its log and its site, on the twins in memory: publishers come and go over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.acceptance.world import CONTEST, ELECTION, World
from tests.office.log_ground import NAME, SIGNING, verify

from sirekap import profiles
from sirekap.election.identity import Phase
from sirekap.election.regions import Level
from sirekap.office.publish.districts import Districts
from sirekap.office.publish.ground import Ground, country_at
from sirekap.office.publish.lists import lists
from sirekap.office.publish.photos import Photos
from sirekap.office.publish.records import LoggedRecords
from sirekap.office.publish.regions import Regions
from sirekap.office.publish.step import Publisher
from sirekap.office.publish.villages import Villages
from sirekap.office.sequence import LogKey, Sequencer
from sirekap.publication.kpu.keys import Keys
from sirekap.store.memory import (
    MemoryDesk,
    MemoryLog,
    MemoryObjects,
    MemoryPen,
    MemoryPlaces,
    MemoryProjections,
    MemoryPublished,
    MemoryRecords,
    MemorySite,
    MemoryWordbook,
)
from sirekap.store.memory.moments import Moment, calm
from sirekap.tiers.rulebook import NO_RULES

OPENS = datetime(2024, 2, 14, 6, 0, tzinfo=UTC)
LATER = OPENS + timedelta(days=2)
KEY = LogKey(NAME, SIGNING.sign, verify)


@dataclass
class Press:
    """A world, its log, and its site. ``now`` is what publishers take for the time."""

    moment: Moment = calm
    now: datetime = LATER
    contests: tuple = (CONTEST,)
    site: MemorySite = None
    published: MemoryPublished = None
    seconds: count = field(default_factory=lambda: count(0, 100))
    objects: MemoryObjects = field(default_factory=MemoryObjects)

    def __post_init__(self) -> None:
        records, words = MemoryRecords(), MemoryWordbook()
        self.world = World(records, MemoryPlaces(), MemoryProjections(), words, MemoryDesk())
        self.log, self.log_site = MemoryLog(records), MemorySite()
        self.site = MemorySite(self.moment, lambda: self.now)
        self.published = MemoryPublished(records, words, self.moment)
        self.sequencer = Sequencer(
            records, self.log, MemoryPen(self.log), self.log_site, KEY, ELECTION, Phase.REAL
        )

    async def publisher(self, site=None, published=None):
        """A new one; by default it goes on where others were."""
        world = self.world
        country, stations = await country_at(world.places)
        ground = Ground(
            records=world.records,
            projections=world.projections,
            log=self.log,
            words=world.words,
            published=published or self.published,
            site=site or self.site,
            country=country,
            stations=stations,
            contests=self.contests,
            keys=Keys(profiles.load()),
            rulebook=NO_RULES,
            election=ELECTION,
            phase=Phase.REAL,
            opens=OPENS,
        )
        levels = (Level.SUBDISTRICT, Level.REGENCY, Level.PROVINCE, Level.NATION)
        regions = [Regions(ground, level, 5.0) for level in levels]
        first = [LoggedRecords(ground), Photos(ground, self.objects), Villages(ground)]
        parts = [*first, *regions, Districts(ground, 5.0)]
        return Publisher(
            ground, self.log_site, KEY, [lists(ground, b"{}")], parts,
            lambda: self.now, lambda: float(next(self.seconds)), 0.0, timedelta(),
        )  # fmt: skip

    async def logged(self):
        """Fold and log all that is stored."""
        await self.world.caught_up()
        while await self.sequencer.step():
            pass

    async def fresh(self):
        """The files of a site that is written whole in one go."""
        site = MemorySite(now=lambda: self.now)
        published = MemoryPublished(self.world.records, self.world.words)
        await until_quiet(await self.publisher(site, published))
        return site.files


async def until_quiet(publisher):
    """Step until nothing is left."""
    while await publisher.step():
        pass


__all__ = ["CONTEST", "Press", "until_quiet"]
