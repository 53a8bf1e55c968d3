"""A phone that was replaced empties its queue: all is kept and receipted, nothing counts until released."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from bench.intake.keys import enrolment_key, ring
from tests.fault.desk import enrol_all, replace_all
from tests.fault.ledger import Ledger, folded, recount, totals
from tests.fault.phones import Crowd
from tests.fault.service import Service

from sirekap.simulate import crowd as night

STATIONS = 30
OLDEST_LIST_S = 10


@pytest.mark.fault
async def test_a_revoked_phone_loses_nothing_and_counts_for_nothing(ground, started, told):
    """Sixty phones enrol by letter, thirty are replaced and empty their queues: the others alone count."""
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    honest = [filed for number in range(STATIONS) for filed in made.night_of(2 * number)]
    revoked = [filed for number in range(STATIONS) for filed in made.night_of(2 * number + 1, 4)]
    phones = [made.phone(number) for number in range(2 * STATIONS)]
    service, crowd = Service(ground / "data"), Crowd()
    started.append(service.program)
    await service.start()
    await enrol_all(service, phones, STATIONS)
    await replace_all(service, phones[1::2])
    await asyncio.sleep(OLDEST_LIST_S)

    await crowd.send([service.server] * 8, [*honest, *revoked])
    await folded(service.dsn())
    ledger, counted = await Ledger.read(service.dsn()), await totals(service.dsn())
    await service.stop()
    votes, _ = recount(honest)

    told(f"{len(revoked)} returns of revoked phones, {len(ledger.lost(crowd))} lost, {dict(crowd.happened)}")
    assert crowd.acknowledged == len(honest) + len(revoked)
    assert ledger.lost(crowd) == []
    assert crowd.false_receipts(ring()) == []
    assert {ledger.holds[filed.id] for filed in revoked} == {("certificate_revoked",)}
    assert {ledger.holds[filed.id] for filed in honest} == {()}
    assert {region: one["votes"] for region, one in counted.items()} == votes
