"""`sirekap verify` on real provinces: seconds, stations a second, and the most memory it took.

``python -m bench.verify [34 51 …]`` (all shared ones by default) makes a site of KPU's published counts, each
station one signed return by one enrolled phone, lays it in a folder, and checks it in a process of its own.
Beside it stands the floor: reading and hashing the same files, without looking at what they say.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sirekap import profiles
from sirekap.election.canonical import encode
from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, record_id
from sirekap.election.records import (
    DeviceEnrolled,
    Figures,
    FormEdition,
    Return,
    kind_of,
    parse_record,
    print_record,
)
from sirekap.election.records.returned import LARGEST_COUNT
from sirekap.election.regions import NATION, RegionCode, Station, StationCode
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.publication.country import Country
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import State, counted_file, list_files, settled_file, station_file
from sirekap.publication.own import records, site
from sirekap.publication.own.region import Told as RegionTold
from sirekap.publication.own.region import path_of as region_path
from sirekap.publication.own.region import region
from sirekap.publication.own.told import Told
from sirekap.publication.own.village import Village, path_of, pointer, village
from sirekap.publication.own.writing import moment
from sirekap.seal.certificate import Certificate, issue_certificate
from sirekap.seal.device import DeviceKey
from sirekap.seal.keylist import KeyList, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.tiers.claims import Arrival
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.outcome.change import open_votes
from sirekap.tiers.recap import columns, numbers
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DATA = Path(os.environ.get("SIREKAP_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SHARED = _DATA / "data/election/pilpres2024-tps"
_ELECTION, _CONTEST = ElectionId("pemilu2024"), Contest.PRESIDENT
_NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
_ORIGIN = "bench.invalid/pemilu2024/real"
_LOG, _ROOT, _ENROLMENT = (
    SigningKey(purpose, bytes([place + 1]) * 32)
    for place, purpose in enumerate((Purpose.LOG, Purpose.ROOT, Purpose.ENROLMENT))
)
_KEY = NoteKey(_ORIGIN, _LOG.public)
Numbers: TypeAlias = dict[str, int]


def rows(provinces: Iterable[str]) -> Iterator[tuple[StationCode, int | None, Numbers, Numbers]]:
    """Each station of these provinces: its list of voters, its votes, its administration."""
    for name in provinces:
        text = gzip.decompress((SHARED / f"{name}.csv.gz").read_bytes()).decode()
        reader = csv.DictReader(io.StringIO(text))
        read = columns(reader.fieldnames or ())
        for row in reader:
            # One of KPU's counts is larger than any station has voters; a record cannot hold it.
            said = {name: count for name, count in numbers(row, read).items() if count <= LARGEST_COUNT}
            votes = {key: count for key, count in said.items() if key.startswith("suara_")}
            rest = {key: count for key, count in said.items() if key not in votes}
            yield StationCode(row["tps"]), said.get("pemilih_dpt_j"), votes, rest


def stored(
    station: StationCode, votes: dict[str, int], rest: dict[str, int]
) -> Iterator[tuple[bytes, str, bytes]]:
    """A phone's enrolment and its return: bytes, key, signature of each."""
    phone = DeviceKey(station.encode())
    certificate = Certificate(
        election=_ELECTION,
        station=station,
        slot=1,
        public=phone.public,
        issued_at=_NIGHT,
        valid_from=_NIGHT,
        valid_until=_NIGHT + timedelta(days=30),
        issuer=_ENROLMENT.id,
    )
    head = {"election": _ELECTION, "phase": Phase.REAL, "at": _NIGHT}
    enrolled = print_record(
        DeviceEnrolled(
            **head,
            signer=KeyId(_ENROLMENT.id),
            station=station,
            slot=1,
            device=KeyId(phone.id),
            certificate=issue_certificate(certificate, _ENROLMENT),
        )
    )
    yield enrolled, _ENROLMENT.id, _ENROLMENT.sign(enrolled)
    filed = print_record(
        Return(
            **head,
            signer=KeyId(phone.id),
            station=station,
            contest=_CONTEST,
            poll=Poll.REGULAR,
            version=1,
            replaces=None,
            form=FormEdition("C.HASIL-PPWP", "2024"),
            votes=Figures.of(votes),
            administration=Figures.of(rest),
            photos=(),
            acknowledged=(),
            seen_before_entry=False,
        )
    )
    yield filed, phone.id, phone.sign(filed)


