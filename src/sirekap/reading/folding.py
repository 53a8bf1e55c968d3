"""Which identities of a form can be solved by sums alone, and in which order.

Most identities of a form hang together as a tree: a party's candidates add up to its
total, the totals to all valid votes. One whose fields, but one, stand in no other
identity is folded into that one field, and so on until only the knot of the
administration is left, whose identities share their fields crosswise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.rules import AtMost, Equal, Sum
from sirekap.reading.identities import is_identity
from sirekap.reading.sums import told_of_parts, told_of_total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fold:
    """An identity ``parts`` = ``total``, and the one field of it that stands in another rule, if any."""

    parts: tuple[FieldName, ...]
    total: FieldName
    kept: FieldName | None

    @property
    def names(self) -> tuple[FieldName, ...]:
        """The parts and the total."""
        return (*self.parts, self.total)

    def told(self, weights: Mapping[FieldName, Floats], share: float) -> dict[FieldName, Floats]:
        """What the identity tells its fields, but for the one it shares, given all their weights."""
        parts = np.stack([weights[name] for name in self.parts])
        told: dict[FieldName, Floats] = {}
        if len(self.parts) > 1 or self.kept != self.parts[0]:
            told |= zip(self.parts, told_of_parts(parts, weights[self.total], share), strict=True)
        if self.kept != self.total:
            told[self.total] = told_of_total(parts, share)
        return {name: message for name, message in told.items() if name != self.kept}

    def message(self, kept: FieldName, weights: Mapping[FieldName, Floats], share: float) -> Floats:
        """What the identity tells one of its fields, ``kept``."""
        parts = np.stack([weights[name] for name in self.parts])
        if kept == self.total:
            return told_of_total(parts, share)
        to_parts: Floats = told_of_parts(parts, weights[self.total], share)[self.parts.index(kept)]
        return to_parts


@lru_cache(maxsize=64)
def folded(rules: tuple[Rule, ...]) -> tuple[tuple[Fold, ...], tuple[Rule, ...]]:
    """The identities that can be folded, in an order that works, and the rules left between the rest."""
    left = [rule for rule in rules if is_identity(rule) or _bounds(rule)]
    degree = Counter(name for rule in left for name in rule.fields)
    folds: list[Fold] = []
    while True:
        rule = next((each for each in left if _foldable(each, degree)), None)
        if rule is None:
            return tuple(folds), tuple(left)
        left.remove(rule)
        kept = next((name for name in rule.fields if degree[name] > 1), None)
        degree.subtract(rule.fields)
        folds.append(Fold(rule.fields[:-1], rule.fields[-1], kept))


def _bounds(rule: Rule) -> bool:
    return isinstance(rule, AtMost) and rule.code.startswith("R")


def _foldable(rule: Rule, degree: Mapping[FieldName, int]) -> bool:
    return isinstance(rule, Sum | Equal) and sum(degree[name] > 1 for name in rule.fields) <= 1


class Beliefs(Mapping["FieldName", "Floats"]):
    """What is known of every count: its own weights, and what the identities told so far."""

    def __init__(self, own: Mapping[FieldName, Floats]) -> None:
        self._own = dict(own)
        self.told: dict[FieldName, Floats] = {name: np.ones_like(each) for name, each in own.items()}

    def __contains__(self, name: object) -> bool:
        """Whether the count stands on the pages at hand."""
        return name in self._own

    def __iter__(self) -> Iterator[FieldName]:
        """The names of all counts."""
        return iter(self._own)

    def __len__(self) -> int:
        """How many counts there are."""
        return len(self._own)

    def __getitem__(self, name: FieldName) -> Floats:
        """Everything known of a count, relative."""
        return self._own[name] * self.told[name]

    def upward(self, folds: Sequence[Fold], share: float) -> list[Floats | None]:
        """Fold every identity into the field it shares with others; the messages, for the way back."""
        sent: list[Floats | None] = []
        for fold in folds:
            if fold.kept is None:
                sent.append(None)
                continue
            message = fold.message(fold.kept, self, share)
            self.told[fold.kept] = self.told[fold.kept] * message
            sent.append(message)
        return sent

    def downward(self, folds: Sequence[Fold], sent: Sequence[Floats | None], share: float) -> None:
        """Tell the folded fields what the rest knows."""
        for fold, message in zip(reversed(folds), reversed(sent), strict=True):
            weights = {name: self[name] for name in fold.names}
            if fold.kept is not None and message is not None:
                # What the identity said itself is taken out again.
                weights[fold.kept] = weights[fold.kept] / message
            for name, told in fold.told(weights, share).items():
                self.told[name] = self.told[name] * told
