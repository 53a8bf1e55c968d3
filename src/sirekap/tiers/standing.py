"""Where a station's contest stands: which poll counts, and what each block of it says.

Everything here follows from the *set* of claims; the order they came in has no say.

A claim is **known** once every version before it is there too; until then it waits. A held
claim replaces nothing and is counted nowhere, but a later version may stand on it. A
**head** is a known claim without open holds that no other such claim replaces. All heads of
the poll that counts are laid side by side, block by block:

* one set of numbers: it counts; ``agreed`` if two claimants have it who did not see each
  other's, else ``pending``. A claimant is a device whose officer entered it blind, or the
  machine, if it is sure of every field and reads what was entered;
* several: the block is ``differing`` until a person has looked. Meanwhile nothing new
  counts: only what all the branches last had in common, if anything;
* one set of numbers, but the machine is sure that the paper says another: ``differing`` too,
  and nothing counts.

Where the machine is not sure of a field it says nothing: the block waits for a person or a
second device.

An agreed block with a finding that holds it is ``held_back``. What people decided is laid over
all of it (``settling.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sirekap.election import returns
from sirekap.election.contests import Block, Poll
from sirekap.election.records import Figures
from sirekap.tiers.settling import polls_of, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sirekap.election.identity import RecordId
    from sirekap.election.records import Decision
    from sirekap.tiers.claims import Claim, Key, MachineClaim
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.settling import Done

ALIKE = "R402"
"""The same or a nearly identical photo stands at another station."""

_PLACE = {poll: place for place, poll in enumerate(Poll)}
_NOTHING = Figures()


class State(StrEnum):
    """What a block says."""

    ABSENT = "absent"
    PENDING = "pending"
    AGREED = "agreed"
    HELD_BACK = returns.HeldBack.name
    DIFFERING = "differing"
    VERIFIED = returns.Verified.name
    RECAPITULATED = returns.Recapitulated.name
    REOPENED = returns.Reopened.name
    CORRECTED = returns.Corrected.name
    ANNULLED = returns.Annulled.name
    NO_POLL = returns.NoPoll.name
    POSTPONED = returns.Postponed.name

    @property
    def settled(self) -> bool:
        """Whether a plenary stands for the figures."""
        return self in {State.RECAPITULATED, State.CORRECTED}

    def allows(self, transition: str) -> bool:
        """Whether a block in this state has a transition of that name."""
        kinds: dict[str, type[returns.State]] = {each.name: each for each in returns.STATES}
        plain = {State.ABSENT: returns.Expected, State.PENDING: returns.Received}
        return hasattr(plain.get(self) or kinds[self.value], transition)


@dataclass(frozen=True, slots=True)
class BlockStanding:
    """A block: its state, the numbers that count, and the heads they are compared from.

    ``holding`` are the findings that keep the claims from being a result. ``decision`` is the
    one the figures stand on, if a person decided.
    """

    state: State = State.ABSENT
    figures: Figures = _NOTHING
    heads: tuple[RecordId, ...] = ()
    holding: tuple[str, ...] = ()
    decision: RecordId | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's contest as its claims have it.

    ``polls`` are all polls that have a counted claim or an act, the last one (``poll``) last;
    ``held`` and ``waiting`` count the claims that wait for a person, or for a version before
    them. ``decision`` is the last one taken, ``objections`` are those without an answer, and
    ``contradicted`` counts acts that changed nothing.
    """

    polls: tuple[Poll, ...] = ()
    votes: BlockStanding = BlockStanding()
    administration: BlockStanding = BlockStanding()
    findings: tuple[str, ...] = ()
    held: int = 0
    waiting: int = 0
    decision: RecordId | None = None
    objections: tuple[RecordId, ...] = ()
    contradicted: int = 0

    @property
    def poll(self) -> Poll | None:
        """The poll that counts: the last valid one."""
        return self.polls[-1] if self.polls else None


NOWHERE = Standing()
"""Where a station's contest stands before its first claim."""