def lay(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files."""
    for path, content in files:
        place = folder / path
        try:
            place.write_bytes(content)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def build(folder: Path, provinces: list[str]) -> int:
    """Make the site; how many stations it has."""
    profile = profiles.load()
    rulebook = of_profile(profile)
    ledger, edge, leaves = Ledger(_ELECTION, ballots={}), Edge(), dict[str, int]()
    stations: dict[RegionCode, list[Station]] = {}
    for code, voters, votes, rest in rows(provinces):
        stations.setdefault(RegionCode(code[:10]), []).append(Station(code, voters))
        entries, arrivals = [], []
        for body, key, signature in stored(code, votes, rest):
            record = parse_record(body)
            name, index = record_id(body), edge.size + len(entries)
            leaves[name] = index
            arrivals.append(Arrival(name, record, (), index + 1))
            entries.append(_entry(name, kind_of(record), code, getattr(record, "contest", None)))
            lay(folder, [records.record(body), records.signature(name, KeyId(key), signature, ())])
        if voters is not None:
            ledger.ballots[code] = open_votes(None, voters)
        edge, full = edge.grown(entries)
        lay(folder / "log", full.items())
        fold(ledger, arrivals, rulebook)
    _publish(folder, edge, ledger, leaves, stations)
    return sum(map(len, stations.values()))


def _entry(name: str, kind: str, code: StationCode, contest: Contest | None) -> bytes:
    said = {"contest": contest, "kind": kind, "place": code, "record": name, "time": moment(_NIGHT), "v": 1}
    return encode(said)


def _publish(
    folder: Path,
    edge: Edge,
    ledger: Ledger,
    leaves: dict[str, int],
    stations: dict[RegionCode, list[Station]],
) -> None:
    profile = profiles.load()
    country = Country({}, {code: tuple(each.code for each in inside) for code, inside in stations.items()})
    point = Checkpoint(_ORIGIN, edge.size, edge.root)
    note = signed(str(point), _KEY, _LOG.sign)
    lay(folder / "log", [*edge.partial_files().items(), ("checkpoint", note)])
    times = dict.fromkeys(range(1, edge.size + 1), _NIGHT)
    opens = _NIGHT - timedelta(hours=1)
    state = State(country, Keys(profile), opens, ledger.threads, ledger.totals, times=times)
    told = Told(of_profile(profile), leaves)
    for code, inside in country.stations.items():
        threads = {each: ledger.threads[each, _CONTEST] for each in inside}
        document = village(country, told, Village(_ELECTION, _CONTEST, code), threads)
        path = path_of(_CONTEST, code, document)
        last = ledger.totals[_CONTEST, code].last
        lay(folder, [(path, document), (region_path(_CONTEST, code), pointer(path, last))])
        lay(folder, [counted_file(state, _CONTEST, code)])
        lay(folder, (station_file(state, _CONTEST, each) for each in inside))
    totals = {code: tally for (_, code), tally in ledger.totals.items()}
    above = {code[:length] or NATION for code in country.stations for length in (0, 2, 4, 6)}
    for code in map(RegionCode, above):
        document = region(country, RegionTold(_ELECTION, _CONTEST, code, totals[code].last, totals))
        lay(folder, [(region_path(_CONTEST, code), document)])
        lay(folder, [counted_file(state, _CONTEST, code), settled_file(state, _CONTEST, code)])
    lay(folder, list_files(state, [_CONTEST]))
    of = {"election": _ELECTION, "phase": Phase.REAL, "opens": opens, "contests": [_CONTEST]}
    every = [each for inside in stations.values() for each in inside]
    setup = site.setup(site.Setup(**of, profile=profile.id, stations=every, names={}))
    received = {_CONTEST: totals[NATION].stations["received"]}
    stands = site.latest(
        site.Latest(**of, size=edge.size, checkpoint=point, at=_NIGHT, opened=True, received=received)
    )
    keys = tuple(
        sorted(
            (
                ListedKey(
                    public=key.public,
                    purpose=key.purpose,
                    valid_from=_NIGHT - timedelta(days=9),
                    valid_until=_NIGHT + timedelta(days=9),
                )
                for key in (_LOG, _ENROLMENT)
            ),
            key=lambda key: key.id,
        )
    )
    listed = KeyList(election=_ELECTION, serial=1, at=_NIGHT, keys=keys).sign(_ROOT)
    lay(folder, [(site.SETUP, setup), (site.KEY_LIST, listed), (site.LATEST, stands)])


def floor(folder: Path) -> tuple[int, float]:
    """Read and hash every file, nothing more; how many, and the seconds."""
    start, count = time.perf_counter(), 0
    for path in folder.rglob("*"):
        if path.is_file():
            hashlib.sha256(path.read_bytes())
            count += 1
    return count, time.perf_counter() - start


def main() -> None:
    """Make, check, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("provinces", nargs="*", help="such as 34; all that are shared by default")
    provinces = parser.parse_args().provinces or sorted(
        path.name[:2] for path in SHARED.glob("[0-9]*.csv.gz")
    )
    folder = Path(tempfile.mkdtemp(prefix="sirekap-verify-"))
    try:
        start = time.perf_counter()
        count = build(folder, provinces)
        print(f"{count:,} stations of {', '.join(provinces)} made in {time.perf_counter() - start:.0f} s")
        files, least = floor(folder)
        command = [sys.executable, "-c", "from sirekap.cli import main; main()", "verify", str(folder)]
        start = time.perf_counter()
        done = subprocess.run(  # noqa: S603 -- our own program
            [*command, "--key", str(_KEY), "--no-memory", "--lang", "en"], check=False
        )
        took = time.perf_counter() - start
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"ends with {done.returncode}: {took:.1f} s, {count / took:,.0f} stations/s, {most:,.0f} MB")
        print(f"floor, {files:,} files read and hashed: {least:.1f} s; ratio {took / least:.1f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
