"""A small book of minutes: two villages, a handful of stations, two tickets."""

from __future__ import annotations

from datetime import UTC, datetime

from sirekap.sheet.minutes.book import (
    Annex,
    Book,
    Changed,
    Checkpoint,
    Column,
    Fact,
    Group,
    Kind,
    Line,
    Outcome,
    Panel,
    Seal,
    Signatory,
    Table,
)

LINES = (
    Line("I.A  Data pemilih", Kind.HEAD),
    Line("DPT · L+P", Kind.FIGURE, "pemilih_dpt_j"),
    Line("IV  Perolehan suara", Kind.HEAD, block=1),
    Line("1. ANIES", Kind.FIGURE, "suara_1", adds=True, block=1),
    Line("2. PRABOWO", Kind.FIGURE, "suara_2", adds=True, block=1),
    Line("V  Suara sah", Kind.HEAD, block=2),
    Line("A. Suara sah", Kind.SUM, "suara_sah", block=2),
)
URL = "https://pemilu.example/hasil/ppwp/350401"
CONTENT = "ab" * 32
NAMES = ("pemilih_dpt_j", "suara_1", "suara_2", "suara_sah")
FURNITURE = {
    "brought": "Pindahan",
    "carried": "Jumlah pindahan",
    **{
        name: name.capitalize()
        for name in (
            *("content", "code", "page", "of", "line", "words", "signatures", "appendix", "public", "log"),
            *("no_log", "log_size", "number", "name", "office", "signature"),
        )
    },
    "courtesy": "",
}


def station(number, first, second, voters=240):
    """A station's column."""
    counts = (voters, first, second, first + second)
    return Column(f"TPS {number:03}", dict(zip(NAMES, counts, strict=True)))


def village(name, columns):
    """A village's columns with their sum."""
    total = {field: sum(each.figures[field] or 0 for each in columns) for field in NAMES}
    return Group(name, tuple(columns), Column(f"Jumlah {name}", total))


def table(groups, lines=LINES):
    """A table of these villages."""
    return Table("Rincian setiap TPS", lines, tuple(groups))


def book(tables=None, **changed):
    """Minutes with these tables."""
    told = {
        "form": "D.HASIL KECAMATAN-PPWP",
        "title": "Berita Acara",
        "contest": "Pemilu Presiden",
        "region": "Kecamatan NGUNUT",
        "election": "Pemilihan Umum 2024",
        "draft": "",
        "facts": (Fact("Versi", "1"),),
        "narrative": ("Pada hari Kamis.",),
        "outcomes": (Outcome("1. ANIES", 1041, "Seribu empat puluh satu"),),
        "seal": Seal(CONTENT, "VOVL-VOVL", Checkpoint(4116, "cd" * 32), URL),
        "tables": tables
        or (
            table(
                [
                    village("NGUNUT", [station(1, 41, 7), station(2, 5, 1200)]),
                    village("SUMBER", [station(1, 3, 4)]),
                ]
            ),
        ),
        "place": "Ditetapkan di NGUNUT",
        "panels": (
            Panel("PPK", (Signatory("Asep", "Ketua"),)),
            Panel("Saksi", (Signatory("Rina", "Saksi", "Menolak: tidak setuju"),)),
        ),
        "annexes": (
            Annex("Pembetulan", ("TPS", "Lama, baru"), (2, 1), (("TPS 001", Changed("91", "41")),), "Nihil."),
            Annex("Keberatan", ("Waktu",), (1,), (), "Nihil."),
        ),
        "furniture": FURNITURE,
        "dated": datetime(2024, 2, 17, 8, 7, tzinfo=UTC),
    }
    return Book(**{**told, **changed})