class Seen(NamedTuple):
    """What was seen on a station's photos: the machine's claims, and whether one stands elsewhere too."""

    readings: tuple[MachineClaim, ...] = ()
    alike: bool = False

    def of(self, branches: Sequence[Branch]) -> dict[RecordId, MachineClaim]:
        """Of each head its last reading, if there is one."""
        heads = {branch.head.id for branch in branches}
        ordered = sorted(self.readings, key=lambda each: (each.at, each.id))
        return {each.of: each for each in ordered if each.of in heads}

    def codes(self, branches: Sequence[Branch]) -> frozenset[str]:
        """The findings about the paper beside its numbers."""
        found = {code for each in self.of(branches).values() for code in each.findings}
        return frozenset(found | {ALIKE} if self.alike else found)


UNSEEN = Seen()


class Branch(NamedTuple):
    """A head, the version that stands, with the counted versions before it, oldest first, itself last."""

    versions: tuple[Claim, ...]
    head: Claim

    @property
    def blind(self) -> bool:
        """Whether its device never entered a version with another claim in sight."""
        return all(each.blind for each in self.versions if each.signer == self.head.signer)


def standing(
    key: Key, claims: Sequence[Claim], rulebook: Rulebook, acts: Sequence[Done] = (), seen: Seen = UNSEEN
) -> Standing:
    """Judge the claims of one station's contest, what its photos show, and what people did about it."""
    held = sum(bool(each.holds) for each in claims)
    lines = _lines(claims)
    effective = {identity: line for identity, line in lines.items() if not line[-1].holds}
    polls = _polls([*((line[-1].poll, line[-1].at) for line in effective.values()), *_acted_on(acts)])
    waiting = len(claims) - len(lines)
    if not polls:
        return Standing(held=held, waiting=waiting)
    branches = _branches(
        {identity: line for identity, line in effective.items() if line[-1].poll is polls[-1]}
    )
    read, paper = seen.of(branches), seen.codes(branches)
    claimed = {block: _block(branches, read, block) for block in Block}
    codes = _codes(key, polls[-1], claimed, rulebook, paper)
    claimed = {
        block: _held_by(each, codes, rulebook.holding.get(block, frozenset()))
        for block, each in claimed.items()
    }
    if not acts:
        # Nine in ten stations before the plenaries: nothing is laid over their claims.
        return Standing(polls, claimed[Block.VOTES], claimed[Block.ADMINISTRATION], codes, held, waiting)
    settled = settle(
        polls[-1],
        {block: _as_state(each) for block, each in claimed.items()},
        acts,
        lambda block, decision: _is_news(branches, block, decision),
    )
    blocks = {block: _laid_over(claimed[block], settled.states[block]) for block in Block}
    return Standing(
        polls,
        blocks[Block.VOTES],
        blocks[Block.ADMINISTRATION],
        codes if blocks == claimed else _codes(key, polls[-1], blocks, rulebook, paper),
        held,
        waiting,
        settled.decision,
        settled.objections,
        settled.contradicted,
    )


def _acted_on(acts: Sequence[Done]) -> list[tuple[Poll, datetime]]:
    return [(poll, act.at) for poll, act in polls_of(acts)]


def _codes(
    key: Key, poll: Poll, blocks: Mapping[Block, BlockStanding], rulebook: Rulebook, paper: frozenset[str]
) -> tuple[str, ...]:
    station, contest = key
    numbers = dict(blocks[Block.VOTES].figures.entries + blocks[Block.ADMINISTRATION].figures.entries)
    found = rulebook.codes(contest, station, poll, numbers)
    return tuple(sorted({*found, *paper})) if paper else found


def _as_state(block: BlockStanding) -> returns.State:
    """The state of the claims alone, as the acts find it."""
    match block.state:
        case State.ABSENT:
            return returns.Expected()
        case State.DIFFERING:
            return returns.Differing(block.figures)
        case State.HELD_BACK:
            return returns.HeldBack(block.figures, block.holding)
        case State.AGREED:
            return returns.Agreed(block.figures)
        case _:
            return returns.Received(block.figures)


