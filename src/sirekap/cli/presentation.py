"""A reading for people (a table with findings in plain sentences) and for programs (JSON)."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sirekap.election.forms import Witness
from sirekap.office.acceptance import Status
from sirekap.texts import say

if TYPE_CHECKING:
    from sirekap.election.refusal import Refusal
    from sirekap.election.rules import Finding
    from sirekap.reading.result import FieldReading, PageReading, Reading

_LABEL = 28
"""Columns for a field's label, so that the table fits a terminal of 80."""
_COLOURS = {Status.ACCEPTED: "green", Status.ASK: "yellow", Status.UNREADABLE: "red"}
_PLACES, _SHOWN = 6, 4
"""Decimals of a confidence for programs and for people; cut, not rounded: nothing is ever certain."""


def as_json(name: str, reading: Reading, judged: dict[str, Status], language: str) -> str:
    """One line a return, as the interface of ``sirekap read --json`` states it."""
    return json.dumps(
        {
            "return": name,
            "station": reading.station,
            "form": reading.form.code,
            "edition": reading.form.edition,
            "pages": [_page(each, language) for each in reading.pages],
            "fields": {each.name: _field(each, judged[each.name]) for each in reading.fields},
            "findings": [
                {"code": each.code, "fields": list(each.fields), "message": sentence(each, language)}
                for each in reading.findings
            ],
            "missing_pages": list(reading.missing_pages),
        },
        ensure_ascii=False,
    )


def sentence(about: Finding | Refusal, language: str) -> str:
    """The sentence of a finding or refusal for the person who must act."""
    return say(about.code, language, **dict(about.facts))


def show(
    name: str, reading: Reading, judged: dict[str, Status], language: str, console: Console | None = None
) -> None:
    """Print a return's table, then what was found about the paper, then what is missing."""
    console = console or Console()
    title = say("read.title", language, name=name, form=reading.form.code, station=reading.station or "?")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for column in ("field", "written", "value", "witnesses", "sure", "status"):
        right = column in {"written", "value", "sure"}
        table.add_column(
            say(f"read.{column}", language),
            justify="right" if right else "left",
            no_wrap=True,
            max_width=_LABEL if column == "field" else None,
        )
    read = {each.name: each for each in reading.fields}
    for group in reading.form.groups:
        rows = [read[field.name] for field in group.fields if field.name in read]
        if rows:
            table.add_row(Text(f"{group.heading} {group.label}", style="bold"))
        for each in rows:
            table.add_row(*_cells(each, reading.form.by_name[each.name].label, judged[each.name], language))
    console.print(table)
    for page in reading.pages:
        if page.refusal is not None:
            console.print(f"✗ {page.photo}: {sentence(page.refusal, language)}", style="red", highlight=False)
    for finding in reading.findings:
        style = "dim" if finding.code.startswith("I") else "yellow"
        console.print(f"• {finding.code} {sentence(finding, language)}", style=style, highlight=False)
    if reading.missing_pages:
        pages = ", ".join(map(str, reading.missing_pages))
        console.print(say("read.missing", language, pages=pages), style="yellow")
    asked = sum(status is not Status.ACCEPTED for status in judged.values())
    console.print(say("read.summary", language, fields=len(judged), asked=asked), highlight=False)


def _cells(field: FieldReading, label: str, status: Status, language: str) -> list[str | Text]:
    return [
        f"  {label}",
        field.written,
        "" if field.value is None else str(field.value),
        _spoken(field, language),
        f"{_floored(field.confidence, _SHOWN):.{_SHOWN}f}",
        Text(say(f"status.{status}", language), style=_COLOURS[status]),
    ]


def _spoken(field: FieldReading, language: str) -> str:
    """The witnesses that agree with the value by name; those that do not with what they say."""
    parts = []
    for who, number in field.witnesses:
        if number is not None:
            name = say(f"witness.{who}", language)
            parts.append(name if number == field.value else f"{name} {number}!")
    return ", ".join(parts)


def _page(page: PageReading, language: str) -> dict[str, Any]:
    quality = {"sharpness": _rounded(page.sharpness), "coverage": _rounded(page.coverage)}
    refusal = page.refusal
    return {
        "photo": page.photo,
        "sha256": page.sha256,
        "page": page.page,
        "form": page.form,
        "quality": None if page.page is None else quality,
        "refusal": None
        if refusal is None
        else {"code": refusal.code, "message": sentence(refusal, language)},
    }


def _field(field: FieldReading, status: Status) -> dict[str, Any]:
    said = dict(field.witnesses)
    return {
        "written": field.written,
        "value": field.value,
        "confidence": _floored(field.confidence, _PLACES),
        "status": str(status),
        "witnesses": {str(who): said.get(who) for who in Witness},
        "outvoted": [str(who) for who in field.outvoted],
    }


def _floored(share: float, places: int) -> float:
    scale = float(10**places)
    return math.floor(share * scale) / scale


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
