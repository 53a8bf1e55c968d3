"""``sirekap recap``: files of published counts become totals, without a server."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.tables import UNREADABLE, table
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.election.regions import Level
from sirekap.texts import say
from sirekap.tiers.recap import Recap, columns, numbers
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.forms import FieldName
    from sirekap.tiers.recap import RegionRecap

Files = Annotated[list[Path], typer.Argument(help="Returns, one station a row; .csv or .csv.gz.")]
ContestCode = Annotated[str, typer.Option("--contest", help="The contest the files are of; today ppwp.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a region on stdout, nothing else.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


def recap(
    files: Files,
    contest: ContestCode = "ppwp",
    as_json_lines: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    lang: Language = "id",
) -> None:
    """Recapitulate files of published returns to the nation."""
    regions = recapitulated(files, contest, lang)
    for each in regions:
        if as_json_lines:
            sys.stdout.write(_as_json(each) + "\n")
        elif each.level <= Level.PROVINCE:
            sys.stdout.write(_as_text(each) + "\n")
    asks = any(code[0] != "I" for each in regions[:1] for code, _ in each.findings)
    raise typer.Exit(Exit.NEEDS_PERSON if asks else Exit.DONE)


def recapitulated(files: list[Path], contest: str, lang: str) -> list[RegionRecap]:
    """Every region of these files, or the end of the command with the reason."""
    if contest != Contest.PRESIDENT:
        _refuse(say("recap_contest", lang, contest=contest))
    made = Recap(Contest.PRESIDENT, of_profile(profiles.load()))
    for path in files:
        try:
            made.add(_rows(path))
        except Refusal as refusal:
            _refuse(f"{path}: {say(refusal.code, lang, **refusal.facts)}")
        except UNREADABLE as error:
            _refuse(f"{path}: {say('recap_file', lang, reason=error)}")
    return made.regions()


def _rows(path: Path) -> Iterator[tuple[str, dict[FieldName, int]]]:
    reader = table(path)
    read = columns(reader.fieldnames or ())
    for row in reader:
        try:
            yield row["tps"], numbers(row, read)
        except Refusal as refusal:
            refusal.facts["line"] = reader.line_num
            raise


def _as_json(region: RegionRecap) -> str:
    return json.dumps(
        {
            "level": region.level.name.lower(),
            "region": region.region,
            "votes": dict(region.votes),
            "stations": {"expected": region.expected, "counted": region.counted},
            "findings": dict(region.findings),
        }
    )


def _as_text(region: RegionRecap) -> str:
    votes = "  ".join(f"{name} {count:>11,}" for name, count in region.votes)
    found = " ".join(f"{code}:{count}" for code, count in region.findings)
    return f"{region.region:<4}{region.counted:>9,}/{region.expected:<9,}  {votes}  {found}"


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(Exit.REFUSED)
