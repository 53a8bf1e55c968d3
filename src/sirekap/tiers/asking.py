"""Which figures of a station a person has to look at, and which are beyond question already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.election.contests import Block
from sirekap.election.records import Figures
from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.election.forms import FieldName
    from sirekap.tiers.claims import Claim, Key
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.rulebook import Rulebook
    from sirekap.tiers.standing import BlockStanding

OPEN = frozenset({State.DIFFERING, State.HELD_BACK})
"""States that wait for a person before the plenary."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An open block: the fields a person types, and the figures all claims share besides."""

    fields: tuple[FieldName, ...]
    shared: Figures

    def with_typed(self, typed: Mapping[FieldName, int | None]) -> Figures:
        """The whole block, once a person has typed what was asked."""
        return Figures.of({**self.shared.all, **{name: typed[name] for name in self.fields}})


def asked(key: Key, thread: Thread, rulebook: Rulebook) -> dict[Block, Asked]:
    """What is asked of a station's contest, by open block.

    Fields on which claims differ, fields the machine reads otherwise, and the fields of every
    finding that holds the block back. Where none of this names a field, all are asked.
    """
    standing = thread.standing
    blocks = ((Block.VOTES, standing.votes), (Block.ADMINISTRATION, standing.administration))
    return {block: _asked(key, thread, block, each, rulebook) for block, each in blocks if each.state in OPEN}


def _asked(key: Key, thread: Thread, block: Block, standing: BlockStanding, rulebook: Rulebook) -> Asked:
    heads = [_figures(each, block) for each in thread.claims if each.id in standing.heads]
    claimed = {name for figures in heads for name in figures.all}
    shared = {
        name: heads[0].all[name]
        for name in claimed
        if all(name in each.all and each.all[name] == heads[0].all.get(name) for each in heads)
    }
    doubted = claimed - shared.keys()
    for reading in thread.readings:
        if reading.of in standing.heads:
            sure = reading.sure.all
            doubted |= {name for name in claimed & sure.keys() if sure[name] != shared.get(name, sure[name])}
    station, contest = key
    doubted |= claimed & rulebook.fields_of(contest, station, standing.holding)
    wanted = doubted or claimed
    rest = {name: count for name, count in shared.items() if name not in wanted}
    return Asked(tuple(sorted(wanted)), Figures.of(rest))


def _figures(claim: Claim, block: Block) -> Figures:
    return claim.votes if block is Block.VOTES else claim.administration
