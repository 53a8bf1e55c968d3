"""The tree: grown in any steps it has RFC 6962's root, its files, and can be taken up again from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sirekap.log.edge import Edge
from sirekap.log.hashing import EMPTY_ROOT, leaf_hash
from sirekap.log.refusal import Code, Refusal
from sirekap.log.tiles import Bundle, Tile, parse_bundle, place_of, print_bundle, tile_at

ENTRIES = [b"entry %d" % n for n in range(70_001)]
STEPS = st.lists(st.integers(0, 700), max_size=8)


def grown(steps):
    """An edge grown by so many entries each time, and every file it wrote, partial ones after each step."""
    edge, files = Edge(), {}
    for step in steps:
        edge, full = edge.grown(ENTRIES[edge.size : edge.size + step])
        files |= full | edge.partial_files()
    return edge, files


@given(STEPS)
def test_any_steps_lead_to_the_root_of_the_rfc(plain, steps):
    """Grown step by step, the root is MTH of all entries; grown at once, the edge is the same."""
    edge, _ = grown(steps)

    assert edge.root == plain.root(ENTRIES[: sum(steps)])
    assert grown([sum(steps)])[0] == edge


@given(STEPS)
def test_a_tree_is_taken_up_again_from_its_files(steps):
    """The partial tiles and the last bundle give the very edge."""
    edge, files = grown(steps)

    assert Edge.read(edge.size, edge.root, files.get) == edge
    assert set(Edge.paths(edge.size)) == set(edge.partial_files())


@given(STEPS)
def test_every_tile_holds_the_hashes_of_its_leaves(plain, steps):
    """Each hash of each tile, full or partial, is the root of the leaves under it."""
    edge, files = grown(steps)

    for path, data in files.items():
        place = place_of(path)
        if isinstance(place, Bundle):
            first = place.index * 256
            assert parse_bundle(data, place) == ENTRIES[first : first + place.width]
            continue
        under = 256**place.level
        for number in range(place.width):
            first = (place.index * 256 + number) * under
            assert data[32 * number : 32 * number + 32] == plain.root(ENTRIES[first : first + under])
        assert len(data) == 32 * place.width
    for level, count in enumerate((edge.size, edge.size // 256)):
        for index in range(-(-count // 256)):
            assert tile_at(level, index, edge.size).path in files


def test_the_tiles_of_70000_are_those_the_specification_counts():
    """273 full tiles of level 0 and one of 112, one full of level 1 and one of 17, one of 1 of level 2."""
    _, files = grown([70_000])

    assert sorted(set(files) - {f"tile/0/{n:03}" for n in range(273)} - bundles(273)) == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "tile/entries/273.p/112",
    ]


def bundles(count):
    """The first bundles' paths."""
    return {f"tile/entries/{n:03}" for n in range(count)}


def test_the_empty_tree():
    """It has the root of nothing and no file."""
    assert (Edge().root, Edge().partial_files(), Edge.paths(0)) == (EMPTY_ROOT, {}, [])
    assert Edge.read(0, EMPTY_ROOT, {}.get) == Edge()


@pytest.mark.parametrize(
    "path", ["tile/0/273.p/44", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/44"]
)
@pytest.mark.parametrize("bit", [0, 7, -1])
def test_root_wrong_is_said_of_an_edge_with_a_flipped_bit(path, bit):
    """One bit of any file of the edge at 69,932."""
    edge, files = grown([69_932])
    octets = bytearray(files[path])
    octets[bit if path != "tile/entries/273.p/44" else bit + 2 if bit >= 0 else bit] ^= 1

    with pytest.raises(Refusal) as refused:
        Edge.read(edge.size, edge.root, {**files, path: bytes(octets)}.get)

    assert refused.value.code is Code.ROOT_WRONG


@pytest.mark.parametrize("data", [None, b"", bytes(31), bytes(64)])
def test_tile_malformed_is_said_of_a_tile_of_another_length(data):
    """Missing, empty, too short, too long."""
    edge, files = grown([1])

    with pytest.raises(Refusal) as refused:
        Edge.read(1, edge.root, {**files, "tile/0/000.p/1": data}.get)

    assert refused.value.code is Code.TILE_MALFORMED


@pytest.mark.parametrize("cut", [b"", b"\0", b"\0\5four", print_bundle([b"a"]), print_bundle([b"a"] * 3)])
def test_bundle_malformed_is_said_of_another_number_of_entries(cut):
    """Cut short anywhere, or one entry too few or too many."""
    with pytest.raises(Refusal) as refused:
        parse_bundle(cut, Bundle(0, 2))

    assert refused.value.code is Code.BUNDLE_MALFORMED


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(2, 1_234_067), "tile/2/x001/x234/067"),
        (Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (Bundle(999, 1), "tile/entries/999.p/1"),
        (Bundle(12_345), "tile/entries/x012/345"),
    ],
)
def test_a_place_has_one_path(tile, path):
    """Written as the specification shows, and read back."""
    assert (tile.path, place_of(path)) == (path, tile)


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/-1/000",
        "tile/0/../000",
        "tile/0/000\n",
        "checkpoint",
        "tile/0/٠٠٠",
    ],
)
def test_what_is_no_path_is_none(path):
    """Leading noughts, ends outside their range, steps upwards, other digits."""
    assert place_of(path) is None


def test_a_leafs_hash_is_that_of_the_rfc():
    """A leaf's first byte is nought: SHA-256 of one byte of nought for the empty entry."""
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
