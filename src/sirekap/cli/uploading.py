"""The demonstration's third act: the photos follow, a worker reads them, the blocks are judged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.simulate.uploading import send_photo
from sirekap.simulate.wire import Server
from sirekap.texts import say
from sirekap.tiers.documents import parse_thread
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.work import worker_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from sirekap.simulate.crowd import Filed, Phone
    from sirekap.wiring.small import SmallService
    from sirekap.wiring.work import Worker

_PAUSE_S = 0.05


async def photos_sent(  # noqa: PLR0913, PLR0917 -- to whom, by whom, of what, and whom to tell
    service: SmallService,
    phone: Phone,
    filed: Filed,
    photos: Iterable[bytes],
    console: Console,
    language: str,
) -> None:
    """Send each photo until it is safe, have the return read, and show what its blocks are now."""
    machine = ShippedMachine(service.settings.election)
    worker = worker_on(service.store, service.keys.reading, machine)
    verifying = asyncio.create_task(_verify(worker))
    try:
        for photo in photos:
            await send_photo(Server(service.port), phone, filed.id, photo)
    finally:
        verifying.cancel()
    console.print(say("demo.photos", language, photos=worker.verified))
    await worker.until_done()
    while await service.folder.step():
        pass
    key = (filed.record.station, Contest.PRESIDENT.value)
    figure = (await service.store.projections.figures([key]))[key]
    standing = parse_thread(figure.document)[1].standing
    states = {"votes": standing.votes.state, "administration": standing.administration.state}
    console.print(say("demo.blocks", language, **states))


async def _verify(worker: Worker) -> None:
    """Look at photos as they come in."""
    while True:
        done = await worker.verify.step()
        worker.verified += done
        await asyncio.sleep(0 if done else _PAUSE_S)
