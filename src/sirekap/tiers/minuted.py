"""The lines of the minutes' appendix: corrections, events, findings, objections, reopenings.

Each is read off the acts of people; only those that count are told, a correction never
without its old figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.records import (
    Answer,
    Decision,
    Objection,
    Reopening,
    Ruling,
    SpecialEvents,
    StationSituation,
    WitnessCopy,
)
from sirekap.election.rules import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.contests import Contest, Poll
    from sirekap.election.identity import RecordId
    from sirekap.election.regions import StationCode
    from sirekap.election.rules import Finding
    from sirekap.tiers.ledger import Assembly, Thread
    from sirekap.tiers.plenaries import Held
    from sirekap.tiers.rulebook import Rulebook

_TOLD = ("R", "W")
"""What is told in the minutes; information (I) is asked of nobody."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision that changed figures of a station, at the desk or in the plenary."""

    id: RecordId
    act: Decision


@dataclass(frozen=True, slots=True)
class Event:
    """What else the plenary noted of a station: how it was entered, whose copy differs, no poll."""

    id: RecordId
    act: Decision | StationSituation


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about a station's figures as they stand, and the returns that may explain it."""

    station: StationCode
    finding: Finding
    heads: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """An objection and its answer, if it has one."""

    id: RecordId
    objection: Objection
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A certificate was sent back."""

    id: RecordId
    act: Reopening


def corrections_of(
    threads: Mapping[StationCode, Thread], since: Mapping[StationCode, datetime] | None = None
) -> tuple[Correction, ...]:
    """Every change of a figure that counts, by station and time; with ``since`` only later ones."""
    return tuple(
        Correction(identity, act)
        for station, thread in sorted(threads.items())
        for identity, act in _counting(thread)
        if act.changes and (since is None or (station in since and act.at >= since[station]))
    )


def events_of(threads: Mapping[StationCode, Thread]) -> tuple[Event, ...]:
    """What is to be told of stations besides changed figures, by station and time."""
    found: list[Event] = []
    for _, thread in sorted(threads.items()):
        here = [Event(identity, act) for identity, act in _counting(thread) if _is_event(act)]
        here += [Event(each.id, each.act) for each in thread.acts if isinstance(each.act, StationSituation)]
        found += sorted(here, key=lambda each: (each.act.at, each.id))
    return tuple(found)


def remarks_of(
    contest: Contest, threads: Mapping[StationCode, Thread], rulebook: Rulebook
) -> tuple[Remark, ...]:
    """Contradictions and warnings about the figures as they stand, by station."""
    found: list[Remark] = []
    for station, thread in sorted(threads.items()):
        standing = thread.standing
        if not any(code.startswith(_TOLD) for code in standing.findings):
            continue
        numbers = {**standing.votes.figures.all, **standing.administration.figures.all}
        rules = rulebook.checks_of(contest, station).rules
        about = rulebook.circumstances_of(station, _poll(thread))
        heads = tuple(dict.fromkeys((*standing.votes.heads, *standing.administration.heads)))
        found.extend(
            Remark(station, each, heads)
            for each in evaluate(rules, numbers, about)
            if each.code.startswith(_TOLD)
        )
    return tuple(found)


def disputes_of(acts: Sequence[Held]) -> tuple[Dispute, ...]:
    """The objections before a plenary in the order they were made, each with its first answer."""
    answers: dict[RecordId, Answer] = {}
    for answer in sorted((one.act for one in acts if isinstance(one.act, Answer)), key=lambda one: one.at):
        answers.setdefault(answer.objection, answer)
    found = [(one.id, one.act) for one in acts if isinstance(one.act, Objection)]
    return tuple(
        Dispute(identity, act, answers.get(identity))
        for identity, act in sorted(found, key=lambda each: (each[1].at, each[0]))
    )


def reopenings_of(assemblies: Iterable[Assembly]) -> tuple[Sent, ...]:
    """Every certificate that was sent back, in the order of time."""
    found = [
        Sent(one.id, one.act) for each in assemblies for one in each.acts if isinstance(one.act, Reopening)
    ]
    return tuple(sorted(found, key=lambda each: (each.act.at, each.id)))


def _counting(thread: Thread) -> list[tuple[RecordId, Decision]]:
    """The decisions the figures stand on, the first one first."""
    decisions = {each.id: each.act for each in thread.acts if isinstance(each.act, Decision)}
    line: list[tuple[RecordId, Decision]] = []
    step = thread.standing.decision
    while step is not None and step in decisions:
        line.append((step, decisions[step]))
        step = decisions[step].follows
    return line[::-1]


def _is_event(act: Decision) -> bool:
    return (
        act.ruling is Ruling.ENTER
        or act.witness_copy is WitnessCopy.DIFFERS
        or act.special_events is not SpecialEvents.NONE
    )


def _poll(thread: Thread) -> Poll:
    poll = thread.standing.poll
    if poll is None:
        message = "a station with findings has a poll"
        raise ValueError(message)
    return poll
