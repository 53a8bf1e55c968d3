"""The compact set of paths is a set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sirekap.audit.seen import Seen


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400).map(str)), max_size=3000))
def test_it_behaves_like_a_set(steps):
    """Whatever is put in and taken out, in whatever order."""
    seen, model = Seen(), set()
    for put, text in steps:
        if put:
            seen.add(text)
            model.add(text)
        else:
            seen.discard(text)
            model.discard(text)
    assert {text for text in map(str, range(401)) if text in seen} == model


def test_it_grows():
    """Many more than it began with."""
    seen = Seen()
    for number in range(20_000):
        seen.add(f"v1/records/{number}.json")
    assert all(f"v1/records/{number}.json" in seen for number in range(20_000))
    assert "v1/records/20000.json" not in seen
