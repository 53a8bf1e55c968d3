"""``sirekap demo``: an election night in small, on this machine, end to end.

So far: the form of a real station is printed, filled by a simulated hand, photographed by
a simulated camera, and read; a server with a database of its own prints the station's
letter, a phone is enrolled with its code, and the return that it sends is receipted and
counted up to the nation.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sirekap import profiles
from sirekap.cli.presentation import show
from sirekap.cli.read import judge, write_annotated
from sirekap.cli.sending import Read, send
from sirekap.election.regions import station_code, village_of
from sirekap.office.acceptance import Acceptance
from sirekap.reading.reader import Reader
from sirekap.sheet.drawing import Press
from sirekap.sheet.heading import Heading
from sirekap.sheet.scene import Print
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed
from sirekap.texts import say

FORM = "C.HASIL-PPWP"
PHOTO_WIDTH = 2000
"""Pixels across: fine enough for the printed code; KPU published photos of 1,000."""

Out = Annotated[Path, typer.Option("--out", help="Folder for the form, the photos and the pictures.")]
StationOption = Annotated[str, typer.Option("--station", help="A station of Tulungagung (3504…).")]
Seed = Annotated[int, typer.Option("--seed", help="Another seed: another hand, another night.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


def demo(
    out: Out = Path("demo"),
    station: StationOption = "3504011001003",
    seed: Seed = 2024,
    lang: Language = "id",
) -> None:
    """Print a form, fill it, photograph it, read it, send it, and see it counted."""
    profile = profiles.load()
    code = station_code(station)
    names = [region.name for region in profile.path_of(village_of(code))]
    heading = Heading(code, *names)
    console = Console()
    out.mkdir(parents=True, exist_ok=True)

    console.print(say("demo.print", lang, station=code, village=heading.village, regency=heading.regency))
    reader = Reader(profile, FORM)
    choices = {ticket.number: ticket.names for ticket in profile.tickets}
    form = Print(reader.layout, reader.artwork, heading, choices)
    with Press() as press:
        (out / f"{FORM}-{code}.pdf").write_bytes(press.pdf(form))
        console.print(say("demo.fill", lang))
        photos = list(photographed(press, form, count(seed), seed, width=PHOTO_WIDTH))
    folder = out / code
    folder.mkdir(exist_ok=True)
    for name, jpeg in photos:
        (folder / name).write_bytes(jpeg)

    console.print(say("demo.read", lang, folder=folder))
    reading, sheets = reader.read(photos, claimed=code)
    judged = judge(reading, Acceptance())
    show(code, reading, judged, lang, console)
    for path in write_annotated(out / "annotated", code, reading, judged, sheets):
        console.print(say("demo.picture", lang, path=path), highlight=False)

    send(Read(profile, code, reading, dict(photos), out), console, lang)
