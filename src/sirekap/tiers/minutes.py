"""What stands in the minutes of a plenary (D.HASIL), or in the copy of one station's form.

Pure: made from the threads, totals and assemblies under a region, as they were read at one
moment. Words and persons are still salted hashes; who may read them puts the words in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sirekap.election.records import Plenary, Step
from sirekap.election.refusal import Refusal
from sirekap.election.regions import RegionCode, StationCode
from sirekap.tiers.ladder import settles_stations
from sirekap.tiers.minuted import (
    corrections_of,
    disputes_of,
    events_of,
    remarks_of,
    reopenings_of,
)
from sirekap.tiers.plenaries import content_of
from sirekap.tiers.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.contests import Contest
    from sirekap.election.forms import FieldName
    from sirekap.tiers.ballots import Ballot
    from sirekap.tiers.ledger import Assembly, Thread
    from sirekap.tiers.minuted import Correction, Dispute, Event, Remark, Sent
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.standing import Standing

MOVED = "minutes_moved"
"""The figures changed between one read and the next: draw again."""
NOT_MET = "minutes_not_met"
"""The plenary has not been opened, so there is nothing to minute."""


@dataclass(frozen=True, slots=True)
class Column:
    """A station, or a region: its figures, and what they are the sum of, if that is shown too.

    A station without settled figures has none; a region's are whole, with zeros.
    """

    code: RegionCode | StationCode
    figures: Mapping[FieldName, int | None]
    below: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One ballot's table: its columns and their sum."""

    ballot: Ballot
    columns: tuple[Column, ...]
    total: Mapping[FieldName, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A certificate of the tier below that these minutes take, or none that stands."""

    region: RegionCode
    version: int
    content: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything the minutes of a region say of one contest.

    ``content`` is the hash of the figures (``plenaries.content_of``); ``certificate`` is the
    record that certifies just them, ``None`` while they are a draft. ``version`` is that of the
    certificate, or of the one to come. ``at`` is the certificate's time, or the last step's.
    """

    contest: Contest
    region: RegionCode
    version: int
    content: str
    certificate: Plenary | None
    opened: datetime
    at: datetime
    expected: int
    settled: int
    parts: tuple[Part, ...]
    taken: tuple[Taken, ...]
    corrections: tuple[Correction, ...]
    events: tuple[Event, ...]
    remarks: tuple[Remark, ...]
    disputes: tuple[Dispute, ...]
    sent_back: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """What lies under a region, as it was read.

    ``outline`` are the columns in their order, each with the codes below it that are shown
    too. ``threads`` are those of the stations whose history is told: all of them where the
    plenary goes through stations.
    """

    contest: Contest
    region: RegionCode
    outline: Sequence[tuple[RegionCode, Sequence[RegionCode | StationCode]]]
    ballots: Sequence[Ballot]
    tally: Tally
    tallies: Mapping[RegionCode, Tally]
    assembly: Assembly
    assemblies: Mapping[RegionCode, Assembly]
    threads: Mapping[StationCode, Thread]
    expected: int


def minutes_of(under: Under, rulebook: Rulebook) -> Minutes:
    """Draw up the minutes of what was read.

    Raises ``Refusal("minutes_not_met")`` before the plenary's first step, and
    ``Refusal("minutes_moved")`` when the columns do not add up to the region's own total.
    """
    steps = sorted(
        (each.act for each in under.assembly.acts if isinstance(each.act, Plenary)), key=lambda one: one.at
    )
    if not steps:
        raise Refusal(NOT_MET, {"region": under.region})
    content = content_of(under.contest, under.region, under.tally)
    parts = tuple(part for ballot in under.ballots if (part := _part(under, ballot)).columns)
    _check(under, parts)
    certificate = _certificate(under.assembly, content)
    return Minutes(
        contest=under.contest,
        region=under.region,
        version=under.assembly.standing.version,
        content=content,
        certificate=certificate,
        opened=next((each.at for each in steps if each.step is Step.OPENED), steps[0].at),
        at=certificate.at if certificate else steps[-1].at,
        expected=under.expected,
        settled=under.tally.stations.get("settled", 0),
        parts=parts,
        taken=tuple(_taken(under, code) for code in _plenaries(under)),
        corrections=corrections_of(under.threads, since=None if _through_stations(under) else _since(under)),
        events=events_of(under.threads) if _through_stations(under) else (),
        remarks=remarks_of(under.contest, under.threads, rulebook) if _through_stations(under) else (),
        disputes=disputes_of(under.assembly.acts),
        sent_back=reopenings_of([under.assembly, *under.assemblies.values()]),
    )


def settled_figures(standing: Standing) -> dict[FieldName, int | None]:
    """The figures a plenary stands for."""
    blocks = (standing.votes, standing.administration)
    return {name: count for block in blocks if block.state.settled for name, count in block.figures.entries}


def _through_stations(under: Under) -> bool:
    return settles_stations(under.region)


def _plenaries(under: Under) -> list[RegionCode]:
    return [] if _through_stations(under) else sorted(under.assemblies)


def _since(under: Under) -> dict[StationCode, datetime]:
    """For each station that a reopening names, when it was first reopened."""
    first: dict[StationCode, datetime] = {}
    for sent in reopenings_of([under.assembly, *under.assemblies.values()]):
        for station in sent.act.stations:
            first[station] = min(sent.act.at, first.get(station, sent.act.at))
    return first


def _part(under: Under, ballot: Ballot) -> Part:
    names = [each.name for each in ballot.form.fields()]
    columns = tuple(
        column
        for code, below in under.outline
        if (column := _column(under, ballot, names, code, below)) is not None
    )
    return Part(ballot, columns, _sum(names, [each.figures for each in columns]))


def _column(
    under: Under,
    ballot: Ballot,
    names: Sequence[FieldName],
    code: RegionCode,
    below: Sequence[RegionCode | StationCode],
) -> Column | None:
    inside = ballot.inside(code)
    if not inside:
        return None
    if not below:
        tallies = [under.tallies.get(each, Tally()).settled for each in inside]
        return Column(code, _sum(names, tallies))
    columns = tuple(Column(each, _figures_below(under, names, each)) for each in below if ballot.inside(each))
    return Column(code, _sum(names, [each.figures for each in columns]), columns)


def _figures_below(
    under: Under, names: Sequence[FieldName], code: RegionCode | StationCode
) -> Mapping[FieldName, int | None]:
    if _through_stations(under):
        thread = under.threads.get(StationCode(code))
        return {} if thread is None else settled_figures(thread.standing)
    return _sum(names, [under.tallies.get(RegionCode(code), Tally()).settled])


def _sum(names: Sequence[FieldName], figures: Iterable[Mapping[Any, int | None]]) -> dict[FieldName, int]:
    """Add up by field; totals go by plain texts, stations by field names."""
    known = list(figures)
    return {name: sum(each.get(name) or 0 for each in known) for name in names}


def _check(under: Under, parts: Sequence[Part]) -> None:
    """See that the parts are all there is: reads of different moments would not add up."""
    drawn: dict[str, int] = {}
    for part in parts:
        for name, count in part.total.items():
            drawn[name] = drawn.get(name, 0) + count
    settled = under.tally.settled
    if any(settled.get(name, 0) != count for name, count in drawn.items()):
        raise Refusal(MOVED, {"region": under.region})


def _certificate(assembly: Assembly, content: str) -> Plenary | None:
    if not assembly.standing.stands_for(content):
        return None
    acts = {each.id: each.act for each in assembly.acts}
    found = acts[assembly.standing.certificates[-1][0]]
    return found if isinstance(found, Plenary) else None


def _taken(under: Under, region: RegionCode) -> Taken:
    assembly = under.assemblies[region]
    tally = under.tallies.get(region, Tally())
    found = _certificate(assembly, content_of(under.contest, region, tally))
    if found is None:
        return Taken(region, assembly.standing.version, None, None)
    return Taken(region, found.version, found.content, found.at)
