"""``sirekap read``: photographs of a return become a reading."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.presentation import as_json, show
from sirekap.election.refusal import Refusal
from sirekap.election.regions import StationCode, village_of
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading import stages
from sirekap.reading.annotation import Note, as_png
from sirekap.reading.batch import Bundle, read_all
from sirekap.reading.reader import Reader
from sirekap.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sirekap.election.forms import FieldName
    from sirekap.reading.reader import Sheet
    from sirekap.reading.reconciliation import Evidence
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
Debug = Annotated[Path | None, typer.Option("--debug", help="Draw what was found, and each stage, here.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]
Cores = Annotated[int, typer.Option("--cores", min=0, help="Returns read side by side; 0: on all cores.")]
_WORTH = 8
"""Returns for which another process is worth starting: it takes as long as reading so many."""


def read(  # noqa: PLR0913, PLR0917 -- one parameter an option of the command line
    paths: Paths,
    as_json_lines: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    form: FormCode = "C.HASIL-PPWP",
    district: District = None,
    debug: Debug = None,
    lang: Language = "id",
    cores: Cores = 0,
) -> None:
    """Read photographs of result forms."""
    pages_found, needs_person = 0, False
    try:
        for name, reading, sheets in _readings(paths, form, district, cores=cores, debug=debug):
            judged = judge(reading, Acceptance())
            pages_found += sum(each.refusal is None for each in reading.pages)
            asked = any(status is not Status.ACCEPTED for status in judged.values())
            needs_person |= asked or bool(reading.findings) or any(each.refusal for each in reading.pages)
            if as_json_lines:
                sys.stdout.write(as_json(name, reading, judged, lang) + "\n")
            else:
                show(name, reading, judged, lang)
            if debug is not None:
                write_annotated(debug, name, reading, judged, sheets)
    except Refusal as refusal:
        _complain(say(refusal.code, lang, **refusal.facts))
        raise typer.Exit(Exit.REFUSED) from None
    if not pages_found:
        _complain("no photo showed a page that can be read; each photo's line says why")
        raise typer.Exit(Exit.REFUSED)
    raise typer.Exit(Exit.NEEDS_PERSON if needs_person else Exit.DONE)


def _readings(
    paths: list[Path], form: str, district: str | None, *, cores: int, debug: Path | None
) -> Iterator[tuple[str, Reading, list[Sheet]]]:
    """Read every PATH, side by side where there are many; with ``debug`` one by one, each stage drawn."""
    if debug is not None:
        reader = Reader(profiles.load(), form, district=district)
        for bundle in _bundles(paths):
            reading, sheets = reader.read(bundle.photos, bundle.claimed, bundle.siblings)
            write_stages(debug, bundle.name, reader, reading, sheets)
            yield bundle.name, reading, sheets
        return
    cores = min(cores or os.cpu_count() or 1, -(-len(paths) // _WORTH))
    for name, reading in read_all(_bundles(paths), form, district=district, cores=cores):
        yield name, reading, []


def _siblings(claimed: StationCode | None) -> int | None:
    """How many stations the claimed one's village has, where the profile knows it."""
    return None if claimed is None else profiles.load().station_counts.get(village_of(claimed))


def _bundles(paths: Iterable[Path]) -> Iterator[Bundle]:
    for path in paths:
        photos = _photos(path)
        if photos is None:
            _complain(f"{path}: no such file or folder, or nothing in it")
        else:
            claimed = station_in(path)
            yield Bundle(path.stem, tuple(photos), claimed, _siblings(claimed))


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


def write_stages(folder: Path, name: str, reader: Reader, reading: Reading, sheets: list[Sheet]) -> None:
    """Write each stage of each page as a picture, and the reconciliation as text, in the return's folder."""
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    evidence: dict[FieldName, Evidence] = {}
    for sheet in sheets:
        page, own = sheet.registered, reader.evidence(sheet.registered)
        evidence |= own
        for stage, jpeg in stages.pictures(page, reader.print_of(page), own):
            (target / f"page-{page.layout.number}-{stage}.jpg").write_bytes(jpeg)
    (target / "reconciliation.txt").write_text(stages.table(reading, evidence), encoding="utf-8")


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
