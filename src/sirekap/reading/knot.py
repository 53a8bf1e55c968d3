"""The identities that share their fields crosswise, solved together over the likely counts.

Men and women of three kinds of voters add up along and across: no order of sums unties
that. Here each count is followed over the values that are not out of the question, and
tables over these are eliminated one field after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading.identities import identities, proposals
from sirekap.reading.inference import largest_table, posteriors
from sirekap.reading.writing import OTHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from sirekap.election.forms import FieldName
    from sirekap.election.rules import Rule
    from sirekap.profiles.profile import Paper

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

_TAIL = 1e-3
"""Values that together have less than this share of their field's weight are followed as one."""
_LEAST = 1e-9
_LEADING = 2
"""How many values of a field, if more than one is likely, may propose what would fit in another."""
_UNREAD = 0.05
"""A field whose best value has less than this share is one nobody can read."""
_MOST_VALUES = (12, 6, 3, 2)
"""At most so many values are followed by name; fewer if the tables would grow too large."""
_LARGEST_TABLE = 500_000


def untied(
    leaning: Mapping[FieldName, Floats],
    beliefs: Mapping[FieldName, Floats],
    rules: Sequence[Rule],
    paper: Paper,
) -> dict[FieldName, Floats]:
    """What the rules tell each of their fields: messages over 0 to the largest number.

    ``beliefs`` are the weights of each count; ``leaning`` says which counts are likely
    enough to be followed by name (a slip makes every count a little likely).
    """
    present = [rule for rule in rules if all(name in beliefs for name in rule.fields)]
    shares = {
        name: leaning[name] / leaning[name].sum()
        for name in dict.fromkeys(name for rule in present for name in rule.fields)
    }
    telling = _telling(present, shares)
    if not telling:
        return {}
    followed = _followed(shares, telling)
    weights = {name: _weights(beliefs[name], values) for name, values in followed.items()}
    named = {str(name): weight for name, weight in weights.items()}
    known = posteriors(named, identities(telling, paper, followed))
    return {
        name: _spread(known[name] / weights[name], values, len(beliefs[name]))
        for name, values in followed.items()
    }


def _telling(rules: Sequence[Rule], shares: Mapping[FieldName, Floats]) -> list[Rule]:
    """Leave out rules with two fields nobody can read: they tell nothing of the others."""
    unread = {name for name, each in shares.items() if each.max() < _UNREAD}
    return [rule for rule in rules if len(unread.intersection(rule.fields)) < 2]  # noqa: PLR2004 -- one unknown can be solved for, two not


def _followed(shares: Mapping[FieldName, Floats], rules: Sequence[Rule]) -> dict[FieldName, Ints]:
    """For each field the counts to follow one by one, and :data:`OTHER` for the rest."""
    names = {name for rule in rules for name in rule.fields}
    order = _likeliest({name: each for name, each in shares.items() if name in names})
    leading = {
        name: [value for value in each[:_LEADING].tolist() if value == each[0] or shares[name][value] > _TAIL]
        for name, each in order.items()
    }
    proposed = proposals(rules, leading)
    scopes = [rule.fields for rule in rules]
    for most in _MOST_VALUES:
        values = {name: _kept(shares[name], each, proposed[name], most) for name, each in order.items()}
        if largest_table(scopes, {str(name): len(each) for name, each in values.items()}) <= _LARGEST_TABLE:
            break
    return values


def _likeliest(shares: Mapping[FieldName, Floats]) -> dict[FieldName, Ints]:
    """The likeliest counts of each field, in order."""
    stack = np.stack(list(shares.values()))
    top = np.argpartition(stack, -_MOST_VALUES[0], axis=1)[:, -_MOST_VALUES[0] :]
    order = np.argsort(-np.take_along_axis(stack, top, axis=1), axis=1)
    return dict(zip(shares, np.take_along_axis(top, order, axis=1), strict=True))


def _kept(share: Floats, order: Ints, proposed: set[int], most: int) -> Ints:
    enough = int(np.searchsorted(np.cumsum(share[order]), 1 - _TAIL)) + 1
    likely = sorted(proposed, key=lambda value: (-share[value], value))[:most]
    return np.array([*sorted({*order[: min(enough, most)].tolist(), *likely}), OTHER])


def _weights(belief: Floats, values: Ints) -> Floats:
    own = belief[values[:-1]] / belief.sum()
    return np.asarray(np.maximum(np.append(own, 1 - own.sum()), _LEAST))


def _spread(told: Floats, values: Ints, size: int) -> Floats:
    """A message over the followed counts, and the same for every count that was not followed."""
    message = np.full(size, told[-1])
    message[values[:-1]] = told[:-1]
    return np.asarray(message / message.max())
