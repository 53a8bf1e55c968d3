"""``sirekap demo``: an election night in small, on this machine, end to end.

The forms of a village are printed, filled by simulated hands and photographed; letters go
out and phones are enrolled; returns and photos are sent to a server with a database of its
own; the machine reads beside the officers; the public log grows; and the plenary of the
subdistrict opens the papers, corrects, enters, certifies and draws its minutes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sirekap import profiles
from sirekap.cli.night.meeting import CONTEST, Meeting
from sirekap.cli.night.papers import Lot, papers
from sirekap.cli.night.phones import arrived, enrolled, photos_sent, sent, working
from sirekap.cli.night.site import checked, shown
from sirekap.cli.presentation import show
from sirekap.cli.read import judge, write_annotated
from sirekap.election.forms import FieldName
from sirekap.election.regions import NATION, Station, ancestors, region_code
from sirekap.office.acceptance import Acceptance
from sirekap.office.ports import ContestSetup, Setup
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.texts import say
from sirekap.tiers.documents import parse_tally, parse_thread
from sirekap.tiers.ladder import first_plenary
from sirekap.wiring.small import small_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sirekap.cli.night.papers import Paper
    from sirekap.election.regions import RegionCode
    from sirekap.profiles import Profile
    from sirekap.wiring.small import SmallService

FORM = "C.HASIL-PPWP"
SITE = "situs"
"""Where the published site stays, in the folder of the demonstration."""
PHOTO_WIDTH = 1600
"""Pixels across: fine enough for the printed code; KPU published photos of 1,000."""

Out = Annotated[Path, typer.Option("--out", help="Folder for the forms, the photos, letters and minutes.")]
Village = Annotated[str, typer.Option("--village", help="A village of Tulungagung (3504…).")]
Stations = Annotated[int, typer.Option("--stations", min=4, max=20, help="How many stations it has.")]
Seed = Annotated[int, typer.Option("--seed", help="Another seed: another hand, another night.")]
Stay = Annotated[bool, typer.Option("--stay", help="Open the site in a browser, until Ctrl-C.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


@dataclass(frozen=True, slots=True)
class _Night:
    """What the acts share."""

    profile: Profile
    reader: Reader
    village: RegionCode
    papers: Sequence[Paper]
    out: Path
    console: Console
    lang: str
    stay: bool

    def tell(self, code: str, **facts: object) -> None:
        """Say a line of the story."""
        self.console.print(say(f"demo.{code}", self.lang, **facts), highlight=False)

    @property
    def sending(self) -> list[Paper]:
        """The stations that send something."""
        return [each for each in self.papers if each.lot is not Lot.SILENT]


def demo(  # noqa: PLR0913, PLR0917 -- one for each flag
    out: Out = Path("demo"),
    village: Village = "3504011001",
    stations: Stations = 5,
    seed: Seed = 2024,
    stay: Stay = False,  # noqa: FBT002 -- typer makes a flag of it
    lang: Language = "id",
) -> None:
    """Run the night of one subdistrict, from letters to minutes, and publish it."""
    profile = profiles.load()
    place = region_code(village)
    console = Console()
    out.mkdir(parents=True, exist_ok=True)
    console.print(
        say("demo.print", lang, count=stations, village=profile.regions[place].name), highlight=False
    )
    reader = Reader(profile, FORM)
    with Press() as press, Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=stations)
        made: list[Paper] = []
        for paper in papers(profile, reader, press, place, stations, seed, PHOTO_WIDTH):
            made.append(paper)
            _keep(out, paper)
            progress.advance(bar)
        (out / f"{FORM}-{made[0].station}.pdf").write_bytes(press.pdf(made[0].form))
    night = _Night(profile, reader, place, made, out, console, lang, stay)
    _read_first(night)
    asyncio.run(_live(night))


def _keep(out: Path, paper: Paper) -> None:
    folder = out / paper.station
    folder.mkdir(exist_ok=True)
    for name, jpeg in paper.photos:
        (folder / name).write_bytes(jpeg)


def _read_first(night: _Night) -> None:
    """Read one return as ``sirekap read`` does, and draw what was seen."""
    first = night.papers[0]
    night.tell("read", folder=night.out / first.station)
    reading, sheets = night.reader.read(first.photos, claimed=first.station)
    judged = judge(reading, Acceptance())
    show(first.station, reading, judged, night.lang, night.console)
    for path in write_annotated(night.out / "annotated", first.station, reading, judged, sheets):
        night.tell("picture", path=path)


async def _live(night: _Night) -> None:
    night.tell("serve")
    async with small_service(night.out / SITE) as service:
        await _set_up(service, night)
        await _phones(service, night)
        await _states(service, night)
        await _plenary(service, night)
        await _site(service, night)
    night.tell("look", folder=night.out)


async def _set_up(service: SmallService, night: _Night) -> None:
    profile = night.profile
    regions = [profile.regions[code] for code in ancestors(night.papers[0].station)]
    polled = [Station(each.station, each.numbers[_VOTERS]) for each in night.papers]
    contests = [ContestSetup(str(each.contest), each.name, each.form) for each in profile.contests]
    await service.store.places.put(Setup(regions=regions, stations=polled, contests=contests), dry=False)


_VOTERS = FieldName("pemilih_dpt_j")


async def _phones(service: SmallService, night: _Night) -> None:
    letters = night.out / f"surat-{night.village}.pdf"
    made = await enrolled(service, night.village, night.profile.name, letters)
    night.tell("letter", path=letters)
    night.tell("enrolled", count=len(made.phones))
    night.tell("used", why=made.refused)
    form = night.profile.form(FORM)
    returns = {
        paper.station: await sent(service, made.phones[paper.station], paper, form) for paper in night.sending
    }
    first = returns[night.papers[0].station]
    night.tell("receipt", id=first.record[:16], at=first.at, count=len(returns))
    night.tell("again" if all(each.same_again for each in returns.values()) else "another")
    async with working(service):
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("", total=len(night.sending))
            for paper in night.sending:
                photos = [data for _, data in paper.photos]
                await photos_sent(service, made.phones[paper.station], returns[paper.station].record, photos)
                progress.advance(bar)
    photos_safe, returns_read = await arrived(service, night.sending)
    night.tell("worked", photos=photos_safe, returns=returns_read)


async def _states(service: SmallService, night: _Night) -> None:
    """The figures as the fold has them now: each station's state, and the sums."""
    while await service.folder.step():
        pass
    table = Table(
        "TPS", *(f"{each.number}" for each in night.profile.tickets), say("demo.head_state", night.lang), ""
    )
    keys = [(each.station, CONTEST.value) for each in night.papers]
    found = await service.store.projections.figures(keys)
    for paper in night.papers:
        figure = found.get((paper.station, CONTEST.value))
        if figure is None:
            table.add_row(paper.station[-3:], *["-"] * 3, say("state.absent", night.lang), "")
            continue
        standing = parse_thread(figure.document)[1].standing
        votes = standing.votes.figures.all
        counts = [str(votes.get(f"suara_{each.number}", "-")) for each in night.profile.tickets]  # type: ignore[call-overload] # Names of fields.
        state = say(f"state.{standing.votes.state}", night.lang)
        table.add_row(paper.station[-3:], *counts, state, " ".join(standing.findings))
    night.console.print(table)
    await _total(service, night, night.village)
    await service.sequence()
    head = await service.store.log.head()
    if head is not None:
        night.tell("log", size=head.size, root=head.root.hex()[:16])


