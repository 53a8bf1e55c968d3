"""A real PostgreSQL with an election in it: stations, their returns as records, folded and logged.

Returns are those of phones in all but their signatures, which are as long and are not made:
the publisher looks at none.
"""

from __future__ import annotations

import os
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bench.fold import numbers as made_up
from bench.fold import station as invented
from bench.real import PROVINCES, numbers_of, places_of, rows_of
from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, record_id
from sirekap.election.records import Figures, FormEdition, Return, print_record
from sirekap.election.regions import NATION, Region, Station, StationCode, ancestors
from sirekap.office.ports import ContestSetup, Entry, Setup
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.objects import FolderObjects
from sirekap.store.postgres import migrate
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import folder_on, opened
from sirekap.wiring.public_log import sequencer_on
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store

OPENS = datetime(2024, 2, 14, 8, 0, tzinfo=UTC)
_NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
_BATCH = 2_000
_SIGNATURE, _RECEIPT = bytes(64), b'{"body":{},"signature":""}'

Counted = tuple[StationCode, "Mapping[FieldName, int | None]"]


@dataclass
class Stage:
    """The store of an election and what works on it; ``settings`` say where its site is."""

    dsn: str
    store: Store
    keys: Keys
    settings: Settings

    async def take(self, returns: Iterable[Counted], device: str = "a") -> int:
        """Store a return of each station, as a device's first; how many."""
        count, left = 0, iter(returns)
        while batch := [_entry(*one, device) for one in islice(left, _BATCH)]:
            await self.store.records.append(batch)
            count += len(batch)
        return count

    async def fold(self) -> float:
        """Fold all there is; seconds."""
        folder, begun = folder_on(self.store, self.settings), time.perf_counter()
        while await folder.step():
            pass
        return time.perf_counter() - begun

    async def log(self) -> float:
        """Log all there is; seconds."""
        pen, begun = self.store.pen(), time.perf_counter()
        sequencer = sequencer_on(self.store, pen, self.keys, self.settings)
        while await sequencer.step():
            pass
        await pen.lay_down()
        return time.perf_counter() - begun


@asynccontextmanager
async def stage(place: Path, regions: Sequence[Region], stations: Sequence[Station]) -> AsyncIterator[Stage]:
    """A new database in a folder, with the presidential contest set up in these places."""
    async with EmbeddedPostgres(place / "db") as postgres:
        await migrate(postgres.dsn(OWNER))
        settings = Settings(data=place / "data", published=str(place / "site"))
        keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
        async with opened(postgres.dsn(APP), 2, FolderObjects(place / "objects")) as store:
            contests = [ContestSetup("ppwp", "Presiden dan Wakil Presiden", "C.HASIL-PPWP")]
            await store.places.put(Setup(regions, stations, contests), dry=False)
            yield Stage(postgres.dsn(APP), store, keys, settings)


def real(
    data: Path, provinces: Sequence[str] = PROVINCES
) -> tuple[list[Counted], list[Region], list[Station]]:
    """What KPU published of nine provinces."""
    rows = [row for province in provinces for row in rows_of(data, province)]
    regions, stations = places_of(rows)
    return [(StationCode(row["tps"]), numbers_of(row)) for row in rows], regions, stations


def nation(stations: int) -> tuple[Iterator[Counted], list[Region], list[Station]]:
    """As many invented stations, ten to a village, in a tree about as wide as the country's."""
    codes = [invented(number) for number in range(stations)]
    regions = sorted({NATION, *(region for code in codes for region in ancestors(code))})
    returns = (_invented(number) for number in range(stations))
    return returns, [Region(code, code) for code in regions], [Station(code, 310) for code in codes]


def _invented(number: int) -> Counted:
    votes, rest = made_up(number)
    return invented(number), {FieldName(name): count for name, count in (votes | rest).items()}


def _entry(station: StationCode, numbers: Mapping[FieldName, int | None], device: str) -> Entry:
    key = KeyId((device + station).rjust(64, "0"))
    votes = {name: count for name, count in numbers.items() if name.startswith("suara_")}
    record = Return(
        election=ElectionId("pemilu2024"),
        phase=Phase.REAL,
        at=_NIGHT,
        signer=key,
        station=station,
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=1,
        replaces=None,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of(votes),
        administration=Figures.of({name: each for name, each in numbers.items() if name not in votes}),
        photos=(),
        acknowledged=(),
        seen_before_entry=False,
    )
    body = print_record(record)
    return Entry(
        id=RecordId(record_id(body)),
        kind="return",
        station=station,
        contest="ppwp",
        body=body,
        signature=_SIGNATURE,
        key=key,
        received=_NIGHT + timedelta(minutes=1),
        receipt=_RECEIPT,
    )
