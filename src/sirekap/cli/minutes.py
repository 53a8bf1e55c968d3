"""``sirekap minutes``: D.HASIL of a region, or the copy of a station's C.HASIL, as PDF/A and XLSX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.election.regions import region_code, station_code
from sirekap.sheet.minutes.press import MinutesPress, leaves_of
from sirekap.sheet.minutes.workbook import workbook_of
from sirekap.texts import say
from sirekap.wiring.minutes import copies_of, head_of_log, minutes_of

if TYPE_CHECKING:
    from sirekap.sheet.minutes.book import Book
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

_STATION = 13

Place = Annotated[str, typer.Argument(help="A region that holds a plenary (0 the nation), or a station.")]
ContestCode = Annotated[str, typer.Option("--contest", help="ppwp, pdpr, pdpd, pdprdp or pdprdk.")]
Out = Annotated[Path, typer.Option("--out", help="The folder to write into.")]
AsSheet = Annotated[bool, typer.Option("--xlsx", help="Write the same tables as XLSX too.")]
Site = Annotated[str, typer.Option("--site", envvar="SIREKAP_SITE", help="Address of the public pages.")]


def minutes(  # noqa: PLR0913, PLR0917 -- one for each flag
    place: Place,
    contest: ContestCode = Contest.PRESIDENT.value,
    out: Out = Path(),
    xlsx: AsSheet = False,  # noqa: FBT002 -- typer makes a flag of it
    site: Site = "https://sirekap.invalid",
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Draw minutes from what the plenary has certified; a draft, in red, as long as it has not."""

    async def act(store: Store, settings: Settings) -> Book:
        if contest not in set(Contest):
            raise Refusal("contest_unknown", {"row": contest})
        held, head = Contest(contest), await head_of_log(store)
        if len(place) == _STATION:
            return await copies_of(store, settings, site)(station_code(place), held, head)
        return await minutes_of(store, settings, site)(region_code(place), held, head)

    book = on_store(data, dsn, lang, act)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{book.form.replace(' ', '-')}-{place}-{book.seal.code}.pdf"
    with MinutesPress() as press:
        path.write_bytes(press.minutes(book))
    typer.echo(say("minutes.done", lang, path=path, tables=len(leaves_of(book)), seal=book.seal.code))
    if xlsx:
        path.with_suffix(".xlsx").write_bytes(workbook_of(book))
        typer.echo(say("minutes.done_sheet", lang, path=path.with_suffix(".xlsx")))
    raise typer.Exit(Exit.NEEDS_PERSON if book.draft else Exit.DONE)
