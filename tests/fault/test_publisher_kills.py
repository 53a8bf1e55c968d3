"""The publisher is killed at random moments under load; whoever reads the site never sees it half written."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from bench.fold import numbers, station
from bench.processes import kill_tree
from bench.site import put_places, serve
from tests.fault.site_reader import Reader, tree
from tests.office.site_ground import until_quiet

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, record_id
from sirekap.election.records import Figures, FormEdition, Return, print_record
from sirekap.election.regions import Region, RegionCode, Station, up_from
from sirekap.office.ports import Entry
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.memory import MemoryObjects, MemoryPublished
from sirekap.store.postgres import fold_turn, migrate
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import every, fold_for_ever, opened
from sirekap.wiring.public_log import LOG, sequence_for_ever, sequencer_on, site_of
from sirekap.wiring.publication import publisher_on
from sirekap.wiring.settings import Settings

STATIONS = [station(number) for number in (*range(40), *range(23_520, 23_540))]
NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
AT_ONCE, PAUSE_S = 10, 0.1
LONGEST_S = 600


def filed(number):
    """The return of a number: stations in turn, each time from another device with other votes."""
    votes, administration = numbers(number)
    at = NIGHT + timedelta(seconds=number)
    record = Return(
        election=ElectionId("pemilu2024"), phase=Phase.REAL, at=at, signer=KeyId(f"{number:064x}"),
        station=STATIONS[number * 7 % len(STATIONS)], contest=Contest.PRESIDENT, poll=Poll.REGULAR,
        version=1, replaces=None, form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of(votes), administration=Figures.of(administration),
        photos=(), acknowledged=(), seen_before_entry=False,
    )  # fmt: skip
    body = print_record(record)
    name = record_id(body)
    return Entry(name, "return", record.station, "ppwp", body, b"s" * 64, record.signer, at, b"receipt")


@pytest.mark.fault
async def test_a_killed_publisher_leaves_a_site_that_holds_together(ground, started, long, told):
    """Every moment is consistent for a reader beside; the end is, byte for byte, the site written at once."""
    kills = 50 if long else 10
    settings = Settings(data=ground / "data", published=str(ground / "site"), publish_grace=2.0)
    settings.data.mkdir()
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    async with asyncio.timeout(LONGEST_S), EmbeddedPostgres(ground / "database") as postgres:
        await migrate(postgres.dsn(OWNER))
        dsn = postgres.dsn(APP)
        codes = {code for each in STATIONS for code in up_from(RegionCode(each[:10]))}
        regions = [Region(code, f"region {code}") for code in codes]
        await put_places(dsn, regions, [Station(each, 300) for each in STATIONS])
        sent = []
        async with opened(dsn, 1, MemoryObjects()) as store:
            beside = [
                asyncio.create_task(fold_for_ever(store, fold_turn(dsn), settings)),
                asyncio.create_task(
                    sequence_for_ever(sequencer_on(store, store.pen(), keys, settings), every)
                ),
                asyncio.create_task(send(store, sent)),
            ]
            with Reader(ground / "site", sent, seed=1) as reader:
                await kill_again_and_again(settings, dsn, started, kills)
                beside.pop().cancel()
                await published(store, settings, len(sent))
            for task in beside:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            once = await written_at_once(store, keys, settings, ground / "once")
    found = tree(ground / "site")

    told(f"{kills} kills, {len(sent)} records, {reader.looks['whole']} looks, {len(reader.faults)} faults")
    assert reader.faults == []
    assert reader.looks["whole"] > kills
    assert found.keys() == once.keys()
    assert [path for path, data in once.items() if found[path] != data and not of_its_moment(path)] == []


async def send(store, sent):
    """Returns without end, each known to the reader before it can be published."""
    for start in count(0, AT_ONCE):
        entries = [filed(number) for number in range(start, start + AT_ONCE)]
        sent += [(each.station, each.id) for each in entries]
        await store.records.append(entries)
        await asyncio.sleep(PAUSE_S)


async def kill_again_and_again(settings, dsn, started, kills):
    """Start the publisher, let it work for a moment or two, kill it; at last leave one alone."""
    rng = random.Random(kills)
    for left in range(kills, -1, -1):
        program = serve(
            settings.data, 0, "--role", "publisher", "--dsn", dsn,
            published=settings.published, publish_grace=str(settings.publish_grace), publish_pace="0.1",
        )  # fmt: skip
        started.append(program)
        await program.start()
        if left:
            await asyncio.sleep(rng.uniform(0.3, 2.0))
            program.check()
            kill_tree(program.pid)
            await program.process.wait()


async def published(store, settings, records):
    """Wait until all that was sent is told, and what is old is gone, and all is compressed."""
    site, seen = site_of(settings), None
    while True:
        standing = await store.standing()
        await asyncio.sleep(settings.publish_grace / 2)
        if standing["records_published"] == records:
            now = tree(site._folder)  # noqa: SLF001 -- of a folder, which this is
            if now == seen and settled(now):
                return
            seen = now


def settled(files):
    """Whether each village has one document, and both its compressed ones."""
    documents = [path for path in files if path.startswith("v1/ppwp/") and path.count(".") == 2]
    pointers = [path for path in files if path.startswith("v1/ppwp/") and len(path.split("/")) == 6]
    villages = [path for path in pointers if path.count(".") == 1]
    named = [path for path in documents if path.endswith(".json")]
    return len(named) == len(villages) and all(
        f"{path}.{kind}" in files for path in named for kind in ("br", "gz")
    )


async def written_at_once(store, keys, settings, folder):
    """The site of the same records, written by one publisher that nothing disturbs."""
    whole = replace(store, published=MemoryPublished(store.records, store.words))
    publisher = await publisher_on(whole, keys, replace(settings, published=str(folder)))
    publisher.log = site_of(settings, LOG)
    await until_quiet(publisher)
    return tree(folder)


def of_its_moment(path):
    """Pages say at which checkpoint they were written, a key list when its service began."""
    return path.removesuffix(".br").removesuffix(".gz").endswith((".html", "v1/key-list.json"))
