"""Inclusion and consistency proofs: which subtrees they consist of, and how they are checked.

Made as RFC 6962 § 2.1.1 and § 2.1.2 say, checked by the algorithms of RFC 9162 § 2.1.3.2
and § 2.1.4.2. A proof is a list of hashes, from the leaves' side to the root's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.log.hashing import EMPTY_ROOT, node_hash
from sirekap.log.refusal import Code, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Span:
    """The subtree over the leaves from ``start`` up to, not including, ``stop``."""

    start: int
    stop: int


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose roots prove that leaf ``index`` is in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        message = f"leaf {index} is not in a tree of {size}"
        raise ValueError(message)
    spans, start, stop = list[Span](), 0, size
    while stop - start > 1:
        middle = start + _left_part(stop - start)
        if index < middle:
            spans.append(Span(middle, stop))
            stop = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """The subtrees whose roots prove that the tree of ``first`` leaves begins that of ``second``."""
    if not 0 < first <= second:
        message = f"no tree of {first} leaves begins one of {second} and needs a proof"
        raise ValueError(message)
    spans, start, stop = list[Span](), 0, second
    while first != stop:
        middle = start + _left_part(stop - start)
        if first <= middle:
            spans.append(Span(middle, stop))
            stop = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    if start:  # Else it is the whole first tree, whose root the verifier has.
        spans.append(Span(start, stop))
    return spans[::-1]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Return if ``proof`` leads from the hash of leaf ``index`` to the root; refuse otherwise."""
    place, last, above = index, size - 1, leaf
    _need(0 <= index < size, "the index is outside the tree")
    for hashed in proof:
        _need(last > 0, "the proof is too long")
        if place & 1 or place == last:
            above = node_hash(hashed, above)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            above = node_hash(above, hashed)
        place, last = place >> 1, last >> 1
    _need(last == 0, "the proof is too short")
    _need(above == root, "the proof leads to another root")


def check_consistency(
    first: int, second: int, first_root: bytes, proof: Sequence[bytes], second_root: bytes
) -> None:
    """Return if the tree of ``first`` leaves begins the tree of ``second``; refuse otherwise."""
    _need(0 <= first <= second, "the sizes are not in order")
    if first in {0, second}:
        whole = EMPTY_ROOT if first == 0 else second_root
        _need(not proof and first_root == whole, "equal trees have equal roots and no proof")
        return
    path = list(proof)
    if first & (first - 1) == 0:  # A perfect tree is a node of the second.
        path.insert(0, first_root)
    _need(bool(path), "the proof is too short")
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for hashed in path[1:]:
        _need(last > 0, "the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(hashed, old), node_hash(hashed, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, hashed)
        place, last = place >> 1, last >> 1
    _need(last == 0, "the proof is too short")
    _need(old == first_root, "the proof leads to another first root")
    _need(new == second_root, "the proof leads to another second root")


def _left_part(count: int) -> int:
    """The largest power of two below a number of leaves."""
    return 1 << ((count - 1).bit_length() - 1)


def _need(holds: bool, told: str) -> None:  # noqa: FBT001 -- the condition is what it is about
    if not holds:
        raise Refusal(Code.PROOF_WRONG, told)
