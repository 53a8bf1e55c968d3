"""``sirekap publish``: fold, log and publish all there is, in one go."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.election.regions import NATION
from sirekap.office.actor import Actor, Role
from sirekap.office.pause import Pause
from sirekap.office.ports import CursorMoved
from sirekap.texts import say
from sirekap.wiring.exports import export_on
from sirekap.wiring.keys import keys_in
from sirekap.wiring.plenary import people_of
from sirekap.wiring.process import folder_on
from sirekap.wiring.public_log import sequencer_on
from sirekap.wiring.publication import need_current_setup, publisher_on

if TYPE_CHECKING:
    from sirekap.office.publish.ground import Ground
    from sirekap.office.publish.step import Publisher
    from sirekap.wiring.keys import Keys
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

Why = Annotated[str | None, typer.Option("--pause", help="Have numbers stand still; why, for everyone.")]
Again = Annotated[str | None, typer.Option("--resume", help="Let numbers go on; why, for everyone.")]
By = Annotated[str, typer.Option("--by", help="Who says so; known to the keepers alone.")]
Anew = Annotated[bool, typer.Option("--anew", help="Write every file again, changed or not.")]


def publish(  # noqa: PLR0913, PLR0917 -- one for each flag
    data: Data = None,
    dsn: Dsn = None,
    anew: Anew = False,  # noqa: FBT002 -- typer makes a flag of it
    pause: Why = None,
    resume: Again = None,
    by: By = "",
    lang: Language = "id",
) -> None:
    """Write the site as it is now. A service that publishes does so by itself."""
    if (pause is not None or resume is not None) and not by:
        typer.echo(say("publish.by", lang), err=True)
        raise typer.Exit(Exit.REFUSED)

    async def act(store: Store, settings: Settings) -> int | None:
        if pause is not None:
            await _stand_still(store, settings, by, pause, still=True)
        if resume is not None:
            await _stand_still(store, settings, by, resume, still=False)
        turn = store.publication()
        if not await turn.take():
            return None
        try:
            return await _published(store, settings, anew=anew)
        finally:
            await turn.lay_down()

    written = on_store(data, dsn, lang, act)
    if written is None and (pause is not None or resume is not None):
        typer.echo(say("publish.noted", lang))
        return
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


async def _stand_still(store: Store, settings: Settings, by: str, why: str, *, still: bool) -> None:
    """File the record. Whoever has the service's keys at hand is its administrator."""
    keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
    clerk = people_of(store, keys, settings, caught_up=lambda: _folded(store, settings)).clerk
    actor = Actor(by, Role.ADMINISTRATOR, NATION, await clerk.write(by), proven=True)
    act = Pause(clerk, store.published)
    await (act.pause if still else act.resume)(actor, why)


async def _folded(store: Store, settings: Settings) -> None:
    """Fold what is stored; where a service does so, let it."""
    folder = folder_on(store, settings)
    with suppress(CursorMoved):
        while await folder.step():
            pass


async def _bring_up(store: Store, keys: Keys, settings: Settings) -> None:
    """Fold and log what is stored; where a service does so, let it."""
    await _folded(store, settings)
    pen = store.pen()
    sequencer = sequencer_on(store, pen, keys, settings)
    try:
        while await sequencer.step():
            pass
    finally:
        await pen.lay_down()
