"""``sirekap election phones`` and ``replace-phone``: who is ready before the day, and what was refused."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.letters import Days, RegionOption, end_of_day
from sirekap.cli.printing import Printer
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.election.records import RevocationReason
from sirekap.election.regions import NATION, region_code, station_code
from sirekap.sheet.letter import LetterPress
from sirekap.texts import say
from sirekap.wiring.enrolling import letters_of, replace_of

if TYPE_CHECKING:
    from sirekap.election.regions import RegionCode
    from sirekap.office.ports import RefusedClaim, StationPhones
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_A_PAGE = 1_000
_LATEST = 200
_KEY_SHOWN = 16

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else.")]
StationArgument = Annotated[str, typer.Argument(help="The station's code, 13 characters.")]
SlotArgument = Annotated[int, typer.Argument(help="Which of its phones: 1 or 2.")]
Reason = Annotated[RevocationReason, typer.Option("--reason", help="Why the old phone's key ceases.")]
Out = Annotated[Path, typer.Option("--out", help="The new letter's PDF.")]


def phones(
    region: RegionOption = NATION,
    as_json: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Show how many phones each station has, and the latest claims that were refused; 1 if one has none."""

    async def act(store: Store, _: Settings) -> tuple[list[StationPhones], list[RefusedClaim]]:
        return await _shown(store, region_code(region))

    stations, refused = on_store(data, dsn, lang, act)
    for one in stations:
        _tell_station(one, lang, as_json=as_json)
    for claim in refused:
        _tell_refused(claim, lang, as_json=as_json)
    counts = [sum(len(one.enrolled) == many for one in stations) for many in range(3)]
    if not as_json:
        none, single, both = counts
        typer.echo(say("phones.total", lang, stations=len(stations), none=none, one=single, two=both))
    if counts[0] or refused:
        raise typer.Exit(Exit.NEEDS_PERSON)


def replace_phone(  # noqa: PLR0913, PLR0917 -- one for each flag
    station: StationArgument,
    slot: SlotArgument,
    reason: Reason = RevocationReason.REPLACED,
    out: Out = Path("surat.pdf"),
    days: Days = 30,
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Revoke the phone in a slot, and print a letter with a new code for it."""
    until = end_of_day(datetime.now(UTC), days)

    async def act(store: Store, settings: Settings) -> str | None:
        code = station_code(station)
        revoked = await replace_of(store, settings)(code, slot, reason)
        letters = letters_of(store, settings)
        with LetterPress() as press:
            printer = Printer(letters, press, profiles.load(settings.election).name, until)
            await printer.file([await letters.for_slot(code, slot)], out)
        return revoked

    revoked = on_store(data, dsn, lang, act)
    if revoked is None:
        typer.echo(say("phones.replaced_none", lang, path=out))
    else:
        typer.echo(say("phones.replaced", lang, device=revoked[:_KEY_SHOWN], path=out))


async def _shown(store: Store, region: RegionCode) -> tuple[list[StationPhones], list[RefusedClaim]]:
    stations: list[StationPhones] = []
    while some := await store.enrolment.phones(region, stations[-1].station if stations else "", _A_PAGE):
        stations += some
    return stations, await store.enrolment.refused(region, _LATEST)


def _tell_station(one: StationPhones, language: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(one)))
        return
    open_slots = ", ".join(map(str, one.open)) or "-"
    facts = {
        "station": one.station,
        "enrolled": len(one.enrolled),
        "open": open_slots,
        "refused": one.refused,
    }
    typer.echo(say("phones.station", language, **facts))


def _tell_refused(claim: RefusedClaim, language: str, *, as_json: bool) -> None:
    at = f"{claim.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if as_json:
        told = {"station": claim.station, "slot": claim.slot, "refused": claim.met.value}
        typer.echo(json.dumps({**told, "device": claim.device, "at": at}))
        return
    facts = {"station": claim.station, "slot": claim.slot or "?", "why": say(f"met.{claim.met}", language)}
    typer.echo(say("phones.refused", language, at=at, device=claim.device[:_KEY_SHOWN], **facts))
