"""The system's Chromium, a server of files, and axe: what tests of pages and apps share.

Tests are coroutines on the session's one loop, since Playwright's synchronous interface
would hold a loop of its own running. A page that throws, or logs an error, fails its test.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
BUILT = ROOT / "src/sirekap/web"
PHONE = {"width": 360, "height": 640}
"""The smallest screen we promise, in CSS pixels."""
SHOTS = os.environ.get("SIREKAP_SHOTS")
"""A folder to keep pictures of an app's screens in."""


@pytest.fixture(scope="session")
def chromium(runner, tool):
    """The browser, started once without a window; a camera it has is a film that it makes up."""
    program = tool("chromium")
    playwright = runner.run(async_playwright().start())
    options = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = runner.run(playwright.chromium.launch(executable_path=program, args=options))
    yield browser
    runner.run(browser.close())
    runner.run(playwright.stop())


@pytest.fixture
def page(chromium, runner):
    """A page of a phone that was never here before: Indonesian, in WIB, nothing stored."""
    wrong: list[str] = []
    made = runner.run(_opened(chromium, wrong))
    yield made
    runner.run(made.context.close())
    assert wrong == []


async def _opened(chromium, wrong: list[str]):
    """A new page that says what goes wrong on it. Playwright takes a listener only while its loop runs."""
    context = await chromium.new_context(
        viewport=PHONE, device_scale_factor=2, has_touch=True, locale="id-ID", timezone_id="Asia/Jakarta"
    )
    page = await context.new_page()

    def told(message):
        if message.type == "error":
            wrong.append(f"{message.text} {message.location.get('url', '')}")

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", told)
    return page


@pytest.fixture(scope="session")
def served():
    """Gives the address of a folder, served as files on this machine; a context manager."""

    @contextmanager
    def serve(folder: Path):
        handler = partial(_Quiet, directory=str(folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/"
            finally:
                server.shutdown()
                thread.join()

    return serve


@pytest.fixture(scope="session")
def built():
    """Gives the folder of an app as ``make web`` built it; fails when it did not."""

    def find(app: str) -> Path:
        folder = BUILT / app
        if not folder.is_dir():
            pytest.fail(f"{folder.relative_to(ROOT)} is not there: make web")
        return folder

    return find


@pytest.fixture(scope="session")
def log_program() -> Path:
    """The folder of packages/log as JavaScript modules, as ``make web`` built it."""
    folder = ROOT / "web/packages/log/dist"
    if not folder.is_dir():
        pytest.fail(f"{folder.relative_to(ROOT)} is not there: make web")
    return folder


@pytest.fixture(scope="session")
def barriers():
    """Gives what axe finds wrong on a page as it stands, a line each: rule, what it asks, where."""

    async def find(page) -> list[str]:
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run().then(result => result.violations)")
        return [
            f"{one['id']}: {one['help']} at {' '.join(map(str, node['target']))}"
            for one in found
            for node in one["nodes"]
        ]

    return find


@pytest.fixture
def watched(barriers):
    """Looks at every screen of a phone with axe, and keeps its picture if asked to."""

    def on(one, prefix):
        async def look(name):
            await one.page.wait_for_timeout(150)
            if SHOTS:
                await one.page.screenshot(path=Path(SHOTS) / f"{prefix}-{name}.png")
            assert await barriers(one.page) == [], name

        one.hand.seen = look

    return on


class _Quiet(SimpleHTTPRequestHandler):
    """Files without a line in the log for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name it overrides
        """Say nothing."""
