"""Minutes: milliseconds a page, beside typst drawing the same pages with an empty table.

Prints, for a subdistrict of 200 stations in the presidential contest and in DPR's (18
parties, lists of ten), pages and time: of the office (reading, adding up, wording), of the
press, and of the floor. The goal is 30 ms a page for office and press together, judged by
processor time of all threads: the clock tells of whatever else the machine does.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import TYPE_CHECKING

from bench.plenary import SmallPlenary
from sirekap.election.contests import Contest
from sirekap.sheet.minutes.press import STANDARD, MinutesPress, leaves_of
from sirekap.sheet.minutes.workbook import workbook_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.sheet.minutes.book import Book

GOAL_MS = 30.0
STATIONS = 200
_FLOOR = b"""
#let pages = json(bytes(sys.inputs.at("pages")))
#set page(width: 297mm, height: 210mm, margin: 10mm)
#set text(font: "Source Sans Pro", size: 7.4pt)
#for (index, one) in pages.enumerate() {
  if index > 0 { pagebreak() }
  table(columns: (62mm,) + (12.6mm,) * one.columns, rows: 4.2mm, ..([],) * (one.rows * (one.columns + 1)))
}
"""


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of processor in all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def floor(book: Book) -> tuple[float, float]:
    """The same tables on the same pages, with nothing in them, from a compiler that has drawn nothing yet."""
    pages = [{"columns": len(each.strips), "rows": len(each.rows) + 2} for each in leaves_of(book)]
    inputs = {"pages": json.dumps(pages)}
    with MinutesPress() as press:
        compiler = press._compiler  # noqa: SLF001 -- the same fonts and nothing else
        return timed(
            lambda: compiler.compile(_FLOOR, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
        )


def measure(contest: Contest, stations: int) -> bool:
    """Hold a plenary, draw its minutes, print what it took; whether it is within the goal."""
    plenary = SmallPlenary(stations, contest)
    asyncio.run(plenary.held())
    books: list[Book] = []
    office = timed(lambda: books.append(asyncio.run(plenary.book())))
    (book,) = books
    empty = floor(book)
    drawn: list[bytes] = []
    with MinutesPress() as press:
        press_time = timed(lambda: drawn.append(press.minutes(book)))
    sheet = timed(lambda: workbook_of(book))
    pages = _pages(drawn[0])
    a_page = [1000 * (office[place] + press_time[place]) / pages for place in (0, 1)]
    print(f"{contest.value}: {stations} stations, {pages} pages, {len(drawn[0]) / 1024:.0f} KiB")
    for name, (wall, cpu) in (("office", office), ("press", press_time), ("floor", empty), ("xlsx", sheet)):
        print(f"  {name:<7}{1000 * wall / pages:7.1f} ms a page   {1000 * cpu / pages:7.1f} ms of processor")
    ratio = press_time[1] / empty[1]
    print(f"  {'all':<7}{a_page[0]:7.1f} ms a page   {a_page[1]:7.1f} ms of processor", end="")
    print(f"; goal {GOAL_MS:.0f}; press = {ratio:.1f} times the floor")
    return a_page[1] <= GOAL_MS


def _pages(pdf: bytes) -> int:
    """How many pages a PDF of typst's says it has: its tree's root counts most."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else STATIONS
    good = [measure(contest, wanted) for contest in (Contest.PRESIDENT, Contest.DPR)]
    sys.exit(not all(good))
