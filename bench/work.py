"""Workers from the bucket to the record: pages a second on two cores, and where the time goes.

``make bench-work`` or ``python -m bench.work [--stations N] [--photos DIR]``. Real photographs
(``../shared/data/photos``, or ``SIREKAP_SHARED``) are uploaded as phones would have, into a
folder and into a real S3 server that syncs; two worker processes verify and read them, on a
PostgreSQL of their own. The floor is the reader alone, two processes on bytes in memory. On
a machine that does other things too, the CPU a page costs a worker is the figure to trust.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import cv2

from bench.intake.keys import enrolment_key
from bench.seaweed import seaweed
from bench.site import enrol, put_places
from sirekap.election.identity import KeyId, PhotoHash
from sirekap.election.records import PagePhoto
from sirekap.election.regions import NATION, Region, Station, StationCode, ancestors
from sirekap.office.machine import Sheaf
from sirekap.office.ports import Entry, Upload
from sirekap.reading import cutting, reader
from sirekap.reading.look import LookOut
from sirekap.reading.scoring import Scorer
from sirekap.simulate.crowd import Crowd
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.postgres import migrate
from sirekap.wiring import photos as photo_wiring
from sirekap.wiring.keys import keys_in
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.photos import clock, objects_of
from sirekap.wiring.process import Store, opened
from sirekap.wiring.settings import Settings
from sirekap.wiring.work import worker_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from multiprocessing.sharedctypes import Synchronized
    from multiprocessing.synchronize import Barrier

PROCESSES = 2
FORM = "C.HASIL-PPWP"
Sheaves = dict[str, list[bytes]]


def main() -> None:
    """Measure and print."""
    shared = Path(os.environ.get("SIREKAP_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "photos"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--photos", type=Path, default=shared)
    parser.add_argument("--stations", type=int, default=73)
    options = parser.parse_args()
    if not options.photos.is_dir():
        print(f"no photographs at {options.photos}: nothing measured (SIREKAP_SHARED may name the data)")
        return
    cv2.setNumThreads(1)
    sheaves = _sheaves(options.photos, options.stations)
    pages = sum(map(len, sheaves.values()))
    print(f"{len(sheaves)} stations, {pages} photos, {PROCESSES} processes")
    floor = _floor(sheaves)
    _told("reader alone, bytes in memory", floor, floor, pages)
    for name in ("folder", "S3, synced"):
        took = asyncio.run(_end_to_end(sheaves, in_bucket=name != "folder"))
        _told(f"end to end, {name}", took, floor, pages)
    _shares(sheaves)


def _told(name: str, took: Took, floor: Took, pages: int) -> None:
    cpu = took.cpu_s / pages
    print(
        f"{name:<30} {pages / took.seconds:6.1f} pages/s ({floor.seconds / took.seconds:4.2f})"
        f"   {1000 * cpu:5.0f} ms of CPU a page ({took.cpu_s / floor.cpu_s:4.2f}):"
        f" {PROCESSES / cpu:5.1f} pages/s on two free cores"
    )


def _sheaves(folder: Path, most: int) -> Sheaves:
    stations = sorted(each for each in folder.iterdir() if each.is_dir())[:most]
    return {each.name: [one.read_bytes() for one in sorted(each.glob("*.jpg"))] for each in stations}


def _sheaf(station: str, photos: list[bytes]) -> Sheaf:
    return Sheaf(FORM, StationCode(station), tuple((_name(one), one) for one in photos), {}, 0.0)


def _name(photo: bytes) -> PhotoHash:
    return PhotoHash(hashlib.sha256(photo).hexdigest())


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from start to end, and of CPU in all workers."""

    seconds: float
    cpu_s: float


def _floor(sheaves: Sheaves) -> Took:
    """What the readers alone take."""
    halves = [[*sheaves.items()][start::PROCESSES] for start in range(PROCESSES)]
    return _together([partial(_read_half, half) for half in halves])


def _read_half(half: list[tuple[str, list[bytes]]], begin: Barrier, used: Synchronized[float]) -> None:
    machine = _warm(half[0])
    begin.wait()
    began = time.process_time()
    for station, photos in half:
        machine([_sheaf(station, photos)])
    _use(used, began)


def _use(used: Synchronized[float], began: float) -> None:
    with used.get_lock():
        used.value += time.process_time() - began


def _warm(one: tuple[str, list[bytes]]) -> ShippedMachine:
    """A machine whose form and model are loaded."""
    cv2.setNumThreads(1)
    machine = ShippedMachine("pemilu2024")
    machine([_sheaf(*one)])
    return machine


def _together(works: list[Callable[[Barrier, Synchronized[float]], None]]) -> Took:
    """What it takes from when all processes are ready until all are done."""
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(len(works) + 1)
    used = context.Value("d", 0.0)
    processes = [context.Process(target=work, args=(begin, used)) for work in works]
    for process in processes:
        process.start()
    begin.wait()
    began = time.perf_counter()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        message = "a worker ended with a fault"
        raise RuntimeError(message)
    return Took(time.perf_counter() - began, used.value)


