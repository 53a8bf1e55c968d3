"""An event loop whose time is a number: nobody waits, and every run of a seed is the same.

Where nothing is ready the clock leaps to the next thing that is due. Nothing may reach
outside: with no sockets and no threads the order of all that happens follows from the
program and its seeds alone.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class Stuck(Exception):  # noqa: N818 -- it tells what happened
    """Everybody waits for something that nothing will bring about."""


class _Leap(selectors.SelectSelector):
    """Instead of waiting so many seconds, says that they are over."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            message = "nothing is left to happen"
            raise Stuck(message)
        if not ready and timeout:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop; its time begins at 0 and is in seconds."""

    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)

    def time(self) -> float:
        """The number of seconds that have not passed."""
        return self._leap.now


def live(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine to its end in virtual time. Raises :class:`Stuck`."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def seconds() -> float:
    """The virtual time."""
    return asyncio.get_running_loop().time()
