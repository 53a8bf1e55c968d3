"""What a check says, in sentences for people and in JSON lines for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from sirekap.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.audit.finding import Report

_MOST_SENTENCES = 200
_MOST_NAMES = 5
CHECKED = (
    "leaves",
    "tiles",
    "records",
    "signatures",
    "words",
    "words_withdrawn",
    "photos",
    "stations",
    "villages",
    "documents",
    "regions",
    "kpu",
    "receipts",
    "other",
)
"""What is counted, in the order in which it is told."""


def tell(report: Report, place: str, seconds: float, lang: str) -> Iterator[str]:
    """The report for people: what was checked, what was found, what is not known."""
    yield say("verify.place", lang, place=place)
    for name in CHECKED:
        if count := report.checked[name]:
            yield f"  {say(f'site.checked.{name}', lang, count=f'{count:,}')}"
    for code, facts in _gathered(report):
        yield f"  {say(code, lang, **facts)}"
    for finding in report.findings[:_MOST_SENTENCES]:
        yield f"! {finding.sentence(lang)}"
    if more := len(report.findings[_MOST_SENTENCES:]) + sum(count for _, count in report.untold()):
        yield f"! {say('verify.more', lang, count=f'{more:,}')}"
    yield from _unchecked(report, lang)
    yield say(_verdict(report), lang, count=len(report.findings) + sum(n for _, n in report.untold()))
    yield say("verify.took", lang, seconds=f"{seconds:.1f}")


def as_json(report: Report, place: str, seconds: float, lang: str) -> Iterator[str]:
    """The report for programs: a line a finding, a line a note, and a last one with all counts."""
    for finding in report.findings:
        yield _line(
            finding=finding.code.value,
            place=finding.place,
            facts=dict(finding.facts),
            message=finding.sentence(lang),
        )
    for code, facts in report.notes:
        yield _line(note=code, facts=facts, message=say(code, lang, **facts))
    yield _line(
        site=place,
        verdict=_verdict(report).removeprefix("verify."),
        identified=report.identified,
        findings=len(report.findings) + sum(count for _, count in report.untold()),
        untold={code.value: count for code, count in report.untold()},
        checked={name: report.checked[name] for name in CHECKED},
        unchecked=sorted(report.unchecked),
        seconds=round(seconds, 1),
    )


def _verdict(report: Report) -> str:
    if not report.sound:
        return "verify.wrong"
    return "verify.right" if report.identified else "verify.nobody"


def _gathered(report: Report) -> Iterator[tuple[str, dict[str, str | int]]]:
    """The notes, those of one code that come too often as their number."""
    counts = Counter(code for code, _ in report.notes)
    told: Counter[str] = Counter()
    for code, facts in report.notes:
        told[code] += 1
        if told[code] <= _MOST_NAMES:
            yield code, facts
        elif told[code] == _MOST_NAMES + 1:
            yield "verify.notes", {"count": counts[code] - _MOST_NAMES}


def _unchecked(report: Report, lang: str) -> Iterator[str]:
    """What no check covers, by name, or by folder where it is much."""
    if not report.unchecked:
        return
    folders: dict[str, list[str]] = {}
    for path in sorted(report.unchecked):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, paths in folders.items():
        names = ", ".join(paths[:_MOST_NAMES])
        if len(paths) > _MOST_NAMES:
            names = say(
                "verify.and_more", lang, names=names, count=len(paths) - _MOST_NAMES, folder=folder or "."
            )
        yield f"  {say('verify.unchecked', lang, names=names)}"


def _line(**members: object) -> str:
    return json.dumps(members, ensure_ascii=False)
