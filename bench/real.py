"""What KPU published of 2024, station by station: rows of nine provinces as numbers of returns."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.election.forms import FieldName
from sirekap.election.records.returned import LARGEST_COUNT
from sirekap.election.regions import NATION, Region, Station, ancestors, station_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PROVINCES = ("17", "34", "51", "62", "65", "75", "92", "95", "99")
COUNTS = ("suara_01", "suara_02", "suara_03", "suara_sah", "suara_tidak_sah", "suara_total")
_NAMES = {"dpt": "pemilih_dpt", "pengguna_dpk": "pengguna_non_dpt", "pengguna": "pengguna_total"}

Row = dict[str, str]


def shared_data() -> Path | None:
    """The folder of real data, beside the project or where ``SIREKAP_SHARED`` says, if it is here."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("SIREKAP_SHARED", beside)) / "data"
    return folder if folder.is_dir() else None


def rows_of(data: Path, province: str) -> list[Row]:
    """The rows of a province's file."""
    with gzip.open(data / "election" / "pilpres2024-tps" / f"{province}.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def numbers_of(row: Mapping[str, str]) -> dict[FieldName, int | None]:
    """A row's numbers under the form's names, without what was not published or fits no boxes."""
    numbers: dict[FieldName, int | None] = {}
    for column, text in row.items():
        kind, _, part = column.rpartition("_")
        if column in COUNTS:
            name = f"suara_{int(part)}" if part.isdigit() else column
        elif part in {"l", "p", "j"}:
            name = f"{_NAMES.get(kind, kind)}_{part}"
        else:
            continue
        if text and int(text) <= LARGEST_COUNT:
            numbers[FieldName(name)] = int(text)
    return numbers


def places_of(rows: Iterable[Mapping[str, str]]) -> tuple[list[Region], list[Station]]:
    """The stations of the rows, with their lists of voters, and the regions they stand in."""
    stations = [
        Station(station_code(row["tps"]), int(row["dpt_j"]) if row["dpt_j"] else None) for row in rows
    ]
    regions = sorted({NATION, *(region for one in stations for region in ancestors(one.code))})
    return [Region(code, code) for code in regions], stations
