"""``sirekap rebuild``: throw the projections away and fold all records again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.office.ports import CursorMoved
from sirekap.texts import say
from sirekap.wiring.process import folder_on

if TYPE_CHECKING:
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings


def rebuild(data: Data = None, dsn: Dsn = None, lang: Language = "id") -> None:
    """Fold every record again, from nothing, to the same bytes."""
    typer.echo(say("rebuild.done", lang, records=on_store(data, dsn, lang, _rebuilt)))


async def _rebuilt(store: Store, settings: Settings) -> int:
    """Clear, then step until nothing is left; how many records were folded."""
    await store.projections.clear()
    await store.published.anew()
    folder = folder_on(store, settings)
    while True:
        try:
            while await folder.step():
                pass
        except CursorMoved:  # A service's folder folds along, from the same nothing.
            continue
        return await store.projections.cursor()
