"""One joint reading of a return from all witnesses and the form's arithmetic.

Every field has a distribution over the numbers that may be written in it, from its boxes
and its other witnesses. Identities tie the counts these numbers stand for, and officers
slip, as often as real paper shows. The posterior of each field is computed exactly over
the values that are not already out of the question. What is *written* is never changed:
a broken sum is a finding, and a witness that lost is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.forms import Witness
from sirekap.reading.identities import holds, identities, is_identity, proposals, slips
from sirekap.reading.inference import largest_table, posteriors
from sirekap.reading.writing import NOTHING, OTHER, BoxEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule
    from sirekap.profiles.profile import Paper
    from sirekap.reading.inference import Factor

    Floats = npt.NDArray[np.float64]

_TAIL = 1e-3
"""Values that together have less than this share of their field's evidence are followed as one."""
_LEAST = 1e-9
_LEADING = 2
"""How many values of a field may propose what would fit in another."""
_UNREAD = 0.05
"""A field whose best value has less than this share is one nobody can read."""
_MOST_VALUES = (12, 6, 3)
"""At most so many values are followed by name; fewer if the tables would grow too large."""
_LARGEST_TABLE = 500_000
_MOST_FIELDS = 5
"""A sum of more fields has a table too large to make; it still counts as agreeing where it holds."""
_SPEAKS = 0.9
"""A witness below this certainty abstains: it is reported as null and cannot be outvoted."""

RELIABILITY: dict[Witness, float] = {Witness.BUBBLES: 0.985}
"""How often a witness that can be read carries the same number as the boxes, rounded down.

Bubbles: all of 210 tickets on 70 photographs of real forms agree; zero faults in 210 prove
1.4 %.
"""


@dataclass(frozen=True, slots=True)
class WitnessEvidence:
    """What a witness other than the boxes says: a distribution over 0 to the largest number."""

    witness: Witness
    distribution: Floats

    @property
    def best(self) -> int | None:
        """The number it speaks for, ``None`` if it abstains."""
        top = int(np.argmax(self.distribution))
        return top if self.distribution[top] >= _SPEAKS else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the paper says about one field. ``boxes`` is ``None`` if they could not be cut."""

    boxes: BoxEvidence
    others: tuple[WitnessEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Posterior:
    """The joint reading of one field.

    ``value`` is ``None`` for nothing written. ``confidence`` is the posterior probability
    of ``value``. ``agreeing`` counts what independently supports it: witnesses that speak
    for it, and identities that hold with it.
    """

    value: int | None
    confidence: float
    witnesses: tuple[tuple[Witness, int | None], ...]
    outvoted: tuple[Witness, ...]
    agreeing: int


def reconcile(
    evidence: Mapping[FieldName, Evidence],
    rules: Sequence[Rule],
    paper: Paper,
) -> dict[FieldName, Posterior]:
    """Read all fields of a return together. Works with any subset of the form's fields."""
    weights = {name: _own_weights(each) for name, each in evidence.items()}
    telling = _telling(rules, weights)
    for most in _MOST_VALUES:
        followed = _followed(evidence, weights, telling, most)
        sizes = {str(name): len(values) for name, (values, _) in followed.items()}
        scopes = [rule.fields for rule in telling if all(name in sizes for name in rule.fields)]
        if largest_table(scopes, sizes) <= _LARGEST_TABLE:
            break
    values = {name: each for name, (each, _) in followed.items()}
    marginals = _written(followed, identities(telling, paper, values), paper)
    chosen = {name: _chosen(values[name], marginals[name]) for name in evidence}
    holding = _holding(rules, chosen)
    return {
        name: _posterior(each, values[name], marginals[name], holding[name])
        for name, each in evidence.items()
    }


def _own_weights(evidence: Evidence) -> Floats:
    """What a field's own witnesses say of every value, before any arithmetic."""
    weights = evidence.boxes.likelihood
    for other in evidence.others:
        reliability = RELIABILITY[other.witness]
        said = np.append(other.distribution, 0.0)
        weights = weights * (reliability * said + (1 - reliability) / len(said))
    result: Floats = weights / weights.sum()
    return result


