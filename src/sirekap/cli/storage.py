"""What the commands that work on a store share: where it is, and how they end when it is not there."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sirekap.cli.exits import Exit
from sirekap.election.refusal import Refusal
from sirekap.office.ports import BatchRefused, StoreAway
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.texts import say
from sirekap.wiring.reached import reached
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sirekap.wiring.process import Store

T = TypeVar("T")

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the keys.")]
Dsn = Annotated[str | None, typer.Option("--dsn", help="A PostgreSQL to use instead of the folder's own.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


def on_store(
    data: Path | None, dsn: str | None, language: str, act: Callable[[Store, Settings], Awaitable[T]]
) -> T:
    """Do one thing on the store; what is refused or away ends the command with its sentence."""
    try:
        settings = Settings.of(os.environ, data=data, dsn=dsn)
        return asyncio.run(_done(settings, act))
    except (Refusal, SealRefusal) as refusal:
        typer.echo(f"{refusal.code}: {say(refusal.code, language, **refusal.facts)}", err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except (BatchRefused, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except (StoreAway, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.PART_MISSING) from None


async def _done(settings: Settings, act: Callable[[Store, Settings], Awaitable[T]]) -> T:
    async with reached(settings) as store:
        return await act(store, settings)
