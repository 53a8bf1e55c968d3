"""``sirekap election``: set an election up from tables, show what is set up, and prepare its phones."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.letters import letters
from sirekap.cli.phones import phones, replace_phone
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.election.regions import NATION
from sirekap.office.set_up import read_tables, set_up
from sirekap.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.office.ports import Change
    from sirekap.office.set_up import Tables
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

election = typer.Typer(no_args_is_help=True, help="Set an election up from tables; prepare its phones.")

election.command("letters")(letters)
election.command("phones")(phones)
election.command("replace-phone")(replace_phone)

RegionsFile = Annotated[Path | None, typer.Option("--regions", help="CSV: code,name (or kode,nama).")]
StationsFile = Annotated[Path | None, typer.Option("--stations", help="CSV: code,voters (or tps,dpt).")]
ChoicesFile = Annotated[Path | None, typer.Option("--choices", help="CSV: contest,district,field,name.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else.")]

_MOST_SHOWN = 20
"""Bad rows told to a person; ``--json`` tells all."""


@election.command("import")
def import_(  # noqa: PLR0913, PLR0917 -- one for each flag
    regions: RegionsFile = None,
    stations: StationsFile = None,
    choices: ChoicesFile = None,
    dry_run: DryRun = False,  # noqa: FBT002 -- typer makes a flag of it
    as_json: AsJson = False,  # noqa: FBT002 -- as above
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Set up regions, stations and choices: whole, or not at all."""
    try:
        lines = [_lines(path) for path in (regions, stations, choices)]
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Exit.REFUSED) from None
    tables = read_tables(profiles.load(), *lines)
    _tell_bad(tables, lang, as_json=as_json)
    if tables.bad:
        raise typer.Exit(Exit.REFUSED)
    changes = on_store(data, dsn, lang, partial(_put, tables=tables, dry=dry_run))
    for table, change in changes.items():
        if as_json:
            typer.echo(
                json.dumps({"table": table, "added": change.added, "altered": change.altered, "dry": dry_run})
            )
        else:
            code = "set_up.would" if dry_run else "set_up.did"
            typer.echo(say(code, lang, table=table, added=change.added, altered=change.altered))


@election.command("show")
def show(data: Data = None, dsn: Dsn = None, as_json: AsJson = False, lang: Language = "id") -> None:  # noqa: FBT002 -- typer makes a flag of it
    """Show the contests, and how many stations each province has."""
    for row in on_store(data, dsn, lang, _rows):
        typer.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(map(str, row.values())))


async def _put(store: Store, _: Settings, *, tables: Tables, dry: bool) -> Mapping[str, Change]:
    return await set_up(store.places, tables, dry=dry)


async def _rows(store: Store, _: Settings) -> list[dict[str, str | int]]:
    contests: list[dict[str, str | int]] = [
        {"contest": each.id, "name": each.name, "form": each.form} for each in await store.places.contests()
    ]
    expected = await store.places.expected()
    provinces: list[dict[str, str | int]] = [
        {"region": each.code, "name": each.name, "stations": expected.get(each.code, 0)}
        for each in await store.places.regions(NATION)
    ]
    return [
        *contests,
        *provinces,
        {"region": NATION, "name": "INDONESIA", "stations": expected.get(NATION, 0)},
    ]


def _lines(path: Path | None) -> list[str]:
    return [] if path is None else path.read_text(encoding="utf-8-sig").splitlines(keepends=True)


def _tell_bad(tables: Tables, language: str, *, as_json: bool) -> None:
    for each in tables.bad if as_json else tables.bad[:_MOST_SHOWN]:
        message = say(each.code, language, **dict(each.facts))
        if as_json:
            row = {"table": each.table, "line": each.line, "code": each.code, "message": message}
            typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            typer.echo(f"{each.table}:{each.line} {message}", err=True)
    if not as_json and len(tables.bad) > _MOST_SHOWN:
        typer.echo(say("set_up.more", language, more=len(tables.bad) - _MOST_SHOWN), err=True)
