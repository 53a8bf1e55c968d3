"""What an officer meets apart from the plain evening: no network at all."""

from __future__ import annotations

from tests.api.conftest import crowd, keys, memory  # noqa: F401 -- fixtures of the API's tests
from tests.e2e.evening import STATION, filed, phone, prepare
from tests.e2e.film import codes as film_of
from tests.e2e.hand import words

from sirekap.simulate.crowd import count_of


async def typed(hand, numbers, contest="Presiden"):
    """The numbers of a contest, as far as its check."""
    await hand.begin(contest)
    await hand.press("contest.numbers")
    await hand.type(numbers)


async def test_without_any_network_another_phone_carries_it(tool, memory, watched, tmp_path):  # noqa: F811
    """The second phone scans the letter's QR, then the first one's: the server has the first one's return."""
    slots = await prepare(memory)
    numbers = count_of(0, STATION)
    async with memory.served() as client:
        address = f"http://127.0.0.1:{client.port}/petugas/"
        async with phone(tool("chromium")) as first:
            watched(first, "apart")
            await first.page.goto(address)
            await first.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
            await first.hand.enrol(STATION, slots[1].typed)
            await first.page.context.set_offline(True)
            await typed(first.hand, numbers)
            await first.page.locator("footer button.main").click()
            await first.hand.says("sent.waiting")
            await first.hand.look("waiting")
            await first.hand.press("sent.carry")
            await first.page.locator("[data-qr]").wait_for()
            await first.hand.look("carry")
            shown = [await first.page.locator("[data-qr]").get_attribute("data-qr")]
            if int(shown[0].split(":")[2][-1]) > 1:
                await first.page.locator("main button").click()
                shown.append(await first.page.locator("[data-qr]").get_attribute("data-qr"))
            assert await filed(memory) == []

            film = film_of(tmp_path / "codes.mjpeg", [slots[2].payload, *shown])
            async with phone(tool("chromium"), film) as second:
                watched(second, "second")
                await second.page.goto(address)
                await second.hand.scan()
                await second.hand.press("tasks.fetch")
                await second.page.get_by_text(words("fetch.taken")).wait_for(timeout=60_000)
                await second.hand.look("fetch")
                await (
                    second.page.locator(".status")
                    .get_by_text(words("status.numbers_safe", time="").rstrip(" ."))
                    .wait_for()
                )
            (record,) = await filed(memory)

            await first.page.context.set_offline(False)
            await first.page.evaluate("dispatchEvent(new Event('online'))")
            await first.hand.press("back")
            await first.page.locator("h1.good").wait_for(timeout=30_000)
    assert len(await filed(memory)) == 1
    assert record.votes.all["suara_1"] == numbers["suara_1"]