async def _end_to_end(sheaves: Sheaves, *, in_bucket: bool) -> Took:
    """From uploads that are whole to readings that are records."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # noqa: ASYNC240 -- nothing else runs yet
        settings = Settings(data=Path(place, "data"))
        async with _bucket(Path(place, "s3"), in_bucket) as bucket:
            if bucket:
                os.environ |= bucket
                settings = replace(settings, bucket="s3://photos")
            async with EmbeddedPostgres(Path(place, "database")) as postgres:
                await migrate(postgres.dsn(OWNER))
                dsn = postgres.dsn(APP)
                async with opened(dsn, 1, objects_of(settings)) as store:
                    await _uploaded(store, dsn, sheaves)
                first = next(iter(sheaves.items()))
                works = [partial(_work, dsn, settings, first)] * PROCESSES
                took = await asyncio.to_thread(_together, works)
                async with opened(dsn, 1, objects_of(settings)) as store:
                    kinds = Counter(one.entry.kind for one in await store.records.after(0, 10_000))
                if kinds["reading"] != len(sheaves):
                    message = f"{kinds['reading']} readings of {len(sheaves)} returns"
                    raise RuntimeError(message)
                return took


@asynccontextmanager
async def _bucket(folder: Path, wanted: bool) -> AsyncIterator[dict[str, str]]:  # noqa: FBT001 -- a switch of the bench
    if not wanted:
        yield {}
        return
    async with seaweed(folder) as environment:
        yield environment


def _work(
    dsn: str,
    settings: Settings,
    first: tuple[str, list[bytes]],
    begin: Barrier,
    used: Synchronized[float],
) -> None:
    machine = _warm(first)
    begin.wait()
    began = time.process_time()
    asyncio.run(_until_done(dsn, settings, machine))
    _use(used, began)


async def _until_done(dsn: str, settings: Settings, machine: ShippedMachine) -> None:
    keys = keys_in(settings.data / "keys", settings.election, clock(), os.urandom)
    async with opened(dsn, 1, objects_of(settings)) as store:
        worker = worker_on(store, keys.reading, machine)
        # A worker that finds nothing may only be waiting for the other's last photo of a return.
        while await worker.step() or await store.jobs.waiting("verify") or await store.jobs.waiting("read"):
            pass


async def _uploaded(store: Store, dsn: str, sheaves: Sheaves) -> None:
    """File a return of each station, and put its photos where a phone would have."""
    now = datetime.now(UTC).replace(microsecond=0)
    crowd = Crowd(enrolment_key(), night=now - timedelta(hours=1))
    stations = [StationCode(name) for name in sheaves]
    regions = sorted({NATION, *(region for code in stations for region in ancestors(code))})
    await put_places(dsn, [Region(code, str(code)) for code in regions], [Station(code) for code in stations])
    phones = {code: crowd.phone_of(code, 1) for code in stations}
    await enrol(dsn, phones.values())
    for code, phone in phones.items():
        photos = list(dict.fromkeys(sheaves[code]))
        pages = tuple(PagePhoto(page, _name(photo)) for page, photo in enumerate(photos, 1))
        filed = phone.sign(replace(crowd.file(phone, {"suara_1": 1}).record, photos=pages))
        key = KeyId(phone.key.id)
        entry = Entry(filed.id, "return", code, "ppwp", filed.body, filed.signature, key, now, b"")
        await store.records.append([entry])
        for photo in photos:
            upload = Upload(
                token=os.urandom(16).hex(), sha256=_name(photo), size=len(photo), type="image/jpeg",
                record=filed.id, contest="ppwp", issued=now, expires=now + timedelta(hours=1),
            )  # fmt: skip
            await store.uploads.open(upload)
            await store.objects.write(upload.token, 0, len(photo), _once(photo))
            await store.uploads.whole(upload.token)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


@dataclass
class Stopwatch:
    """Seconds of CPU by name; a function that is watched counts its own."""

    seconds: Counter[str]

    def watch(self, owner: object, attribute: str, name: str) -> None:
        """Have the seconds of a function counted from now on."""
        inner = getattr(owner, attribute)

        @wraps(inner)
        def watched(*given: object, **named: object) -> object:
            began = time.process_time()
            try:
                return inner(*given, **named)
            finally:
                self.seconds[name] += time.process_time() - began

        setattr(owner, attribute, watched)


def _shares(sheaves: Sheaves) -> None:
    """Where a worker's time goes: every stage watched, one process, one core."""
    machine = _warm(next(iter(sheaves.items())))
    clocked = Stopwatch(Counter())
    clocked.watch(photo_wiring, "inspect", "verify")
    clocked.watch(reader, "decode", "decode")
    clocked.watch(reader, "register", "registration")
    clocked.watch(cutting, "boxes", "digits")
    clocked.watch(Scorer, "score", "digits")
    clocked.watch(LookOut, "of", "look")
    began = time.process_time()
    for station, photos in sheaves.items():
        for photo in photos:
            photo_wiring.inspect(photo)
        machine([_sheaf(station, photos)])
    clocked.seconds["other"] = time.process_time() - began - sum(clocked.seconds.values())
    total = sum(clocked.seconds.values())
    print("share of a worker's time, one core:")
    for name, seconds in clocked.seconds.most_common():
        print(f"  {name:<13} {seconds / total:6.1%}")


if __name__ == "__main__":
    main()
