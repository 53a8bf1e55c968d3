"""Exact posteriors over a few whole numbers tied together by soft constraints.

Variable elimination on a tree of buckets, once up and once down (Dechter 1999;
Shafer and Shenoy 1990), in ordinary probabilities: every table is strictly positive,
so messages may be divided out. Knows nothing of forms or photographs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Factor:
    """A positive table over some variables; axis ``i`` belongs to ``names[i]``."""

    names: tuple[str, ...]
    table: Floats

    def times(self, other: Factor) -> Factor:
        """Multiply two tables over the union of their variables."""
        names = (*self.names, *(name for name in other.names if name not in self.names))
        return Factor(names, self._over(names) * other._over(names))

    def without(self, name: str) -> Factor:
        """Sum one variable out."""
        axis = self.names.index(name)
        rest = self.names[:axis] + self.names[axis + 1 :]
        return Factor(rest, self.table.sum(axis=axis))

    def onto(self, names: Sequence[str]) -> Factor:
        """Sum out all but ``names``."""
        drop = tuple(axis for axis, name in enumerate(self.names) if name not in names)
        return Factor(tuple(n for n in self.names if n in names), self.table.sum(axis=drop))

    def divided(self, other: Factor) -> Factor:
        """Take a message out again."""
        return Factor(self.names, self.table / other._over(self.names))

    def _over(self, names: Sequence[str]) -> Floats:
        if names == self.names:
            return self.table
        order = [self.names.index(name) for name in names if name in self.names]
        shape = [self.table.shape[self.names.index(n)] if n in self.names else 1 for n in names]
        return self.table.transpose(order).reshape(shape)


def posteriors(beliefs: Mapping[str, Floats], factors: Sequence[Factor]) -> dict[str, Floats]:
    """The marginal posterior of every variable.

    ``beliefs`` gives each variable's own relative weights, positive; ``factors`` tie
    variables together. The result sums to one for each variable.
    """
    order = _order({name: len(each) for name, each in beliefs.items()}, [each.names for each in factors])
    rank = {name: place for place, name in enumerate(order)}
    buckets: list[list[Factor]] = [[Factor((name,), beliefs[name])] for name in order]
    for factor in factors:
        buckets[min(rank[name] for name in factor.names)].append(factor)
    clusters, messages, parents = _upward(order, rank, buckets)
    return _downward(order, clusters, messages, parents)


def largest_table(scopes: Sequence[Sequence[str]], sizes: Mapping[str, int]) -> int:
    """How many entries the widest table of an elimination would have; no table is made."""
    order = _order(sizes, scopes)
    place = {name: rank for rank, name in enumerate(order)}
    waiting = [set(scope) for scope in scopes]
    widest = 1
    for name in order:
        cluster = {name}.union(*(scope for scope in waiting if name in scope))
        waiting = [scope for scope in waiting if name not in scope]
        waiting.append({other for other in cluster if place[other] > place[name]})
        widest = max(widest, math.prod(sizes[each] for each in cluster))
    return widest


def _upward(
    order: Sequence[str], rank: Mapping[str, int], buckets: list[list[Factor]]
) -> tuple[list[Factor], list[Factor], list[int | None]]:
    clusters: list[Factor] = []
    messages: list[Factor] = []
    parents: list[int | None] = []
    for place, name in enumerate(order):
        cluster = buckets[place][0]
        for factor in buckets[place][1:]:
            cluster = cluster.times(factor)
        message = cluster.without(name)
        parent = min((rank[other] for other in message.names), default=None)
        if parent is not None:
            message = Factor(message.names, message.table / message.table.max())
            buckets[parent].append(message)
        clusters.append(cluster)
        messages.append(message)
        parents.append(parent)
    return clusters, messages, parents


def _downward(
    order: Sequence[str], clusters: list[Factor], messages: list[Factor], parents: list[int | None]
) -> dict[str, Floats]:
    beliefs = list(clusters)
    result: dict[str, Floats] = {}
    for place in range(len(order) - 1, -1, -1):
        parent = parents[place]
        if parent is not None:
            above = beliefs[parent].onto(messages[place].names)
            beliefs[place] = beliefs[place].times(above.divided(messages[place]))
        marginal = beliefs[place].onto([order[place]]).table
        result[order[place]] = marginal / marginal.sum()
    return result


def _order(sizes: Mapping[str, int], scopes: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """An elimination order, least table first: greedy, good on the small graphs of a form."""
    return _greedy(tuple(sizes.items()), tuple(tuple(scope) for scope in scopes))


@lru_cache(maxsize=256)
def _greedy(sized: tuple[tuple[str, int], ...], scopes: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    sizes = dict(sized)
    neighbours: dict[str, set[str]] = {name: set() for name in sizes}
    for scope in scopes:
        for name in scope:
            neighbours[name] |= set(scope) - {name}
    costs = {name: _cost(name, sizes, neighbours) for name in sizes}
    order: list[str] = []
    while costs:
        best = min(costs, key=lambda name: (costs[name], name))
        del costs[best]
        for one in neighbours[best]:
            neighbours[one] |= neighbours[best] - {one}
            neighbours[one].discard(best)
        costs.update({one: _cost(one, sizes, neighbours) for one in neighbours[best]})
        order.append(best)
    return tuple(order)


def _cost(name: str, sizes: Mapping[str, int], neighbours: Mapping[str, set[str]]) -> int:
    return math.prod((sizes[name], *(sizes[other] for other in neighbours[name])))
