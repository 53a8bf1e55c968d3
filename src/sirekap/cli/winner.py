"""``sirekap winner``: files of published presidential counts become the outcome of art. 416."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.recap import recapitulated
from sirekap.cli.storage import Data, Dsn, on_store
from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, OVERSEAS, Level, level_of
from sirekap.office.certified import Certified, Presidential
from sirekap.texts import say
from sirekap.tiers.outcome.president import Verdict, decide

if TYPE_CHECKING:
    from sirekap.tiers.outcome.president import Result
    from sirekap.tiers.recap import RegionRecap
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Returns, one station a row; .csv or .csv.gz. None: certified totals."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


def winner(
    files: Files = None,
    as_json: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Say who is elected president, or which pairs meet in the run-off: by files, or by certified totals."""
    given = _recapitulated(files, lang) if files else on_store(data, dsn, lang, _certified)
    known = [code for code in profiles.load().regions if _is_province(code)]
    result = decide(given.provinces, given.overseas, len(known), given.below)
    missing = len(set(known) - given.provinces.keys())
    if missing:
        typer.echo(say("winner_part", lang, missing=missing, provinces=len(known)), err=True)
    if given.settled < given.expected:
        typer.echo(say("seats_unsettled", lang, settled=given.settled, expected=given.expected), err=True)
    sys.stdout.write(
        (_as_json(result, len(known), missing) if as_json else _as_text(result, len(known), lang)) + "\n"
    )
    whole = not missing and given.settled == given.expected
    settled = result.verdict in {Verdict.ELECTED, Verdict.RUN_OFF} and whole
    raise typer.Exit(Exit.DONE if settled else Exit.NEEDS_PERSON)


def _recapitulated(files: list[Path], lang: str) -> Presidential:
    """What files say, in the shape certified totals have; nothing of them is unsettled."""
    regions = recapitulated(files, Contest.PRESIDENT, lang)
    by_level = {
        level: {each.region: _votes(each) for each in regions if each.level is level}
        for level in (Level.PROVINCE, Level.REGENCY, Level.SUBDISTRICT)
    }
    overseas = by_level[Level.PROVINCE].pop(OVERSEAS, {})
    below = [list(by_level[level].values()) for level in (Level.REGENCY, Level.SUBDISTRICT)]
    return Presidential(by_level[Level.PROVINCE], overseas, below, 0, 0)


async def _certified(store: Store, settings: Settings) -> Presidential:
    profile = profiles.load(settings.election)
    return await Certified(store.places, store.projections, profile).presidential()


def _votes(region: RegionRecap) -> dict[int, int]:
    return {int(name.removeprefix("suara_")): count for name, count in region.votes}


def _is_province(code: str) -> bool:
    return code not in {NATION, OVERSEAS} and level_of(code) is Level.PROVINCE  # type: ignore[arg-type] # The profile's keys are codes.


def _as_json(result: Result, provinces: int, missing: int) -> str:
    return json.dumps(
        {
            "verdict": result.verdict,
            "tickets": list(result.tickets),
            "level": list(result.open),
            "pairs": [
                {
                    "ticket": each.ticket,
                    "votes": each.votes,
                    "share": round(float(each.share), 6),
                    "provinces_with_a_fifth": each.provinces,
                }
                for each in result.standings
            ],
            "provinces": provinces,
            "provinces_needed": result.needed,
            "provinces_missing": missing,
            "spread": [
                {"regions": step.regions, "led": {str(ticket): count for ticket, count in step.led}}
                for step in result.steps
            ],
        }
    )


def _as_text(result: Result, provinces: int, lang: str) -> str:
    rows = [
        f"{each.ticket:>3}{each.votes:>14,}{float(each.share):>9.2%}{each.provinces:>5}/{provinces}"
        for each in result.standings
    ]
    named = ", ".join(map(str, (*result.tickets, *result.open))) or "-"
    verdict = say(f"winner_{result.verdict}", lang, tickets=named, needed=result.needed)
    steps = [
        say(
            "winner_step",
            lang,
            regions=step.regions,
            led=", ".join(f"{ticket}: {count}" for ticket, count in step.led),
        )
        for step in result.steps
    ]
    return "\n".join([*rows, *steps, verdict])
