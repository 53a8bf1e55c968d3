"""An officer's evening in a real browser: enrolled, photographed, typed, sent, receipted."""

from __future__ import annotations

import pytest
from tests.api.conftest import crowd, keys, memory  # noqa: F401 -- fixtures of the API's tests
from tests.e2e.evening import DISTRICT, STATION, VOTERS, filed, phone, prepare, working
from tests.e2e.film import paper

FORMS = {
    "ppwp": ("C.HASIL-PPWP", "Presiden", (1, 2, 3), None),
    "dpr": ("C.HASIL-DPR", "DPR", (1, 2, 20), DISTRICT),
}
"""Form, contest as the phone calls it, pages before the camera, district."""


@pytest.mark.parametrize("form", ["ppwp", "dpr"])
async def test_an_evening(tool, memory, watched, tmp_path, form):  # noqa: F811 -- the fixture above
    """Three pages by the camera alone, the numbers typed, a receipt, the photos after: all at the server."""
    code, contest, pages, district = FORMS[form]
    codes = await prepare(memory)
    written = paper(code, pages, VOTERS, district)
    film = written.film(tmp_path / "film.mjpeg")
    async with memory.served() as client, working(memory), phone(tool("chromium"), film) as one:
        watched(one, form)
        await one.page.goto(f"http://127.0.0.1:{client.port}/petugas/")
        await one.hand.enrol(STATION, codes[1].typed)
        await one.hand.begin(contest)
        await one.hand.look("contest")
        await one.hand.photograph(pages)
        await (one.hand.press("capture.on") if district is None else _on_without_the_rest(one.hand))
        await one.hand.look("entry")
        await one.hand.type(written.numbers)
        await one.hand.look("check")
        await one.page.locator("footer button.main").click()
        await one.page.locator("h1.good").wait_for(timeout=30_000)
        await one.hand.says("sent.photos", n=3, all=3)
        await one.hand.look("sent")
        assert one.wrong == []

    (record,) = await filed(memory)
    typed = {**record.votes.all, **record.administration.all}
    assert {name: value for name, value in written.numbers.items() if name in typed} == typed
    assert [photo.page for photo in record.photos] == list(pages)
    assert not record.seen_before_entry


async def _on_without_the_rest(hand) -> None:
    """Not all of the form's pages are there: the officer goes on all the same."""
    await hand.press("back")
    await hand.press("contest.totals")
