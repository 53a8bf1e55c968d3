"""A province as it is published: from the real rows of 2024 when they are here, else made up."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench.fold import body
from bench.real import numbers_of, rows_of, shared_data
from sirekap import profiles
from sirekap.election.canonical import encode
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, RecordId, record_id
from sirekap.election.records import Figures, FormEdition, Return, parse_record, print_record
from sirekap.election.regions import NATION, RegionCode, station_code, village_of
from sirekap.publication.country import Country
from sirekap.publication.kpu import tree
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.own.told import Told
from sirekap.publication.own.village import Village, path_of, village
from sirekap.tiers.claims import Arrival
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sirekap.election.forms import FieldName

PROVINCE = RegionCode("34")
_MADE_UP = 12_000
_ELECTION = ElectionId("pemilu2024")
_AT = datetime(2024, 2, 14, 17, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Snapshot:
    """The folder's files: those of villages in KPU's shapes and in ours, and all of them."""

    state: tree.State
    counted: list[str]
    documents: list[str]
    files: int


def publish(folder: Path) -> Snapshot:
    """Write a province's presidential results into a folder, compressed beside where that pays."""
    state, ledger = _counted()
    villages = sorted(state.country.stations)
    documents = []
    for path, data in _pages(state, ledger, villages):
        documents += [path] if path.count(".") > 1 else []
        _lay(folder, path, data)
    count = len(documents) * 2
    for path, data in (*tree.list_files(state), *tree.region_files(state, Contest.PRESIDENT, NATION)):
        _lay(folder, path, data)
        count += 1
    counted = [tree.counted_file(state, Contest.PRESIDENT, code)[0] for code in villages]
    return Snapshot(state, counted, documents, count)


def _pages(state: tree.State, ledger: Ledger, villages: list[RegionCode]) -> Iterator[tuple[str, bytes]]:
    told = Told(of_profile(state.keys.profile))
    for code in villages:
        threads = {
            each: ledger.threads[each, Contest.PRESIDENT]
            for each in state.country.stations[code]
            if (each, Contest.PRESIDENT) in ledger.threads
        }
        document = village(state.country, told, Village(_ELECTION, Contest.PRESIDENT, code), threads)
        path = path_of(Contest.PRESIDENT, code, document)
        yield path, document
        pointer = {"v": 1, "document": path, "size": len(ledger.threads)}
        yield f"{path.split('.')[0]}.json", encode(pointer)


def _lay(folder: Path, path: str, data: bytes) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    if path.startswith("v1/"):
        (folder / f"{path}.gz").write_bytes(gzip.compress(data, 6, mtime=0))


def _counted() -> tuple[tree.State, Ledger]:
    profile = profiles.load()
    ledger = Ledger(_ELECTION)
    arrivals = list(_arrivals())
    fold(ledger, arrivals, of_profile(profile))
    stations: dict[RegionCode, list] = {}
    for station, _ in sorted(ledger.threads):
        stations.setdefault(village_of(station), []).append(station)
    country = Country(
        {code: one.name for code, one in profile.regions.items() if code.startswith(PROVINCE)},
        {code: tuple(each) for code, each in stations.items()},
    )
    return tree.State(country, Keys(profile), _AT, ledger.threads, ledger.totals), ledger


def _arrivals() -> Iterator[Arrival]:
    data = shared_data()
    if data is None:
        bodies = (body(number) for number in range(_MADE_UP))
    else:
        bodies = (_body(row["tps"], numbers_of(row)) for row in rows_of(data, PROVINCE))
    for each in bodies:
        yield Arrival(RecordId(record_id(each)), parse_record(each))


def _body(code: str, numbers: Mapping[FieldName, int | None]) -> bytes:
    votes = {name: count for name, count in numbers.items() if name.startswith("suara_")}
    record = Return(
        election=_ELECTION,
        phase=Phase.REAL,
        at=_AT,
        signer=KeyId(code.rjust(64, "0")),
        station=station_code(code),
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
    return print_record(record)
