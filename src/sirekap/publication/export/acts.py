"""Rows of what was said and done about a station: claims, readings, acts of people, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.records import Answer, Decision, Objection, Reopening, StationSituation
from sirekap.publication.export.fields import values
from sirekap.publication.export.stations import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.identity import RecordId
    from sirekap.election.regions import StationCode
    from sirekap.publication.export.columns import Row
    from sirekap.publication.export.stations import Told
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.settling import Done, StationAct


def records_of(thread: Thread) -> Iterator[RecordId]:
    """The records whose places in the log the rows of a station tell."""
    for claim in thread.claims:
        yield claim.id
    for reading in thread.readings:
        yield reading.id
    for done in thread.acts:
        yield done.id


def claim_rows(told: Told, code: StationCode, thread: Thread) -> Iterator[Row]:
    """What each device said, by id."""
    standing = thread.standing
    for each in thread.claims:
        yield (
            code,
            each.id,
            told.log.get(each.id),
            each.at,
            each.signer,
            each.poll.value,
            each.version,
            each.replaces,
            each.blind,
            listed(each.holds),
            each.id in standing.votes.heads,
            each.id in standing.administration.heads,
            *values((*each.administration.entries, *each.votes.entries), told.fields),
        )


def reading_rows(told: Told, code: StationCode, thread: Thread) -> Iterator[Row]:
    """What the machine is sure of, and where that is not what counts, by id."""
    standing = thread.standing
    counted = dict((*standing.votes.figures.entries, *standing.administration.figures.entries))
    for each in thread.readings:
        sure = each.sure.entries
        otherwise = [(name, count) for name, count in sure if name not in counted or counted[name] != count]
        yield (
            code,
            each.id,
            told.log.get(each.id),
            each.at,
            each.of,
            len(sure),
            len(sure) - len(otherwise),
            listed(f"{name}={'' if count is None else count}" for name, count in otherwise),
            listed(each.findings),
        )


def correction_rows(told: Told, code: StationCode, thread: Thread) -> Iterator[Row]:
    """Each field that a decision changed, oldest first."""
    for done in _ordered(thread):
        act = done.act
        if isinstance(act, Decision):
            for each in act.changes:
                yield (
                    code,
                    done.id,
                    told.log.get(done.id),
                    act.at,
                    act.poll.value,
                    act.ruling.value,
                    act.follows,
                    each.field,
                    each.old,
                    each.new,
                    each.reason.value,
                    act.words,
                )


def act_rows(told: Told, code: StationCode, thread: Thread) -> Iterator[Row]:
    """Everything people did, oldest first, without the people."""
    for done in _ordered(thread):
        kind, poll, says, about = _said(done.act)
        yield code, done.id, told.log.get(done.id), done.act.at, kind, poll, says, about, done.act.words


def _ordered(thread: Thread) -> list[Done]:
    return sorted(thread.acts, key=lambda each: (each.act.at, each.id))


def _said(act: StationAct) -> tuple[str, str | None, str, str | None]:
    match act:
        case Decision():
            return "decision", act.poll.value, act.ruling.value, act.follows
        case StationSituation():
            return "situation", act.poll.value, act.situation.value, None
        case Reopening():
            return "reopening", None, act.authority.value, act.certificate
        case Objection():
            return "objection", None, act.role.value, None
        case Answer():
            return "answer", None, act.outcome.value, act.objection
