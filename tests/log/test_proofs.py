"""Proofs: the RFC's own, made out of tiles, accepted; and anything altered is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.log.edge import Edge
from sirekap.log.hashing import leaf_hash
from sirekap.log.proofs import check_consistency, check_inclusion, consistency_spans, inclusion_spans
from sirekap.log.reading import hashes, tiles_for
from sirekap.log.refusal import Code, Refusal

ENTRIES = [b"entry %d" % n for n in range(1_500)]


@st.composite
def places(draw):
    """A tree's size and a leaf in it; sizes near full tiles are common."""
    size = draw(st.one_of(st.integers(1, 1_500), st.sampled_from([1, 2, 255, 256, 257, 512, 513, 1024])))
    return size, draw(st.integers(0, size - 1))


def published(size):
    """The files of a tree."""
    edge, files = Edge().grown(ENTRIES[:size])
    return files | edge.partial_files()


@given(places())
def test_an_inclusion_proof_is_the_rfcs(plain, place):
    """Made of tiles, it is PATH(m, D[n]); it leads to the root."""
    size, index = place
    spans = inclusion_spans(index, size)
    files = published(size)

    proof = hashes(spans, size, files.get)

    assert proof == plain.path(index, ENTRIES[:size])
    check_inclusion(index, size, leaf_hash(ENTRIES[index]), proof, plain.root(ENTRIES[:size]))
    assert {tile.path for tile in tiles_for(spans, size)} <= set(files)


@given(places())
def test_a_consistency_proof_is_the_rfcs(plain, place):
    """Made of the larger tree's tiles, it is PROOF(m, D[n]); it joins the two roots."""
    second, first = place[0], place[1] + 1
    proof = hashes(consistency_spans(first, second), second, published(second).get)

    assert proof == plain.proof(first, ENTRIES[:second])
    check_consistency(first, second, plain.root(ENTRIES[:first]), proof, plain.root(ENTRIES[:second]))


@given(places(), st.data())
def test_proof_wrong_is_said_of_an_altered_inclusion(plain, place, data):
    """A bit of the leaf, of a hash or of the root; a hash more or less; another index or size."""
    size, index = place
    leaf, root = leaf_hash(ENTRIES[index]), plain.root(ENTRIES[:size])
    proof = plain.path(index, ENTRIES[:size])
    ways = [
        (index, size, flipped(data, leaf), proof, root),
        (index, size, leaf, proof, flipped(data, root)),
        (index, size, leaf, [*proof, bytes(32)], root),
        ((index + 1) % (size + 1), size, leaf, proof, root),
        (-1, size, leaf, proof, root),
        (size, size, leaf, proof, root),
    ]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        ways += [
            (index, size, leaf, [*proof[:at], flipped(data, proof[at]), *proof[at + 1 :]], root),
            (index, size, leaf, proof[:-1], root),
            (index, size, leaf, proof[1:], root),
        ]
    for way in ways:
        with pytest.raises(Refusal) as refused:
            check_inclusion(*way)
        assert refused.value.code is Code.PROOF_WRONG


@given(places(), st.data())
def test_proof_wrong_is_said_of_an_altered_consistency(plain, place, data):
    """A bit of either root or of a hash; a hash more or less; sizes the wrong way round."""
    second, first = place[0], place[1] + 1
    one, two = plain.root(ENTRIES[:first]), plain.root(ENTRIES[:second])
    proof = plain.proof(first, ENTRIES[:second])
    ways = [
        (first, second, flipped(data, one), proof, two),
        (first, second, one, proof, flipped(data, two)),
        (first, second, one, [*proof, bytes(32)], two),
        (second + 1, second, one, proof, two),
    ]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        ways += [
            (first, second, one, [*proof[:at], flipped(data, proof[at]), *proof[at + 1 :]], two),
            (first, second, one, proof[:-1], two),
            (first, second, one, [], two),
        ]
    for way in ways:
        with pytest.raises(Refusal) as refused:
            check_consistency(*way)
        assert refused.value.code is Code.PROOF_WRONG


def test_every_tree_begins_with_the_empty_one(plain):
    """No proof is needed, and the root must be that of nothing."""
    check_consistency(0, 5, plain.root([]), [], plain.root(ENTRIES[:5]))
    with pytest.raises(Refusal):
        check_consistency(0, 5, plain.root(ENTRIES[:1]), [], plain.root(ENTRIES[:5]))


@pytest.mark.parametrize("index", [-1, 5])
def test_no_proof_is_made_of_what_is_not_there(index):
    """Asking for it is a fault of the caller."""
    with pytest.raises(ValueError, match="is not in a tree of 5"):
        inclusion_spans(index, 5)
    with pytest.raises(ValueError, match="no tree of"):
        consistency_spans(index + 1 if index > 0 else 0, 5)


def flipped(data, octets):
    """These octets with one bit changed."""
    bit = data.draw(st.integers(0, len(octets) * 8 - 1))
    changed = bytearray(octets)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
