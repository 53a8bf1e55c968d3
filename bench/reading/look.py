"""Read one station as the program would, and set what it says beside the truth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from bench.reading.records import OTHER_FORM, UNSEEN, BoxSeen, FieldSeen, PhotoSeen, Run
from bench.reading.stations import FORM
from bench.reading.views import views_of
from sirekap.election.forms import FieldName
from sirekap.election.rules import evaluate
from sirekap.office.acceptance import Acceptance, Status
from sirekap.reading import cutting
from sirekap.reading.reconciliation import reconcile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bench.reading.records import Told
    from bench.reading.stations import Station
    from sirekap.election.rules import Rule
    from sirekap.reading.reader import Reader, Sheet
    from sirekap.reading.reconciliation import Evidence
    from sirekap.reading.result import FieldReading, Reading

INSIDE = 64
_THUMBNAIL = 360
BOXES_ALONE = "boxes alone"


def look(run: Run, reader: Reader, station: Station) -> None:
    """Add all that one station shows to the run."""
    photos = [(each.name, each.read_bytes()) for each in station.photos]
    reading, sheets = reader.read(photos, claimed=station.code)
    told = station.told()
    run.stations += 1
    run.lost.extend(f"{station.name}/{name}" for name in station.lost)
    _photos(run, station, reading, dict(photos))
    evidence: dict[FieldName, Evidence] = {}
    for sheet in sheets:
        found = reader.evidence(sheet.registered)
        evidence |= found
        _boxes(run, station.name, sheet, found, told)
    _fields(run, station, told, reading, sheets, _with_less(reader, evidence))


def _photos(run: Run, station: Station, reading: Reading, data: Mapping[str, bytes]) -> None:
    for page in reading.pages:
        truth = station.truths.get(page.photo)
        refusal = None if page.refusal is None else page.refusal.code
        run.photos.append(
            PhotoSeen(
                station.name,
                page.photo,
                station.shows(page.photo),
                truth is not None and truth.get("tag_id") is not None,
                OTHER_FORM if page.form not in {None, FORM} else page.page,
                refusal,
                _thumbnail(data[page.photo]) if refusal else None,
            )
        )


def _thumbnail(data: bytes) -> NDArray[np.uint8] | None:
    """Shrink a refused photo for the contact sheet; ``None`` if it is no picture."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if picture is None:
        return None
    zoom = _THUMBNAIL / max(picture.shape[:2])
    return np.asarray(
        cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def _boxes(
    run: Run, station: str, sheet: Sheet, found: Mapping[FieldName, Evidence], told: Mapping[str, Told]
) -> None:
    page = sheet.registered
    corners = cutting.outlines(page.warp, [rect for _, _, rect in page.layout.boxes()], page.frames.offsets)
    insides = cutting.sampled(page.grey, corners, INSIDE, 0)
    for (name, position, _), inside in zip(page.layout.boxes(), insides, strict=True):
        truth = told.get(name)
        if truth and position < len(truth.written):
            scores = found[FieldName(name)].boxes.scores[position]
            written = truth.written[position]
            run.boxes.append(BoxSeen(station, page.layout.number, name, position, written, scores, inside))


def _with_less(
    reader: Reader, evidence: Mapping[FieldName, Evidence]
) -> dict[str, dict[FieldName, int | None]]:
    """The same evidence read with less: which part each kind of witness plays."""
    kinds = sorted({other.witness for each in evidence.values() for other in each.others})
    bare = {name: replace(each, others=()) for name, each in evidence.items()}
    ways: dict[str, tuple[dict[FieldName, Evidence], Sequence[Rule]]] = {BOXES_ALONE: (bare, ())}
    for kind in kinds:
        only = {
            name: replace(each, others=tuple(other for other in each.others if other.witness == kind))
            for name, each in evidence.items()
        }
        ways[f"+ {kind}"] = (only, ())
    if len(kinds) > 1:
        ways["+ all witnesses"] = (dict(evidence), ())
    ways["+ arithmetic"] = (bare, reader.rules)
    return {
        way: {name: each.value for name, each in reconcile(seen, rules, reader.paper).items()}
        for way, (seen, rules) in ways.items()
    }


def _fields(  # noqa: PLR0913, PLR0917 -- a station, its truth, and all that was read of it
    run: Run,
    station: Station,
    told: Mapping[str, Told],
    reading: Reading,
    sheets: Sequence[Sheet],
    less: Mapping[str, Mapping[FieldName, int | None]],
) -> None:
    read = {each.name: each for each in reading.fields}
    by_page = {sheet.registered.layout.number: sheet.registered for sheet in sheets}
    why = _refusals(station, reading)
    for name, field in reading.form.by_name.items():
        if name not in told:
            continue
        said, page = read.get(name), by_page.get(field.page)
        seen = FieldSeen(
            station=station.name,
            name=name,
            block=str(field.block),
            told=told[name],
            said=said,
            status=_judged(said),
            refusal=None if said else why.get(field.page, "no photo of its page"),
            less={way: values.get(name, UNSEEN) for way, values in less.items()},
        )
        if seen.asked or not seen.right:
            views = views_of(page, name) if page else ()
            seen = replace(seen, views=views, rules=_rules(reading, told, name))
        run.fields.append(seen)


def _rules(reading: Reading, told: Mapping[str, Told], name: FieldName) -> tuple[str, ...]:
    """How each rule of a field fares: with the numbers that were read, and with those written."""
    read = {each.name: each.value for each in reading.fields}
    written = {FieldName(field): each.value for field, each in told.items()}
    rules = [each for each in reading.form.rules if name in each.fields and each.code.startswith("R")]
    fates = [(rule.code, _fares(rule, read), _fares(rule, written)) for rule in rules]
    return tuple(
        f"{code} {said}" if said == true else f"{code} read {said}, written {true}"
        for code, said, true in fates
    )


def _fares(rule: Rule, numbers: Mapping[FieldName, int | None]) -> str:
    values = [numbers.get(each) for each in rule.fields]
    told = "/".join("?" if value is None else str(value) for value in values)
    if None in values:
        return f"{told} open"
    return f"{told} {'broken' if evaluate([rule], numbers) else 'holds'}"


def _judged(said: FieldReading | None) -> Status:
    """Tell what becomes of a field; one that was not read is for a person to read."""
    if said is None:
        return Status.UNREADABLE
    return Acceptance().status(
        confidence=said.confidence, agreeing=said.agreeing, outvoted=len(said.outvoted)
    )


def _refusals(station: Station, reading: Reading) -> dict[int | str | None, str]:
    """Why a page's photo was refused, by the page it shows."""
    return {
        station.shows(page.photo): str(page.refusal.code)
        for page in reading.pages
        if page.refusal is not None
    }
