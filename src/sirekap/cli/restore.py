"""``sirekap restore``: a service again from its archive, or the check of a database restored otherwise."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, Language  # noqa: TC001 -- typer reads them when it runs
from sirekap.election.refusal import Refusal
from sirekap.log.refusal import Refusal as LogRefusal
from sirekap.office.ports import StoreAway
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.texts import say
from sirekap.wiring.restore import check, published_note
from sirekap.wiring.restore import restore as restored_from
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from sirekap.office.check_restored import Restored

From = Annotated[
    Path | None, typer.Option("--from", help="The archive, as SIREKAP_ARCHIVE named it; with --data.")
]
Seen = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="The last published checkpoint, as a mirror or a witness kept it."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]


def restore(  # noqa: PLR0913, PLR0917 -- one for each flag
    archive: From = None,
    checkpoint: Seen = None,
    as_json: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Restore into an empty data folder; or check the database named by --dsn, restored by its own people."""
    try:
        settings = Settings.of(os.environ, data=data, dsn=dsn)
        restored = asyncio.run(_restored(settings, archive, checkpoint, lang))
    except (Refusal, SealRefusal, LogRefusal) as refusal:
        typer.echo(f"{refusal.code}: {say(refusal.code, lang, **refusal.facts)}", err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None
    except (StoreAway, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.PART_MISSING) from None
    _tell(restored, lang, as_json=as_json)
    if restored.missing:
        raise typer.Exit(Exit.NEEDS_PERSON)


async def _restored(settings: Settings, archive: Path | None, checkpoint: Path | None, lang: str) -> Restored:
    note = await published_note(settings, checkpoint)
    if note is None or (archive is None) == (not settings.dsn):
        raise ValueError(say("restore.usage", lang))
    if archive is None:
        return await check(settings.dsn, settings, note)
    return await restored_from(settings, archive, note)


def _tell(restored: Restored, lang: str, *, as_json: bool) -> None:
    facts = {"published": restored.published, "leaves": restored.leaves, "photos": restored.photos}
    if as_json:
        typer.echo(json.dumps({**facts, "missing": list(restored.missing)}))
        return
    typer.echo(say("restore.done", lang, **facts))
    if restored.missing:
        told = {"missing": len(restored.missing), "first": restored.missing[0]}
        typer.echo(say("restore.missing", lang, **told), err=True)
