"""``sirekap election letters``: enrolment letters as PDF, a page a station, for the printer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from sirekap import profiles
from sirekap.cli.printing import Printer, Written
from sirekap.cli.storage import Data, Dsn, Language, on_store
from sirekap.election.refusal import Refusal
from sirekap.election.regions import NATION, region_code
from sirekap.sheet.letter import LetterPress
from sirekap.texts import say
from sirekap.wiring.enrolling import letters_of

if TYPE_CHECKING:
    from sirekap.election.regions import RegionCode
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

JAKARTA = ZoneInfo("Asia/Jakarta")
_ONE_FILE = 200

RegionOption = Annotated[str, typer.Option("--region", help="A region's code, 2 to 10 characters; 0: all.")]
Out = Annotated[Path, typer.Option("--out", help="A folder, or one file ending in .pdf.")]
Days = Annotated[int, typer.Option("--days", min=1, max=366, help="Whole days the codes hold from today.")]


def letters(  # noqa: PLR0913, PLR0917 -- one for each flag
    region: RegionOption = NATION,
    out: Out = Path("letters"),
    days: Days = 30,
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Print a letter for each station, with a new code for each free slot; unused old codes are cancelled."""
    until = end_of_day(datetime.now(UTC), days)

    async def act(store: Store, settings: Settings) -> list[Written]:
        return await _written(store, settings, region_code(region), out, until)

    written = on_store(data, dsn, lang, act)
    for one in written:
        facts = {"letters": one.letters, "codes": one.codes, "cancelled": one.cancelled}
        typer.echo(say("letters.written", lang, path=one.path, **facts))
    total = {"letters": sum(one.letters for one in written), "codes": sum(one.codes for one in written)}
    typer.echo(say("letters.done", lang, **total, until=f"{until.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"))


def end_of_day(now: datetime, days: int) -> datetime:
    """The last second of the day that many days from now, by Jakarta's clock."""
    day = now.astimezone(JAKARTA).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), JAKARTA).astimezone(UTC)


async def _written(
    store: Store, settings: Settings, region: RegionCode, out: Path, until: datetime
) -> list[Written]:
    """Print a region's letters, with a progress bar on stderr."""
    stations = (await store.places.expected()).get(region, 0)
    if not stations:
        raise Refusal("letters_none", {"region": region})
    single = out.suffix == ".pdf"
    if single and stations > _ONE_FILE:
        raise Refusal("letters_too_many", {"region": region, "stations": stations, "most": _ONE_FILE})
    title = profiles.load(settings.election).name
    written: list[Written] = []
    with LetterPress() as press, Progress(console=Console(stderr=True), transient=True) as bar:
        printer = Printer(letters_of(store, settings), press, title, until)
        if single:
            return [await printer.region(region, out)]
        task = bar.add_task(out.name, total=stations)
        async for one in printer.folder(region, out):
            written.append(one)
            bar.advance(task, one.letters)
    return written
