"""How returns came in: counts of every five minutes, by the time of their leaves in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.contests import Contest
from sirekap.publication.own.writing import moment
from sirekap.publication.pages import paths
from sirekap.publication.pages.speech import JAKARTA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sirekap.election.identity import ElectionId
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.site import File, Site

STEP = 300
"""Seconds that are counted together."""

_WIDTH, _HEIGHT = 720, 240


@dataclass(slots=True)
class Arrivals:
    """Returns of a contest by the five minutes they came in. Changed by :meth:`add` alone.

    Every version is counted that was received: it tells the work of the night, not the stations.
    """

    election: ElectionId
    contest: Contest
    size: int = 0
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, times: Iterable[datetime], size: int) -> None:
        """Count the leaves of returns; ``size`` are the leaves of the log told so far."""
        for at in times:
            slot = int(at.timestamp()) // STEP
            self.counts[slot] = self.counts.get(slot, 0) + 1
        self.size = max(self.size, size)

    @property
    def series(self) -> tuple[datetime | None, list[int]]:
        """When the first five minutes began, and the counts from there on without a gap."""
        if not self.counts:
            return None, []
        first, last = min(self.counts), max(self.counts)
        return (
            datetime.fromtimestamp(first * STEP, UTC),
            [self.counts.get(slot, 0) for slot in range(first, last + 1)],
        )


def path_of(contest: Contest) -> str:
    """Where the document stands."""
    return f"v1/{contest}/arrivals.json"


def document(arrivals: Arrivals) -> bytes:
    """The document, canonical JSON: from ``start`` on, returns received in each step of seconds."""
    start, counts = arrivals.series
    return encode(
        {
            "v": 1,
            "election": arrivals.election,
            "contest": arrivals.contest.value,
            "size": arrivals.size,
            "start": None if start is None else moment(start),
            "step": STEP,
            "counts": [*counts],
        }
    )


def parse(content: bytes) -> Arrivals:
    """The counts of :func:`document`."""
    told = json.loads(content)
    made = Arrivals(told["election"], Contest(told["contest"]), told["size"])
    if told["start"] is not None:
        first = int(datetime.fromisoformat(told["start"]).timestamp()) // STEP
        made.counts = {first + at: count for at, count in enumerate(told["counts"]) if count}
    return made


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour's returns, and all until its end."""

    at: datetime
    received: int
    together: int


def arrivals_page(site: Site, now: Latest, arrivals: Arrivals) -> Iterator[File]:
    """The document and its page in every language: a line, and a table of hours."""
    start, counts = arrivals.series
    yield path_of(arrivals.contest), document(arrivals)
    yield from site.render(
        "arrivals.html",
        paths.arrivals(arrivals.contest),
        now,
        contest=arrivals.contest,
        region="0",
        hours=_hours(start, counts),
        whole=sum(counts),
        line=_line(counts),
        box=f"0 0 {_WIDTH} {_HEIGHT}",
        start=start,
        end=None if start is None else start + timedelta(seconds=STEP * len(counts)),
        document=path_of(arrivals.contest),
    )


def _hours(start: datetime | None, counts: Sequence[int]) -> list[Hour]:
    if start is None:
        return []
    found: dict[datetime, int] = {}
    for at, count in enumerate(counts):
        there = (start + timedelta(seconds=STEP * at)).astimezone(JAKARTA)
        hour = there.replace(minute=0, second=0, microsecond=0)
        found[hour] = found.get(hour, 0) + count
    hours, together = [], 0
    for hour, count in found.items():
        together += count
        hours.append(Hour(hour, count, together))
    return hours


def _line(counts: Sequence[int]) -> str:
    """All that had come, as a path from the left edge to the right."""
    whole, steps = sum(counts), max(len(counts), 1)
    if not whole:
        return ""
    path, together = [f"M0 {_HEIGHT}"], 0
    every = max(1, steps // _WIDTH)
    for at, count in enumerate(counts, start=1):
        together += count
        if at % every == 0 or at == len(counts):
            path.append(f"L{_WIDTH * at // steps} {_HEIGHT - _HEIGHT * together // whole}")
    return "".join(path)
