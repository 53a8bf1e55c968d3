"""The same tables as XLSX, read by what a spreadsheet file is: zipped XML (ECMA-376)."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile

from tests.sheet.minutes.small import CONTENT, LINES, book, station, table, village

from sirekap.sheet.minutes.book import Column, Group, Table
from sirekap.sheet.minutes.workbook import workbook_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def parsed(content):
    """XML that we wrote ourselves."""
    return ET.fromstring(content)  # noqa: S314 -- nobody else's


def sheets_of(content):
    """Every sheet as rows of cells: texts, or numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        strings = [
            "".join(part.text or "" for part in each.iter(f"{MAIN}t"))
            for each in parsed(file.read("xl/sharedStrings.xml"))
        ]
        names = [each.get("name") for each in parsed(file.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, start=1):
            sheet = parsed(file.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = [
                {cell.get("r"): _value(cell, strings) for cell in row.iter(f"{MAIN}c")}
                for row in sheet.iter(f"{MAIN}row")
            ]
        return found


def _value(cell, strings):
    assert cell.find(f"{MAIN}f") is None, "nothing is a formula"
    value = cell.findtext(f"{MAIN}v")
    return strings[int(value)] if cell.get("t") == "s" else value and int(value)


def test_every_figure_stands_in_its_cell():
    """Villages and stations above, lines beside, whole numbers in between, sums behind each village."""
    rows = sheets_of(workbook_of(book()))["Rincian setiap TPS"]

    assert [list(row.values()) for row in rows] == [
        ["NGUNUT", "NGUNUT", "NGUNUT", "SUMBER", "SUMBER"],
        ["TPS 001", "TPS 002", "Jumlah NGUNUT", "TPS 001", "Jumlah SUMBER"],
        ["I.A  Data pemilih"],
        ["DPT · L+P", 240, 240, 480, 240, 240],
        ["IV  Perolehan suara"],
        ["1. ANIES", 41, 5, 46, 3, 3],
        ["2. PRABOWO", 7, 1200, 1207, 4, 4],
        ["V  Suara sah"],
        ["A. Suara sah", 48, 1205, 1253, 7, 7],
    ]


def test_an_empty_place_is_an_empty_cell():
    """No nought is invented."""
    full = station(1, 4, 5)
    group = Group("DESA", (full, Column("TPS 002", {"suara_1": None})), full)
    rows = sheets_of(workbook_of(book((table([group]),))))

    assert rows["Rincian setiap TPS"][5] == {"A6": "1. ANIES", "B6": 4, "D6": 4}


def test_the_hash_and_the_appendix_are_with_it():
    """Whoever counts again sees which minutes it is, and what was changed."""
    sheets = sheets_of(workbook_of(book()))

    assert list(sheets) == ["D.HASIL KECAMATAN-PPWP", "Rincian setiap TPS", "Pembetulan", "Keberatan"]
    assert CONTENT in [cell for row in sheets["D.HASIL KECAMATAN-PPWP"] for cell in row.values()]
    assert list(sheets["Pembetulan"][1].values()) == ["TPS 001", "91 → 41"]


def test_texts_are_never_formulas_or_links():
    """A name beginning with an equals sign is a name."""
    hostile = '=HYPERLINK("https://x.example")'
    sheets = sheets_of(workbook_of(book(region=hostile, title="https://x.example")))

    assert any(hostile in str(cell) for row in sheets["D.HASIL KECAMATAN-PPWP"] for cell in row.values())


def test_equal_books_are_equal_bytes():
    """The file's date is the minutes'."""
    assert workbook_of(book()) == workbook_of(book())


def test_sheets_of_one_name_are_told_apart():
    """Two tables of one title, longer than a sheet's name may be."""
    long = "Rekapitulasi · DAERAH PEMILIHAN [JAWA BARAT] VII/2"
    tables = (Table(long, LINES, (village("DESA", [station(1, 4, 5)]),)),) * 2

    names = list(sheets_of(workbook_of(book(tables))))[1:3]
    assert len({name.lower() for name in names}) == 2
    assert all(len(name) <= 31 for name in names)
