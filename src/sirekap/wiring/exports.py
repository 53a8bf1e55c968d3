"""The export of a service: on the publisher's ground, and the loop that has it step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sirekap.office.export import Export, ExportTerms
from sirekap.wiring.publication import ground_on

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.office.publish.ground import Ground
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

EXPORT_LOOKS_EVERY_S = 5.0
"""Between two looks whether a set is due: it is once the log covers what is folded, and that is soon."""


def export_on(ground: Ground, settings: Settings) -> Export:
    """The export of what a publisher publishes."""
    every = timedelta(minutes=settings.export_every)
    terms = ExportTerms(every, max(settings.exports_kept, 1), settings.data / "export")
    return Export(ground, terms, lambda: datetime.now(UTC))


async def export_for_ever(
    store: Store,
    settings: Settings,
    every: Callable[[float, Callable[[], Awaitable[object]]], Awaitable[None]],
) -> None:
    """Export what is published. Waits for as long as another has the turn.

    A set of the nation's tables keeps a core busy for minutes: then it wants a process of its own
    (``--role exporter``), so that nothing else waits for it.
    """
    turn = store.exports()
    export: Export | None = None

    async def step() -> None:
        nonlocal export
        if not await turn.take():
            export = None
            return
        export = export or export_on(await ground_on(store, settings), settings)
        await export.step()

    try:
        await every(EXPORT_LOOKS_EVERY_S, step)
    finally:
        await turn.lay_down()
