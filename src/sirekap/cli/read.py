"""``sirekap read``: photographs of a return become a reading."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.presentation import as_json, show
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading.annotation import Note, as_png
from sirekap.reading.reader import Reader
from sirekap.texts import say

if TYPE_CHECKING:
    from sirekap.reading.reader import Sheet
    from sirekap.reading.result import FieldReading, Reading

_STATION = re.compile(r"(?<![0-9A-Za-z])\d{2}[0-9A-Z]{8}\d{3}(?![0-9A-Za-z])")

Paths = Annotated[
    list[Path], typer.Argument(help="Each PATH is one return: a folder of photos, or one photo.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a return on stdout, nothing else.")]
FormCode = Annotated[str, typer.Option("--form", help="The form the photos show.")]
District = Annotated[
    str | None, typer.Option("--district", help="The electoral district's code, for a legislative form.")
]
Debug = Annotated[Path | None, typer.Option("--debug", help="Write an annotated picture of each page here.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]
Threads = Annotated[int, typer.Option("--threads", min=1, help="Cores the model may use.")]


def read(  # noqa: PLR0913, PLR0917 -- one parameter an option of the command line
    paths: Paths,
    as_json_lines: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    form: FormCode = "C.HASIL-PPWP",
    district: District = None,
    debug: Debug = None,
    lang: Language = "id",
    threads: Threads = 1,
) -> None:
    """Read photographs of result forms."""
    profile = profiles.load()
    try:
        reader = Reader(profile, form, district=district, threads=threads)
    except Refusal as refusal:
        _complain(say(refusal.code, lang, **refusal.facts))
        raise typer.Exit(Exit.REFUSED) from None
    pages_found, needs_person = 0, False
    for path in paths:
        photos = _photos(path)
        if photos is None:
            _complain(f"{path}: no such file or folder, or nothing in it")
            continue
        reading, sheets = reader.read(photos, claimed=station_in(path))
        judged = judge(reading, Acceptance())
        pages_found += sum(each.refusal is None for each in reading.pages)
        asked = any(status is not Status.ACCEPTED for status in judged.values())
        needs_person |= asked or bool(reading.findings) or any(each.refusal for each in reading.pages)
        if as_json_lines:
            sys.stdout.write(as_json(path.stem, reading, judged, lang) + "\n")
        else:
            show(path.stem, reading, judged, lang)
        if debug is not None:
            write_annotated(debug, path.stem, reading, judged, sheets)
    if not pages_found:
        _complain("no photo showed a page that can be read; each photo's line says why")
        raise typer.Exit(Exit.REFUSED)
    raise typer.Exit(Exit.NEEDS_PERSON if needs_person else Exit.DONE)


def judge(reading: Reading, acceptance: Acceptance) -> dict[str, Status]:
    """Apply the stated risk to every field of a reading."""
    return {
        each.name: acceptance.status(
            confidence=each.confidence, agreeing=each.agreeing, outvoted=len(each.outvoted)
        )
        for each in reading.fields
    }


def write_annotated(
    folder: Path, name: str, reading: Reading, judged: dict[str, Status], sheets: list[Sheet]
) -> list[Path]:
    """Write one annotated picture a page found, and tell where."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    notes = [Note(each.name, _told(each), judged[each.name]) for each in reading.fields]
    for sheet in sheets:
        target = folder / f"{name}-{sheet.registered.layout.number}-{Path(sheet.photo).stem}.png"
        target.write_bytes(as_png(sheet.registered, notes))
        written.append(target)
    return written


def _told(field: FieldReading) -> str:
    """What is written beside the boxes: the marks, and the number where it is not plain from them."""
    return field.written if field.value is None else f"{field.written} = {field.value}"


def station_in(path: Path) -> StationCode | None:
    """The station's thirteen characters in a path, the last part first."""
    for part in reversed(path.absolute().parts):
        if found := _STATION.search(part):
            return StationCode(found.group())
    return None


def _photos(path: Path) -> list[tuple[str, bytes]] | None:
    """Every file of a folder, or the one photo; ``None`` when there is nothing to read."""
    try:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.is_file() and each.name[0] != ".")
            return [(each.name, each.read_bytes()) for each in inside] or None
        return [(path.name, path.read_bytes())]
    except OSError:
        return None


def _complain(message: str) -> None:
    typer.echo(message, err=True)
