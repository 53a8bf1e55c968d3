"""``kill -9`` of PostgreSQL and of the API, again and again, under load."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from bench.intake.keys import enrolment_key, ring
from bench.site import set_up
from tests.fault.ledger import Ledger, folded, recount, totals
from tests.fault.outsider import PublicLog, Published, logged
from tests.fault.phones import Crowd
from tests.fault.service import Service

from sirekap.simulate import crowd as night
from sirekap.simulate.proxy import Proxy, Weather
from sirekap.simulate.wire import Server
from sirekap.store.embedded import OWNER

PARTS = ("postgres", "process", "postgres", "service")
FILINGS = 4
DIRECT, IN_BAD_WEATHER = 48, 16
LONGEST_S = 900
WEATHER = Weather(lose_answer=0.05, cut_request=0.05, repeat=0.05, late=0.1)


@pytest.mark.fault
async def test_nothing_acknowledged_is_lost_or_counted_twice(ground, started, long, told):
    """After every kill all that was acknowledged is there once, with its receipt; totals equal a recount.

    The public log has them all, in the records' order, and every tree signed on the way begins it.
    """
    kills, phones = (12, 12_500) if long else (4, 1_500)
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    nights = [list(made.night_of(2 * number, FILINGS)) for number in range(phones)]
    filings = [filed for together in zip(*nights, strict=True) for filed in together]
    service, crowd = Service(ground / "data"), Crowd()
    started.append(service.program)
    await service.start()
    await set_up(service.dsn(OWNER), (made.phone(2 * number) for number in range(phones)), phones)

    async with (
        asyncio.timeout(LONGEST_S),
        Proxy(service.server.port, WEATHER, seed=1) as proxy,
        asyncio.TaskGroup() as group,
    ):
        servers = [service.server] * DIRECT + [Server(proxy.port)] * IN_BAD_WEATHER
        group.create_task(kill(service, crowd, kills, len(filings)))
        group.create_task(crowd.send(servers, filings))
    await folded(service.dsn())
    await logged(Published.in_folder(service.data), service.dsn())
    ledger, folded_totals = await Ledger.read(service.dsn()), await totals(service.dsn())
    log = PublicLog.read(Published.in_folder(service.data))
    forks = await log.forks(service.dsn())
    await service.stop()
    votes, stations = recount(filed[-1] for filed in nights)

    told(
        f"{kills} kills, {crowd.acknowledged} acknowledged, {len(ledger.lost(crowd))} lost,"
        f" {dict(crowd.happened)}, network {dict(proxy.happened)}"
    )
    assert crowd.happened["500"] == 0, service.faults()
    assert crowd.acknowledged == len(filings)
    assert ledger.lost(crowd) == []
    assert ledger.in_one_order
    assert len(ledger.receipts) == len(filings)
    assert crowd.false_receipts(ring()) == []
    assert (log.records, forks) == (list(ledger.receipts), [])
    assert {region: one["votes"] for region, one in folded_totals.items()} == votes
    assert {region: one["stations"]["counted"] for region, one in folded_totals.items()} == stations


async def kill(service: Service, crowd: Crowd, kills: int, filings: int) -> None:
    """Kill in turn, spread over the load."""
    for number, part in zip(range(1, kills + 1), cycle(PARTS), strict=False):
        while crowd.acknowledged < number * filings // (kills + 2):
            await asyncio.sleep(0.02)
        await service.kill(part)