def _laid_over(claimed: BlockStanding, state: returns.State) -> BlockStanding:
    """What the acts left of a block: the claims' own standing where nobody decided."""
    if state == _as_state(claimed):
        return claimed
    figures = returns.figures_of(state) or _NOTHING
    decision = getattr(state, "decision", None)
    return BlockStanding(State(state.name), figures, claimed.heads, claimed.holding, decision)


def _is_news(branches: Sequence[Branch], block: Block, decision: Decision) -> bool:
    """Whether a claim says something else than a decision that had not seen it."""
    decided = decision.votes if block is Block.VOTES else decision.administration
    said = [(each.head.id, _figures(each.head, block)) for each in branches]
    return any(
        identity not in decision.basis and figures.entries and figures != decided
        for identity, figures in said
    )


def _lines(claims: Sequence[Claim]) -> dict[RecordId, tuple[Claim, ...]]:
    """Each known claim with all versions before it, oldest first. Versions never cross polls."""
    by_id = {each.id: each for each in claims}
    lines: dict[RecordId, tuple[Claim, ...]] = {}
    for claim in claims:
        line, step = [claim], claim
        while step.replaces is not None:
            before = by_id.get(step.replaces)
            if before is None or before.poll is not claim.poll:
                break
            line.append(before)
            step = before
        else:
            lines[claim.id] = tuple(reversed(line))
    return lines


def _polls(spoken_of: Iterable[tuple[Poll, datetime]]) -> tuple[Poll, ...]:
    """The polls held, in order: the regular one first, the others by the first time they are spoken of.

    A late claim of the regular poll must not undo a repeat poll, so time alone is not asked.
    """
    first: dict[Poll, datetime] = {}
    for poll, at in spoken_of:
        first[poll] = min(at, first.get(poll, at))
    return tuple(sorted(first, key=lambda poll: (poll is not Poll.REGULAR, first[poll], _PLACE[poll])))


def _branches(effective: dict[RecordId, tuple[Claim, ...]]) -> list[Branch]:
    replaced = {each.id for line in effective.values() for each in line[:-1]}
    lines = [line for identity, line in sorted(effective.items()) if identity not in replaced]
    return [Branch(tuple(each for each in line if not each.holds), line[-1]) for line in lines]


def _block(branches: Sequence[Branch], read: Mapping[RecordId, MachineClaim], block: Block) -> BlockStanding:
    speaking = [(each, _figures(each.head, block)) for each in branches if _figures(each.head, block).entries]
    if not speaking:
        return BlockStanding()
    heads = tuple(branch.head.id for branch, _ in speaking)
    if len({figures.entries for _, figures in speaking}) > 1:
        return BlockStanding(State.DIFFERING, _in_common([each for each, _ in speaking], block), heads)
    figures = speaking[0][1]
    sure = {head: read[head].sure.all for head in heads if head in read}
    if any(said.get(name, count) != count for said in sure.values() for name, count in figures.entries):
        return BlockStanding(State.DIFFERING, _NOTHING, heads)
    blind = [branch.head for branch, _ in speaking if branch.blind]
    machine = any(head.id in sure and figures.all.keys() <= sure[head.id].keys() for head in blind)
    witnesses = len({head.signer for head in blind}) + machine
    return BlockStanding(State.AGREED if witnesses > 1 else State.PENDING, figures, heads)


def _in_common(branches: Sequence[Branch], block: Block) -> Figures:
    """The last numbers that every branch has held, or none."""
    places = [
        {_figures(each, block): place for place, each in enumerate(branch.versions)} for branch in branches
    ]
    shared = [each for each in places[0] if each.entries and all(each in line for line in places)]

    def recent(figures: Figures) -> tuple[int, int, str]:
        found = [line[figures] for line in places]
        return min(found), sum(found), repr(figures.entries)

    return max(shared, key=recent, default=_NOTHING)


def _figures(claim: Claim, block: Block) -> Figures:
    return claim.votes if block is Block.VOTES else claim.administration


def _held_by(block: BlockStanding, codes: tuple[str, ...], holding: frozenset[str]) -> BlockStanding:
    found = tuple(code for code in codes if code in holding)
    if not found:
        return block
    state = State.HELD_BACK if block.state is State.AGREED else block.state
    return BlockStanding(state, block.figures, block.heads, found)
