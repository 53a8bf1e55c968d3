"""``sirekap publish``: fold, log and publish all there is, in one go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.office.ports import CursorMoved
from sirekap.texts import say
from sirekap.wiring.exports import export_on
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import folder_on
from sirekap.wiring.public_log import sequencer_on
from sirekap.wiring.publication import need_current_setup, publisher_on

if TYPE_CHECKING:
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.step import Publisher
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

Anew = Annotated[bool, typer.Option("--anew", help="Write every file again, changed or not.")]


def publish(
    data: Data = None,
    dsn: Dsn = None,
    anew: Anew = False,  # noqa: FBT002 -- typer makes a flag of it
    lang: Language = "id",
) -> None:
    """Write the site as it is now. A service that publishes does so by itself."""

    async def act(store: Store, settings: Settings) -> int | None:
        turn = store.publication()
        if not await turn.take():
            return None
        try:
            return await _published(store, settings, anew=anew)
        finally:
            await turn.lay_down()

    written = on_store(data, dsn, lang, act)
    if written is None:
        typer.echo(say("publish.taken", lang), err=True)
        raise typer.Exit(Exit.REFUSED)
    typer.echo(say("publish.done", lang, written=written))


async def _published(store: Store, settings: Settings, *, anew: bool) -> int:
    """Bring fold and log up to the records, then step until nothing is left; how many things were written."""
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    await _bring_up(store, keys, settings)
    await need_current_setup(store, await store.places.version())
    if anew:
        await store.published.anew()
    publisher = await publisher_on(store, keys, settings)
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        written = await _stepped(publisher, bar)
    return written + await _exported(store, publisher.ground, settings)


async def _exported(store: Store, ground: Ground, settings: Settings) -> int:
    """Write the tables too, if they are wanted and no service is at it; how many sets were written."""
    turn = store.exports()
    if not settings.export_every or not await turn.take():
        return 0
    try:
        return int(await export_on(ground, settings).write())
    finally:
        await turn.lay_down()


async def _stepped(publisher: Publisher, bar: Progress) -> int:
    task = bar.add_task("", total=publisher.villages)
    done = 0
    while written := await publisher.step():
        done += written
        bar.update(task, completed=done)
    return done


async def _bring_up(store: Store, keys: Keys, settings: Settings) -> None:
    """Fold and log what is stored; where a service does so, let it."""
    folder = folder_on(store, settings)
    try:
        while await folder.step():
            pass
    except CursorMoved:
        pass
    pen = store.pen()
    sequencer = sequencer_on(store, pen, keys, settings)
    try:
        while await sequencer.step():
            pass
    finally:
        await pen.lay_down()
