"""An officer's hand on the app: what is pressed, in the words that stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sirekap.texts import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from playwright.async_api import Page

PATIENCE_MS = 30_000


def words(code: str, **facts: object) -> str:
    """What the app says."""
    return say(f"officer.{code}", "id", **facts)


@dataclass
class Hand:
    """Presses what is on ``page``. ``seen`` is called with a name at every new screen."""

    page: Page
    seen: Callable[[str], Awaitable[None]] | None = None
    keys: list[str] = field(default_factory=list)

    async def press(self, code: str, **facts: object) -> None:
        """Press the button that says this."""
        await self.page.get_by_role("button", name=words(code, **facts)).first.click(timeout=PATIENCE_MS)

    async def look(self, name: str) -> None:
        """A new screen is there."""
        if self.seen is not None:
            await self.seen(name)

    async def says(self, code: str, **facts: object) -> None:
        """Wait until the screen says this."""
        await self.page.get_by_text(words(code, **facts)).first.wait_for(timeout=PATIENCE_MS)

    async def enrol(self, station: str, code: str, pin: str = "2468") -> None:
        """From the first screen to the list of contests, by the typed code."""
        await self.says("welcome.title")
        await self.look("welcome")
        await self.press("welcome.type")
        await self.page.get_by_label(words("letter.station")).fill(station)
        await self.page.get_by_label(words("letter.code")).fill(code)
        await self.look("letter")
        await self.press("letter.enrol")
        await self.settle(pin)

    async def scan(self, pin: str = "2468") -> None:
        """The same by the letter's QR, held before the camera."""
        await self.press("welcome.scan")
        await self.settle(pin)

    async def settle(self, pin: str) -> None:
        """From the station's screen on."""
        await self.says("station.title")
        await self.look("station")
        await self.press("station.mine")
        for ask in ("pin.make", "pin.again"):
            await self.says(ask)
            await self.look("pin") if ask == "pin.make" else None
            await self.dial(pin)
        await self.page.locator(".tasks").wait_for()
        await self.look("tasks")

    async def dial(self, digits: str) -> None:
        """Press digits and Enter."""
        for digit in digits:
            await self.page.get_by_role("button", name=digit, exact=True).click()
        await self.page.locator(".keypad .enter").click()

    async def begin(self, contest: str) -> None:
        """Open a contest of the list."""
        await self.page.get_by_role("button", name=contest).first.click()
        await self.says("contest.photos")

    async def photograph(self, pages: tuple[int, ...]) -> None:
        """Hold the camera until it has taken these pages by itself."""
        await self.press("contest.photos")
        for page in pages:
            taken = words("capture.page_taken", page=page)
            await self.page.get_by_role("button", name=taken).wait_for(timeout=90_000)
        await self.look("capture")

    async def type(self, numbers: Mapping[str, int], until: str = "check.table") -> None:
        """Type what the paper says, field by field as the app asks."""
        while await self.page.locator("main.entry").count():
            name = await self.page.locator("main.entry").get_attribute("data-field")
            await self.dial(str(numbers[name]) if numbers[name] else "")
            self.keys.append(name)
        await self.says(until)
