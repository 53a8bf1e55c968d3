"""Each app as it was built starts in a real browser, and axe finds nothing in its way."""

from __future__ import annotations

from sirekap.texts import say


async def test_the_officers_app_starts_and_again_without_a_network(page, built, served, barriers):
    """Opened once, it stands there the second time though its server is gone."""
    with served(built("officer")) as address:
        await page.goto(address)
        await page.evaluate("navigator.serviceWorker.ready.then(worker => worker.active.state)")
        assert await page.locator("h1").inner_text() == say("officer.welcome.title")
        assert await barriers(page) == []

    await page.reload()

    assert await page.locator("h1").inner_text() == say("officer.welcome.title")


async def test_axe_finds_what_is_wrong(page, barriers):
    """A picture without words is told by its rule and its place."""
    await page.set_content(
        "<!doctype html><html lang=id><title>a</title><main><h1>a</h1><img src='data:,'></main>"
    )

    assert [line for line in await barriers(page) if line.startswith("image-alt")] == [
        "image-alt: Images must have alternative text at img"
    ]
