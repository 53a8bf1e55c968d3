"""The officer's app in a bad night: whatever befalls network, browser and clock, each return is there once.

A run files a new version through the screen in one kind of trouble; then the night is fair again, and the
phone and the server are compared.
"""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from tests.api.conftest import crowd, keys, memory  # noqa: F401 -- fixtures of the API's tests
from tests.e2e.evening import STATION, phone, prepare, working
from tests.e2e.hand import Hand, words
from tests.fault.mast import FAIR, SECOND_GENERATION, Mast, Sky
from tests.office.photos import picture

from sirekap.election.records import parse_record

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.fault

TROUBLES = {
    "fair": FAIR,
    "dead": Sky("dead"),
    "cut up": Sky("cut up"),
    "cut down": Sky("cut down"),
    "lost": Sky("lost"),
    "twice": Sky("twice"),
    "busy": Sky("busy"),
    "portal": Sky("portal"),
    "2G": SECOND_GENERATION,
}
ACTS = ("wait", "reload", "double tap", "reload at once")
SHORT, LONG = 12, 200
SEND, SENT = "main:has(table.sums) + footer button.main", "main.sent"

PARCELS = """async () => {
  const db = await new Promise((resolve, reject) => {
    const asked = indexedDB.open('sirekap', 1);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const all = await new Promise((resolve) => {
    const asked = db.transaction('parcels').objectStore('parcels').getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  db.close();
  return all.map(({ id, version, receiptAt, photos }) =>
    ({ id, version, receiptAt, open: photos.filter((each) => each.state === 'waiting').length }));
}"""


async def test_nothing_is_lost_and_nothing_doubled(tool, memory, long, told):  # noqa: F811 -- the fixture above
    """Each run one version in one trouble, of the phone's network and of its browser."""
    runs = LONG if long else SHORT
    codes = await prepare(memory)
    rng = random.Random(9)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(memory.served())
        await stack.enter_async_context(working(memory))
        mast = await stack.enter_async_context(Mast(client.port, 1))
        one = await stack.enter_async_context(phone(tool("chromium")))
        await begun(one.page, one.hand, f"http://127.0.0.1:{mast.port}/petugas/", codes[1].typed)
        for run in range(runs):
            trouble = list(TROUBLES)[run % len(TROUBLES)]
            act = ACTS[run % len(ACTS)] if run < len(ACTS) * len(TROUBLES) else rng.choice(ACTS)
            mast.sky = TROUBLES[trouble]
            await filed_in(one.page, one.hand, act, run)
        mast.sky = FAIR
        parcels = await settled(one.page)
    there = [entry.entry for entry in await memory.store.records.after(0, 10_000)]
    returns = [parse_record(entry.body) for entry in there if entry.kind == "return"]
    ids = [entry.id for entry in there if entry.kind == "return"]
    photos = {photo.sha256 for record in returns for photo in record.photos}
    safe = [photo for photo in photos if await memory.store.objects.kept(photo) is not None]
    told(
        f"{runs} runs: {len(parcels)} on the phone, {len(ids)} at the server,"
        f" {len(safe)} of {len(photos)} photos; {dict(mast.happened)}"
    )

    assert sorted(parcel["id"] for parcel in parcels) == sorted(ids)
    assert sorted(record.version for record in returns) == list(range(1, runs + 1))
    assert len(safe) == len(photos) == -(-runs // 3)
    assert [parcel for parcel in parcels if parcel["receiptAt"] is None or parcel["open"]] == []


async def begun(page: Page, hand: Hand, address: str, code: str) -> None:
    """A phone that is enrolled, all its numbers typed."""
    await page.goto(address)
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await hand.enrol(STATION, code)
    await hand.begin("Presiden")
    await hand.press("contest.numbers")
    while await page.locator("main.entry").count():
        await page.keyboard.press("1")
        await page.keyboard.press("Enter")
    await hand.says("check.table")


async def filed_in(page: Page, hand: Hand, act: str, run: int) -> None:
    """A version with one number changed, sent in this weather, and what the officer does meanwhile."""
    await opened(page, hand)
    if run % 3 == 0:
        await photographed(page, hand, run)
    await page.get_by_role("button", name="A. Suara sah").click()
    await page.locator("main.entry").wait_for()
    for digit in str(100 + run):
        await page.keyboard.press(digit)
    await page.keyboard.press("Enter")
    await hand.says("check.table")
    await (page.locator(SEND).dblclick() if act == "double tap" else page.locator(SEND).click())
    if act == "reload at once":
        await page.reload()
        await unlocked(page, hand)
        if await page.get_by_text(
            words("check.table")
        ).count():  # It was not kept yet, and the screen says so.
            await page.locator(SEND).click()
    await page.locator(SENT).wait_for()
    if act == "reload":
        await page.reload()
        await unlocked(page, hand)


async def photographed(page: Page, hand: Hand, run: int) -> None:
    """Another picture for the first page, of the gallery and without a tag: the officer names its page."""
    await hand.press("back")
    await hand.press("contest.photos")
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture(run, 800, 1200)}
    await page.locator("input[type=file]").set_input_files(photo)
    await hand.says("capture.which")
    await page.locator(".chip").first.click()
    await page.locator(".chip.taken").first.wait_for()
    await hand.press("back")
    await hand.press("contest.check")
    await hand.says("check.table")


async def unlocked(page: Page, hand: Hand) -> None:
    """Past the PIN, if it is asked for."""
    await page.locator("main h1").wait_for()
    if await page.get_by_text(words("pin.ask")).count():
        await hand.dial("2468")
        await page.locator(".status").wait_for()


async def opened(page: Page, hand: Hand) -> None:
    """The check of the contest, from the check or from what was sent."""
    if await page.locator(SENT).count():
        await hand.press("sent.next")
        await hand.begin("Presiden")
        await hand.press("contest.check")
    await hand.says("check.table")


async def settled(page: Page) -> list[dict]:
    """What the phone has, once nothing of it waits."""
    for _ in range(600):
        await page.evaluate("dispatchEvent(new Event('online'))")
        parcels = await page.evaluate(PARCELS)
        if all(parcel["receiptAt"] is not None and not parcel["open"] for parcel in parcels):
            return parcels
        await page.wait_for_timeout(500)
    return await page.evaluate(PARCELS)
