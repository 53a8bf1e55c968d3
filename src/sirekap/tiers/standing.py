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

Where the machine is not sure of a field it says nothing, and the block waits for a person
or a second device. A finding that holds a block back does so in any state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sirekap.election.contests import Block, Poll
from sirekap.election.records import Figures

ALIKE = "R402"
"""The same or a nearly identical photo stands at another station."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sirekap.election.identity import RecordId
    from sirekap.tiers.claims import Claim, Double, Key, MachineClaim
    from sirekap.tiers.rulebook import Rulebook

_PLACE = {poll: place for place, poll in enumerate(Poll)}
_NOTHING = Figures()


class State(StrEnum):
    """What a block says."""

    ABSENT = "absent"
    PENDING = "pending"
    AGREED = "agreed"
    DIFFERING = "differing"


@dataclass(frozen=True, slots=True)
class BlockStanding:
    """A block: its state, the numbers that count, and the heads they are compared from.

    ``holding`` are the findings that keep even an agreed block from being a result.
    """

    state: State = State.ABSENT
    figures: Figures = _NOTHING
    heads: tuple[RecordId, ...] = ()
    holding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's contest as its claims have it.

    ``polls`` are all polls that have a counted claim, the last one (``poll``) last; ``held``
    and ``waiting`` count the claims that wait for a person, or for a version before them.
    """

    polls: tuple[Poll, ...] = ()
    votes: BlockStanding = BlockStanding()
    administration: BlockStanding = BlockStanding()
    findings: tuple[str, ...] = ()
    held: int = 0
    waiting: int = 0

    @property
    def poll(self) -> Poll | None:
        """The poll that counts: the last valid one."""
        return self.polls[-1] if self.polls else None


NOWHERE = Standing()
"""Where a station's contest stands before its first claim."""


class Branch(NamedTuple):
    """A head with the counted versions before it, oldest first, itself last."""

    versions: tuple[Claim, ...]

    @property
    def head(self) -> Claim:
        """The version that stands."""
        return self.versions[-1]

    @property
    def blind(self) -> bool:
        """Whether its device never entered a version with another claim in sight."""
        return all(each.blind for each in self.versions if each.signer == self.head.signer)


def standing(
    key: Key,
    claims: Sequence[Claim],
    rulebook: Rulebook,
    readings: Sequence[MachineClaim] = (),
    doubles: Sequence[Double] = (),
) -> Standing:
    """Judge the claims of one station's contest, beside what the machine read."""
    held = sum(bool(each.holds) for each in claims)
    lines = _lines(claims)
    effective = {identity: line for identity, line in lines.items() if not line[-1].holds}
    polls = _polls(line[-1] for line in effective.values())
    waiting = len(claims) - len(lines)
    if not polls:
        return Standing(held=held, waiting=waiting)
    last = {identity: line for identity, line in effective.items() if line[-1].poll is polls[-1]}
    branches = _branches(last)
    read = _last_readings(readings, branches)
    votes, administration = (_block(branches, read, one) for one in (Block.VOTES, Block.ADMINISTRATION))
    station, contest = key
    numbers = dict(votes.figures.entries + administration.figures.entries)
    paper = {code for each in read.values() for code in each.findings} | ({ALIKE} if doubles else set())
    codes = tuple(sorted({*rulebook.codes(contest, station, polls[-1], numbers), *paper}))
    return Standing(
        polls,
        _held_by(votes, codes, rulebook.holding.get(Block.VOTES, frozenset())),
        _held_by(administration, codes, rulebook.holding.get(Block.ADMINISTRATION, frozenset())),
        codes,
        held,
        waiting,
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


def _polls(effective: Iterable[Claim]) -> tuple[Poll, ...]:
    """The polls held, in order: the regular one first, the others by their first claim's time.

    A late claim of the regular poll must not undo a repeat poll, so time alone is not asked.
    """
    first: dict[Poll, Claim] = {}
    for claim in effective:
        if claim.poll not in first or claim.at < first[claim.poll].at:
            first[claim.poll] = claim
    return tuple(sorted(first, key=lambda poll: (poll is not Poll.REGULAR, first[poll].at, _PLACE[poll])))


def _branches(effective: dict[RecordId, tuple[Claim, ...]]) -> list[Branch]:
    replaced = {each.id for line in effective.values() for each in line[:-1]}
    lines = [line for identity, line in sorted(effective.items()) if identity not in replaced]
    return [Branch(tuple(each for each in line if not each.holds)) for line in lines]


def _last_readings(
    readings: Sequence[MachineClaim], branches: Sequence[Branch]
) -> dict[RecordId, MachineClaim]:
    """Of each head its last reading, if there is one."""
    heads = {branch.head.id for branch in branches}
    ordered = sorted(readings, key=lambda each: (each.at, each.id))
    return {each.of: each for each in ordered if each.of in heads}


def _block(branches: Sequence[Branch], read: dict[RecordId, MachineClaim], block: Block) -> BlockStanding:
    speaking = [(each, _figures(each.head, block)) for each in branches if _figures(each.head, block).entries]
    if not speaking:
        return BlockStanding()
    heads = tuple(branch.head.id for branch, _ in speaking)
    if len({figures.entries for _, figures in speaking}) > 1:
        return BlockStanding(State.DIFFERING, _in_common([each for each, _ in speaking], block), heads)
    figures = speaking[0][1]
    said = {head: dict(read[head].sure.entries) for head in heads if head in read}
    if any(sure.get(name, count) != count for sure in said.values() for name, count in figures.entries):
        return BlockStanding(State.DIFFERING, _NOTHING, heads)
    blind = [branch.head for branch, _ in speaking if branch.blind]
    same = any(head.id in said and figures.all.keys() <= said[head.id].keys() for head in blind)
    witnesses = len({head.signer for head in blind}) + same
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
    return BlockStanding(block.state, block.figures, block.heads, found) if found else block
