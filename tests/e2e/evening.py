"""A polling station's evening in a real browser: a server in memory, a letter, a phone with a camera."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.async_api import async_playwright
from tests.e2e.hand import Hand

from sirekap.election.choices import District, DistrictCode
from sirekap.election.records import parse_record
from sirekap.office.letters import Letters
from sirekap.office.ports import ContestSetup, Setup
from sirekap.simulate.crowd import places, station_of
from sirekap.wiring.photos import verifier_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Page

    from sirekap.seal.codes import OneTimeCode

STATION = station_of(2)
"""The third station: it has no phones yet."""
VOTERS = 300
DISTRICT = "3401"
PHONE = {"width": 360, "height": 640}


async def prepare(site) -> dict[int, OneTimeCode]:
    """Set up two contests at the station, and open its letter; the code of each slot."""
    regions, stations = places(3)
    contests = [ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP"), ContestSetup("pdpr", "DPR", "C.HASIL-DPR")]
    districts = {"pdpr": [District(DistrictCode(DISTRICT), "DI YOGYAKARTA", 8, (STATION[:4],))]}
    await site.store.places.put(Setup(regions, stations, contests, districts=districts), dry=False)
    letters = Letters(
        places=site.store.places,
        enrolment=site.store.enrolment,
        journal=site.store.journal,
        codes=site.keys.codes,
        random=random.Random(7).randbytes,
    )
    drafted = [one async for _, some in letters.batches(STATION[:10], 50) for one in some]
    now = datetime.now(UTC)
    await letters.open(drafted, now, now + timedelta(days=9))
    (mine,) = [one for one in drafted if one.heading.station == STATION]
    return dict(mine.codes)


@asynccontextmanager
async def working(site) -> AsyncIterator[None]:
    """A worker beside, who looks at photos that came."""
    verify = verifier_on(site.store)

    async def work() -> None:
        while True:
            if not await verify.step():
                await asyncio.sleep(0.05)

    task = asyncio.create_task(work())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass
class Phone:
    """A browser of its own, with a film before its camera."""

    page: Page
    hand: Hand
    wrong: list[str]


@asynccontextmanager
async def phone(program: str, film: Path | None = None, *, dark: bool = True) -> AsyncIterator[Phone]:
    """A phone of 360 by 640 that was never here before."""
    options = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    if film is not None:
        options.append(f"--use-file-for-fake-video-capture={film}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=options)
        context = await browser.new_context(
            viewport=PHONE, device_scale_factor=2, has_touch=True, locale="id-ID",
            timezone_id="Asia/Jakarta", color_scheme="dark" if dark else "light",
        )  # fmt: skip
        await context.grant_permissions(["camera"])
        page = await context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        yield Phone(page, Hand(page), wrong)
        await browser.close()


async def filed(site) -> list:
    """The returns that the server has, in their order."""
    entries = await site.store.records.after(0, 1000)
    return [parse_record(one.entry.body) for one in entries if one.entry.kind == "return"]
