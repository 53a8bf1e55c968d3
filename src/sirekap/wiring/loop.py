"""The event loop: uvloop where it is installed, else Python's own. The same code runs on both."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine on a new loop."""
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 -- an optional part, looked for where it is used
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


_GARBAGE_AFTER = 10_000
"""New objects before young garbage is looked for: a return under way is some hundred."""


def settle_memory() -> None:
    """Have what stands now stand for good, never looked through again, and look for garbage less often."""
    gc.collect()
    gc.set_threshold(_GARBAGE_AFTER)
    gc.freeze()
