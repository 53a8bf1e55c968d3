"""A small form measured as if it were a poster.

The reader's tolerances are lengths on a poster 600 mm wide; on an A4 copy the same shares of
the page are a third of that. Enlarged to the poster's width, layout and print are read alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sirekap.sheet.layout import Rect

if TYPE_CHECKING:
    from sirekap.sheet.artwork import Artwork, Line, PageArtwork, Text
    from sirekap.sheet.layout import Entry, Layout, PageLayout

POSTER = 600.0
"""Width of a poster, mm."""


def as_poster(layout: Layout, artwork: Artwork) -> tuple[Layout, Artwork]:
    """Layout and print enlarged to a poster's width; those of a poster come back as they are."""
    by = POSTER / layout.width
    if by == 1.0:
        return layout, artwork
    larger = replace(
        layout,
        width=layout.width * by,
        height=layout.height * by,
        pages=tuple(_page(page, by) for page in layout.pages),
    )
    frames = tuple((kind, replace(frame, width=frame.width * by)) for kind, frame in artwork.frames)
    return larger, replace(artwork, frames=frames, pages=tuple(_print(page, by) for page in artwork.pages))


def _page(page: PageLayout, by: float) -> PageLayout:
    corners = tuple((x * by, y * by) for x, y in page.tag.corners) if page.tag else ()
    return replace(
        page,
        tag=replace(page.tag, corners=corners) if page.tag else None,
        marks=_rects(page.marks, by),
        entries=tuple(_entry(entry, by) for entry in page.entries),
        places=tuple((name, _rect(rect, by)) for name, rect in page.places),
        signatures=_rects(page.signatures, by),
        dates=_rects(page.dates, by),
        qr=_rect(page.qr, by) if page.qr else None,
    )


def _entry(entry: Entry, by: float) -> Entry:
    return replace(
        entry,
        boxes=_rects(entry.boxes, by),
        bubbles=tuple(_rects(column, by) for column in entry.bubbles),
        tally=tuple(_rects(row, by) for row in entry.tally),
        row_sums=tuple(_rects(row, by) for row in entry.row_sums),
        words=_rect(entry.words, by) if entry.words else None,
    )


def _print(page: PageArtwork, by: float) -> PageArtwork:
    return replace(
        page,
        lines=tuple(_line(line, by) for line in page.lines),
        rings=tuple(
            replace(ring, x=ring.x * by, y=ring.y * by, radius=ring.radius * by, width=ring.width * by)
            for ring in page.rings
        ),
        texts=tuple(_text(text, by) for text in page.texts),
        slots=tuple(
            replace(slot, rect=_rect(slot.rect, by), size=slot.size * by, leading=slot.leading * by)
            for slot in page.slots
        ),
    )


def _line(line: Line, by: float) -> Line:
    dash = (line.dash[0] * by, line.dash[1] * by) if line.dash else None
    return replace(
        line,
        x0=line.x0 * by,
        y0=line.y0 * by,
        x1=line.x1 * by,
        y1=line.y1 * by,
        width=line.width * by,
        dash=dash,
    )


def _text(text: Text, by: float) -> Text:
    return replace(text, x=text.x * by, y=text.y * by, width=text.width * by, size=text.size * by)


def _rects(rects: tuple[Rect, ...], by: float) -> tuple[Rect, ...]:
    return tuple(_rect(rect, by) for rect in rects)


def _rect(rect: Rect, by: float) -> Rect:
    return Rect(rect.x0 * by, rect.y0 * by, rect.x1 * by, rect.y1 * by)