def _telling(rules: Sequence[Rule], weights: Mapping[FieldName, Floats]) -> list[Rule]:
    """Leave out rules with two fields nobody can read, which tell nothing of others, and too wide ones."""
    unread = {name for name, each in weights.items() if each.max() < _UNREAD}
    narrow = [rule for rule in rules if len(rule.fields) <= _MOST_FIELDS]
    return [rule for rule in narrow if len(unread.intersection(rule.fields)) < 2]  # noqa: PLR2004 -- one unknown can be solved for, two not


def _followed(
    evidence: Mapping[FieldName, Evidence],
    weights: Mapping[FieldName, Floats],
    rules: Sequence[Rule],
    most: int,
) -> dict[FieldName, tuple[npt.NDArray[np.int64], Floats]]:
    """For each field the values to follow one by one, and the rest of its weight as one."""
    order = {name: np.argsort(each)[::-1] for name, each in weights.items()}
    leading = {
        name: [int(evidence[name].boxes.values[i]) for i in each[:_LEADING]] for name, each in order.items()
    }
    proposed = proposals(rules, leading)
    followed = {}
    for name, own in weights.items():
        enough = int(np.searchsorted(np.cumsum(own[order[name]]), 1 - _TAIL)) + 1
        kept = {int(index) for index in order[name][: min(enough, most)]}
        likely = sorted(proposed[name], key=lambda value: -own[value])[:most]
        indices = np.array(sorted(kept.union(likely)))
        values = np.append(evidence[name].boxes.values[indices], OTHER)
        shares = np.append(own[indices], max(1 - float(own[indices].sum()), _LEAST))
        followed[name] = (values, np.maximum(shares, _LEAST))
    return followed


def _written(
    followed: Mapping[FieldName, tuple[npt.NDArray[np.int64], Floats]], factors: list[Factor], paper: Paper
) -> dict[FieldName, Floats]:
    """The posterior of what is written for each field, its count summed out.

    The counts carry the identities; a written number hangs on its count alone, so its message
    goes into the count's belief, and what the rest says of the count comes back through it.
    """
    slipping = {name: slips(values, paper) for name, (values, _) in followed.items()}
    beliefs = {str(name): own @ slipping[name] for name, (_, own) in followed.items()}
    counts = posteriors(beliefs, factors)
    result = {}
    for name, (_, own) in followed.items():
        weight = own * (slipping[name] @ (counts[name] / beliefs[name]))
        result[name] = weight / weight.sum()
    return result


def _chosen(values: npt.NDArray[np.int64], marginal: Floats) -> int:
    """The most probable value that is followed by name."""
    return int(values[int(np.argmax(marginal[:-1]))])


def _holding(rules: Sequence[Rule], chosen: Mapping[FieldName, int]) -> dict[FieldName, int]:
    """For each field, how many identities hold with the chosen numbers."""
    count = dict.fromkeys(chosen, 0)
    for rule in rules:
        if is_identity(rule) and all(name in chosen for name in rule.fields):
            kept = holds(rule, [chosen[name] for name in rule.fields])
            for name in rule.fields:
                count[name] += kept
    return count


def _posterior(
    evidence: Evidence, values: npt.NDArray[np.int64], marginal: Floats, holding: int
) -> Posterior:
    best = int(np.argmax(marginal[:-1]))
    value = int(values[best])
    boxes = evidence.boxes.best if evidence.boxes.certainty >= _SPEAKS else None
    spoken = {Witness.BOXES: boxes, **{each.witness: each.best for each in evidence.others}}
    agreeing = holding + sum(said == value for said in spoken.values())
    outvoted = tuple(who for who, said in spoken.items() if said is not None and said != value)
    witnesses = tuple((who, None if said == NOTHING else said) for who, said in spoken.items())
    return Posterior(
        value=None if value == NOTHING else value,
        confidence=min(float(marginal[best]), 1 - _LEAST),
        witnesses=witnesses,
        outvoted=outvoted,
        agreeing=agreeing,
    )
