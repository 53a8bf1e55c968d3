"""What people decided about a station's contest, laid over what its claims say.

The acts are replayed through the states of ``election/returns.py``, in the order they were
done. An act that its state does not allow, or that stands in for a decision which is not
the last one, changes nothing and is counted as contradicted: two people acted at once, and
a third has to look. The order in which the acts became known has no say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sirekap.election import returns
from sirekap.election.contests import Block
from sirekap.election.records import (
    Answer,
    Decision,
    Objection,
    Reopening,
    Ruling,
    Situation,
    StationSituation,
)
from sirekap.election.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sirekap.election.contests import Poll
    from sirekap.election.identity import RecordId

StationAct: TypeAlias = Decision | StationSituation | Reopening | Objection | Answer
"""What people do to a station's contest, besides filing returns."""

_SITUATIONS = {
    Situation.NO_POLL: "call_off",
    Situation.POSTPONED: "postpone",
    Situation.ANNULLED: "annul",
    Situation.RESTORED: "restore",
}


@dataclass(frozen=True, slots=True)
class Done:
    """An act with its id."""

    id: RecordId
    act: StationAct


@dataclass(frozen=True, slots=True)
class Settled:
    """The blocks after all acts, the last decision that counts, and what is open.

    ``contradicted`` counts acts that changed nothing; ``objections`` those not answered.
    """

    states: Mapping[Block, returns.State]
    decision: RecordId | None
    objections: tuple[RecordId, ...]
    contradicted: int


def polls_of(acts: Sequence[Done]) -> list[tuple[Poll, Decision | StationSituation]]:
    """The polls that decisions and situations speak of."""
    return [(each.act.poll, each.act) for each in acts if isinstance(each.act, Decision | StationSituation)]


def settle(
    poll: Poll,
    claimed: Mapping[Block, returns.State],
    acts: Sequence[Done],
    news: Callable[[Block, Decision], bool],
) -> Settled:
    """Replay the acts of one poll over the states its claims have.

    ``news`` tells whether a claim came that a decision at the desk had not seen and that says
    something else: such a decision is no longer the last word. A plenary's is.
    """
    states = dict(claimed)
    last: RecordId | None = None
    contradicted = 0
    for done in _ordered([each for each in acts if _of_poll(each.act, poll)]):
        try:
            states, last = _after(done, states, claimed, last, news)
        except Refusal:
            contradicted += 1
    return Settled(states, last, _open_objections(acts), contradicted)


def _of_poll(act: StationAct, poll: Poll) -> bool:
    return not isinstance(act, Decision | StationSituation) or act.poll is poll


def _after(
    done: Done,
    states: Mapping[Block, returns.State],
    claimed: Mapping[Block, returns.State],
    last: RecordId | None,
    news: Callable[[Block, Decision], bool],
) -> tuple[dict[Block, returns.State], RecordId | None]:
    act = done.act
    match act:
        case Decision():
            if act.follows != last:
                raise Refusal(returns.REFUSED, {"state": "decided", "act": act.ruling})
            return _decided(done.id, act, states, news), done.id
        case StationSituation():
            moved = {
                block: returns.follow(state, _SITUATIONS[act.situation], *_said(act, done.id))
                for block, state in states.items()
            }
            if act.situation is Situation.RESTORED:
                return dict(claimed), None
            return moved, last
        case Reopening():
            return {
                block: returns.follow(state, "reopen", done.id) if _decision_of(state) else state
                for block, state in states.items()
            }, last
        case _:
            return dict(states), last


def _said(act: StationSituation, identity: RecordId) -> tuple[RecordId, ...]:
    return () if act.situation is Situation.RESTORED else (identity,)


def _decided(
    identity: RecordId,
    act: Decision,
    states: Mapping[Block, returns.State],
    news: Callable[[Block, Decision], bool],
) -> dict[Block, returns.State]:
    moved = dict(states)
    for block, figures in ((Block.VOTES, act.votes), (Block.ADMINISTRATION, act.administration)):
        if not figures.entries:
            continue
        if act.ruling is not Ruling.VERIFY:
            moved[block] = returns.follow(states[block], "recapitulate", figures, identity)
        elif not news(block, act):
            moved[block] = returns.follow(states[block], "decide", figures, identity)
    return moved


def _decision_of(state: returns.State) -> RecordId | None:
    return getattr(state, "decision", None) if isinstance(state, returns.SETTLED) else None


def _open_objections(acts: Sequence[Done]) -> tuple[RecordId, ...]:
    answered = {each.act.objection for each in acts if isinstance(each.act, Answer)}
    return tuple(
        sorted(each.id for each in acts if isinstance(each.act, Objection) and each.id not in answered)
    )


def _ordered(acts: Sequence[Done]) -> list[Done]:
    """The acts as they were done: by their time, and a decision after the one it stands in for."""
    by_id = {each.id: each for each in acts}

    def depth(done: Done) -> int:
        steps, step = 0, done.act
        while isinstance(step, Decision) and step.follows in by_id and steps <= len(acts):
            step, steps = by_id[step.follows].act, steps + 1
        return steps

    return sorted(acts, key=lambda each: (each.act.at, depth(each), each.id))