async def _total(service: SmallService, night: _Night, region: RegionCode) -> None:
    totals = await service.store.projections.totals(CONTEST.value, [region])
    tally = parse_tally(totals[region].document)
    votes = "  ".join(
        f"{each.number}: {tally.votes.get(f'suara_{each.number}', 0)}" for each in night.profile.tickets
    )
    night.tell("total", region=night.profile.regions[region].name, votes=votes)


async def _plenary(service: SmallService, night: _Night) -> None:
    region = first_plenary(night.papers[0].station)
    meeting = Meeting(service, region, night.profile.form(FORM))
    night.tell("plenary", region=night.profile.regions[region].name)
    await meeting.settle(
        night.papers, lambda paper, act: night.tell(f"plenary_{act}", station=paper.station[-3:])
    )
    minuted = await meeting.certify(night.out)
    night.tell("certified", signing=minuted.code)
    night.tell("minutes", path=minuted.path)
    await _total(service, night, NATION)


async def _site(service: SmallService, night: _Night) -> None:
    """Publish, have it checked from outside, and show it to whoever stays."""
    await service.sequence()
    await service.publish()
    night.tell("published", folder=night.out / SITE)
    for line in await checked(service, night.lang):
        night.console.print(line, highlight=False)
    if night.stay:
        night.tell("open", site=service.address)
        await shown(service.address)
