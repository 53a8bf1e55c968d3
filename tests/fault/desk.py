"""The desk that prepares a running service's phones: letters printed, codes scanned, phones replaced."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.site import put_places

from sirekap.election.records import RevocationReason
from sirekap.election.regions import NATION
from sirekap.simulate.crowd import places
from sirekap.simulate.enrolling import claim_of, enrol
from sirekap.simulate.wire import Line
from sirekap.store.embedded import OWNER
from sirekap.store.memory import MemoryObjects
from sirekap.wiring.enrolling import letters_of, replace_of
from sirekap.wiring.process import opened
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from tests.fault.service import Service

    from sirekap.simulate.crowd import Phone


async def enrol_all(service: Service, phones: Iterable[Phone], stations: int) -> None:
    """Set the stations up, print their letters, and have each phone claim its slot over HTTP."""
    await put_places(service.dsn(OWNER), *places(stations))
    codes = {}
    async with _store(service) as (store, settings):
        letters = letters_of(store, settings)
        async for _, some in letters.batches(NATION, 50):
            now = datetime.now(UTC)
            await letters.open(some, now, now + timedelta(days=30))
            codes |= {(one.heading.station, slot): code for one in some for slot, code in one.codes}
    line = await Line.to(service.server)
    for phone in phones:
        claim = claim_of(codes[phone.station, phone.slot].payload, phone.key)
        given = await enrol(line, service.server.port, claim, phone.key)
        assert (given.station, given.slot) == (phone.station, phone.slot)
    line.cut()


async def replace_all(service: Service, phones: Iterable[Phone]) -> None:
    """Revoke these phones, as the operator does."""
    async with _store(service) as (store, settings):
        replace = replace_of(store, settings)
        for phone in phones:
            assert await replace(phone.station, phone.slot, RevocationReason.LOST) == phone.key.id


@asynccontextmanager
async def _store(service: Service) -> AsyncIterator[tuple[object, Settings]]:
    async with opened(service.dsn(), 1, MemoryObjects()) as store:
        yield store, Settings(data=service.data)
