"""A small night on the twins in memory, folded, logged and exported; and its files read back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta

import polars as pl
from tests.office.log_ground import NAME, SIGNING, verify
from tests.publication.conftest import COUNTRY, PROFILE, RULES
from tests.tiers.acts import ELECTION, NIGHT, key_of

from sirekap.election.identity import Phase
from sirekap.election.records import kind_of, print_record
from sirekap.office.export import Export, ExportTerms
from sirekap.office.fold import Folder
from sirekap.office.ports import Entry
from sirekap.office.publish.ground import Ground
from sirekap.office.sequence import LogKey, Sequencer
from sirekap.publication.kpu.keys import Keys
from sirekap.store.memory import (
    MemoryLog,
    MemoryPen,
    MemoryPlaces,
    MemoryProjections,
    MemoryPublished,
    MemoryRecords,
    MemorySite,
    MemoryWordbook,
)

LATEST = "v1/export/latest.json"


def entry_of(arrival):
    """An arrival as the intake stores it."""
    record = arrival.record
    contest = getattr(record, "contest", None)
    return Entry(
        arrival.id,
        kind_of(record),
        getattr(record, "station", None),
        None if contest is None else contest.value,
        print_record(record),
        b"",
        key_of("office"),
        NIGHT + timedelta(hours=2),
        b"",
        arrival.holds,
    )


@dataclass
class Night:
    """Records, what is folded and logged of them, and the site; the clock is in the test's hand.

    ``contests`` is how many of the profile's are exported, the presidential one first. ``store``
    is another one than the twins.
    """

    site: MemorySite = field(default_factory=MemorySite)
    now: object = NIGHT + timedelta(hours=3)
    kept: int = 4
    contests: int = 1
    photos: dict = field(default_factory=dict)

    watched: bool = False
    store: object = None

    def __post_init__(self) -> None:
        if self.store is not None:
            self.records, self.projections = self.store.records, self.store.projections
            self.log, self.pen = self.store.log, self.store.pen()
            return
        self.records, self.projections = MemoryRecords(), MemoryProjections()
        self.log = MemoryLog(self.records)
        self.pen = MemoryPen(self.log)

    async def file(self, *arrivals, fold=True, log=True):
        """Records come in, are folded and become leaves."""
        await self.records.append([entry_of(each) for each in arrivals])
        if fold:
            await self.fold()
        if log:
            await self.logged()

    async def logged(self):
        """Make leaves of all there is."""
        key = LogKey(NAME, SIGNING.sign, verify)
        sequencer = Sequencer(
            self.records, self.log, self.pen, MemorySite(), key, ELECTION, Phase.REAL, batch=200
        )
        while await sequencer.step():
            pass

    async def fold(self):
        """Fold all there is."""
        folder = Folder(self.records, self.projections, RULES, ELECTION, Phase.REAL, MemoryPlaces())
        while await folder.step():
            pass

    def export(self):
        """A new act."""
        words = MemoryWordbook()

        async def photos(keys):
            return {key: self.photos[key] for key in keys if key in self.photos}

        ground = Ground(
            records=self.records,
            projections=self.projections,
            log=self.log,
            words=words,
            published=MemoryPublished(self.records, words),
            site=self.site,
            country=COUNTRY,
            stations=(),
            contests=tuple(each.contest for each in PROFILE.contests[: self.contests]),
            keys=Keys(PROFILE),
            rulebook=RULES,
            election=ELECTION,
            phase=Phase.REAL,
            opens=NIGHT,
            photos=photos,
        )
        return Export(ground, ExportTerms(kept=self.kept), lambda: self.now)

    @property
    def latest(self):
        """The pointer."""
        return json.loads(self.site.files[LATEST])

    def made(self, table, form, contest="ppwp", part=None):
        """What the pointer says of a file."""
        (found,) = (
            each
            for each in self.latest["contests"][contest]
            if (each["table"], each["format"], each["part"]) == (table, form, part)
        )
        return found

    def bytes_of(self, *what, **more):
        """A file of the newest set."""
        return self.site.files[self.made(*what, **more)["path"]]

    def rows(self, table, **more):
        """A table's rows, as an outsider reads its CSV: all cells are texts."""
        text = self.bytes_of(table, "csv", **more).decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def frame(self, table, **more):
        """A table as Polars reads its Parquet."""
        return pl.read_parquet(io.BytesIO(self.bytes_of(table, "parquet", **more)))

    def report(self, part=None, contest="ppwp"):
        """A report in NIST's format."""
        return json.loads(self.bytes_of("nist", "json", contest=contest, part=part))
