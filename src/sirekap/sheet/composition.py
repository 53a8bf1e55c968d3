"""A form drawn by rule: its definition and a base form's sheet make layout and artwork.

The choices of a legislative form depend on the district, so no file can hold them; what is
composed is the same for the same definition, and its digest names form, district and every
rectangle. Pure: values in, values out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sirekap.sheet.artwork import Artwork, PageArtwork, Text
from sirekap.sheet.layout import Layout, PageLayout
from sirekap.sheet.lettering import ink_width, lettered
from sirekap.sheet.names import choice_number, numbered
from sirekap.sheet.pieces import Pattern, Piece, header, row, witnesses
from sirekap.sheet.survey import survey

if TYPE_CHECKING:
    from sirekap.election.choices import District
    from sirekap.election.forms import Field, Form
    from sirekap.sheet.grammar import Grammar, PageKind, RowKind, Sheet, Wording

_EDGES = (70.0, 530.0)
"""Left and right of the block of signatures on every sheet, mm."""


@dataclass(frozen=True, slots=True)
class Commission:
    """What to compose: a form for a district, the hundreds of its tags, and the base it borrows from."""

    form: Form
    district: District
    tag: int
    base: tuple[Layout, Artwork]


def composed(grammar: Grammar, order: Commission) -> tuple[Layout, Artwork]:
    """Layout and artwork of a form for one district; ``KeyError`` if the rules have no words for it."""
    layout, artwork = order.base
    pages = [_page(grammar, order, number) for number in order.form.pages]
    code, edition = order.form.code, order.form.edition
    drawn = Layout(code, edition, layout.width, layout.height, tuple(each for each, _ in pages), b"")
    spots = [spot.as_dict() for spot in survey(drawn)]
    source = {
        "form": code,
        "edition": edition,
        "district": order.district.code,
        "source": grammar.source,
        "spots": spots,
    }
    return (
        replace(drawn, source=json.dumps(source, ensure_ascii=False).encode()),
        replace(artwork, form=code, edition=edition, pages=tuple(each for _, each in pages)),
    )


def _page(grammar: Grammar, order: Commission, number: int) -> tuple[PageLayout, PageArtwork]:
    form = order.form
    kind: PageKind = "administration" if number == 1 else "totals" if number == form.pages[-1] else "choices"
    sheet = grammar.pages[kind]
    layout, artwork = order.base[0].page(sheet.base), order.base[1].page(sheet.base)
    piece = witnesses(grammar.witness, sheet.witnesses, _EDGES, numbered(form))
    if kind == "choices":
        piece += _table(grammar, order, form.on_page(number))
    piece += _district(grammar, order, kind)
    tag = order.tag * 100 + number
    kept = tuple(cell for cell in layout.signatures if not sheet.witnesses.takes(cell.y0, cell.y1))
    words = {
        **grammar.words[form.code],
        "form": form.code,
        "page": str(number),
        "pages": str(form.pages[-1]),
        "tag": str(tag),
        "base": str(sheet.base),
    }
    return (
        replace(
            layout,
            number=number,
            tag=replace(layout.tag, id=tag) if layout.tag else None,
            entries=piece.entries if kind == "choices" else layout.entries,
            signatures=(*kept, *piece.signatures),
        ),
        _print(grammar, sheet, artwork, piece, number, words),
    )


def _print(  # noqa: PLR0913, PLR0917 -- a borrowed page and all that changes on it
    grammar: Grammar, sheet: Sheet, base: PageArtwork, piece: Piece, number: int, words: dict[str, str]
) -> PageArtwork:
    """The base's print without its blocks, its words changed, and what is new."""
    cuts = [cut for cut in (sheet.witnesses, sheet.table) if cut is not None]

    def stays(y0: float, y1: float) -> bool:
        return not any(cut.takes(y0, y1) for cut in cuts)

    changed = {each.text.format_map(words): each for each in grammar.wordings}
    texts = tuple(
        _reworded(text, changed.get(text.text), words) for text in base.texts if stays(text.y, text.y)
    )
    return PageArtwork(
        number,
        (*(line for line in base.lines if stays(line.y0, line.y1)), *piece.lines),
        tuple(ring for ring in base.rings if stays(ring.y, ring.y)),
        (*texts, *piece.texts),
        (*(slot for slot in base.slots if stays(slot.rect.y0, slot.rect.y1)), *piece.slots),
    )


def _reworded(text: Text, wording: Wording | None, words: dict[str, str]) -> Text:
    if wording is None:
        return text
    said = wording.becomes.format_map(words)
    if wording.keep == "width":
        return replace(text, text=said)
    width, size = ink_width(said, text.size, text.weight), text.size
    if wording.within is not None and width > wording.within:
        size, width = round(size * wording.within / width, 2), wording.within
    x = text.x + (text.width - width) / 2 if wording.keep == "middle" else text.x
    return replace(text, text=said, x=round(x, 2), width=width, size=size)


def _district(grammar: Grammar, order: Commission, kind: PageKind) -> Piece:
    """The heading's line with the district; none where that is the province itself."""
    if len(order.district.regions) == 1 and order.district.regions[0] == order.district.code:
        return Piece()
    line = grammar.district
    places = line.on(kind)
    said = {"label": line.label, "colon": ":", "name": order.district.name}
    return Piece(
        texts=tuple(
            lettered(text, (places[part][0], places[part][1]), line.size, within=104.0)
            for part, text in said.items()
        )
    )


def _table(grammar: Grammar, order: Commission, fields: tuple[Field, ...]) -> Piece:
    """The rows of one page of choices, from the top."""
    pattern = _pattern(grammar, order)
    piece, top = header(pattern), grammar.table.header
    for field in fields:
        kind = _row_of(field)
        each = grammar.rows[kind]
        choice = choice_number(field.name)
        number = "" if choice is None else str(choice // 100 if kind == "party" else choice % 100)
        piece += row(pattern, each, top + each.gap, field.name, choice, number)
        top = round(top + each.gap + each.height, 2)
    return piece


def _pattern(grammar: Grammar, order: Commission) -> Pattern:
    number = grammar.pages["choices"].base
    entry = order.base[0].page(number).entries[0]
    lines = order.base[1].page(number).lines
    guide = tuple(
        line
        for line in lines
        if line.dash is not None
        and any(
            box.x0 < line.x0 <= line.x1 < box.x1 and box.y0 < line.y0 <= line.y1 < box.y1
            for box in entry.boxes
        )
    )
    level = next(line for line in lines if line.y0 == line.y1 == grammar.table.top)
    return Pattern(entry, guide, level.x0, level.x1, grammar.table)


def _row_of(field: Field) -> RowKind:
    name = field.name
    if name.startswith("suara_"):
        return "person"
    if name.endswith("_total"):
        return "total"
    return "candidate" if "_caleg_" in name else "party"
