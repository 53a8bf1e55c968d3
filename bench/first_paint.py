"""When the largest thing of a page is drawn: 3G line, a processor four times slower, nothing cached.

``python -m bench.first_paint FOLDER [PAGE…]`` for a published folder; needs the system's Chromium.
The line is that of DevTools' "Fast 3G": 562 ms before each answer, 1.44 Mbit/s down. Files are sent
gzipped, as a server with prepared files sends them. The middle of five loads is told, in ms.
"""

from __future__ import annotations

import asyncio
import gzip
import shutil
import statistics
import sys
import threading
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.async_api import async_playwright

LINE = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
SLOWER = 4
TIMES = 5
BUDGET = 1500
PAGES = ("index.html", "hasil/ppwp/0.html", "hasil/ppwp/35.html", "hasil/pdpr/0.html")
LARGEST = """() => new Promise(done => new PerformanceObserver(
    list => done(list.getEntries().at(-1).startTime)
).observe({type: "largest-contentful-paint", buffered: true}))"""


class Gzipped(SimpleHTTPRequestHandler):
    """Files, gzipped where that helps."""

    def do_GET(self) -> None:
        """Answer with a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError):  # The browser left: its page was measured.
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name it overrides
        """Say nothing."""


async def measured(address: str, pages: tuple[str, ...]) -> dict[str, float]:
    """The middle of five loads of each page, in ms."""
    found = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for path in pages:
            times = []
            for _ in range(TIMES):
                context = await browser.new_context(
                    viewport={"width": 360, "height": 640}, device_scale_factor=2
                )
                page = await context.new_page()
                session = await context.new_cdp_session(page)
                await session.send("Network.enable")
                await session.send("Network.emulateNetworkConditions", LINE)
                await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                await page.goto(address + path, wait_until="load")
                times.append(await page.evaluate(LARGEST))
                await context.close()
            found[path] = statistics.median(times)
        await browser.close()
    return found


def main() -> None:
    """Serve the folder and tell each page's time."""
    folder, pages = sys.argv[1], tuple(sys.argv[2:]) or PAGES
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipped, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path, time in asyncio.run(measured(f"http://127.0.0.1:{server.server_port}/", pages)).items():
            print(f"{path:<44}{time:>7.0f} ms  {time / BUDGET:>5.2f} of the budget")
        server.shutdown()


if __name__ == "__main__":
    main()
