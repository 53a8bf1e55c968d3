"""What people did about a station, oldest first, with the reasons they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.records import Answer, Decision, Objection, Reopening, StationSituation
from sirekap.publication.own.writing import moment

if TYPE_CHECKING:
    from sirekap.election.canonical import Json
    from sirekap.election.identity import SaltedHash
    from sirekap.election.records import FieldChange
    from sirekap.publication.own.told import Told
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.settling import Done, StationAct

MOST = 100
"""Acts told of one station's contest, the last ones; every record has a file of its own."""


def history(thread: Thread, told: Told) -> Json:
    """The acts about a station's contest, and how many earlier ones are not told here."""
    ordered = sorted(thread.acts, key=lambda each: (each.act.at, each.id))
    return {"earlier": max(len(ordered) - MOST, 0), "acts": [_act(each, told) for each in ordered[-MOST:]]}


def _act(done: Done, told: Told) -> Json:
    """An act without its people: their names are in no public file."""
    words = done.act.words
    return {
        "record": done.id,
        "log": told.log.get(done.id),
        "at": moment(done.act.at),
        "words": None if words is None else _words(words, told),
        **_said(done.act),
    }


def _words(name: SaltedHash, told: Told) -> Json:
    """The words behind a hash; ``text`` is null where they were withdrawn or are not kept here."""
    return {"hash": name, "text": told.words.get(name)}


def _said(act: StationAct) -> dict[str, Json]:
    match act:
        case Decision():
            return {
                "kind": "decision",
                "poll": act.poll.value,
                "ruling": act.ruling.value,
                "follows": act.follows,
                "basis": [*act.basis],
                "changes": [_change(each) for each in act.changes],
                "witness_copy": act.witness_copy.value,
                "special_events": act.special_events.value,
            }
        case StationSituation():
            return {"kind": "situation", "poll": act.poll.value, "situation": act.situation.value}
        case Reopening():
            return {"kind": "reopening", "region": act.region, "authority": act.authority.value}
        case Objection():
            return {"kind": "objection", "role": act.role.value, "field": act.field}
        case Answer():
            return {
                "kind": "answer",
                "objection": act.objection,
                "outcome": act.outcome.value,
                "decision": act.decision,
            }


def _change(change: FieldChange) -> Json:
    return {"field": change.field, "old": change.old, "new": change.new, "reason": change.reason.value}
