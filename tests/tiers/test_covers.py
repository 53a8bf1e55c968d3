"""Public copies of photos in the thread: where they go, which counts, and that order has no say."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.tiers.acts import CONTEST, ELECTION, FIRST, NIGHT, SECOND, SOMEBODY, arrived, filed, key_of, moved

from sirekap.election.identity import Phase, PhotoHash
from sirekap.election.records import Cover, PictureSize, Signatory, Signature, Signed, Turn
from sirekap.tiers.documents import canonical, parse_thread, print_thread
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import NO_RULES

VOTES = {"suara_1": 41}
SQUARE = ((0, 0), (900, 0), (900, 1300), (0, 1300))


def cover(of, photo, *, copy=None, page=1, program=1, minute=100, drawn=False):  # noqa: PLR0913 -- plain defaults
    """A photo, named by one letter, of a return has a public copy."""
    return arrived(
        Cover(
            election=ELECTION,
            phase=Phase.REAL,
            at=NIGHT + timedelta(minutes=minute),
            signer=key_of("reader"),
            station=of.record.station,
            contest=CONTEST,
            of=of.id,
            photo=PhotoHash(photo * 64),
            copy=PhotoHash((copy or chr(ord(photo) - 48)) * 64),
            form="C.HASIL-PPWP",
            page=page,
            program=program,
            size=PictureSize(1000, 1400),
            turn=Turn.NONE,
            kept=SQUARE,
            painted=(SQUARE,),
            signatures=(Signature(Signatory.WITNESS, 2, Signed.EMPTY),),
            person=SOMEBODY if drawn else None,
            words=SOMEBODY if drawn else None,
        )
    )


ENTRY = filed(VOTES)
CORRECTED = filed(VOTES | {"suara_1": 42}, replaces=ENTRY, minute=5)
ELSEWHERE = filed(VOTES, device="c", station=SECOND)


def test_a_thread_with_copies_is_read_back_as_it_was_written():
    """Page, both hashes, and what is said of the boxes."""
    ledger = Ledger(ELECTION)
    fold(ledger, [ENTRY, cover(ENTRY, "a"), cover(ENTRY, "b", page=2, drawn=True)], NO_RULES)
    thread = ledger.threads[FIRST, CONTEST]
    assert len(thread.copies) == 2
    assert parse_thread(print_thread((FIRST, CONTEST), thread)) == ((FIRST, CONTEST), thread)


def test_a_copy_goes_where_its_return_is_moved():
    """Filed at the wrong station, moved: the right one shows the photo, the wrong one no more."""
    ledger = Ledger(ELECTION)
    fold(ledger, [ENTRY, cover(ENTRY, "a"), moved(ENTRY, SECOND), cover(ENTRY, "b", page=2)], NO_RULES)
    assert ledger.threads[FIRST, CONTEST].empty
    assert {each.page for each in ledger.threads[SECOND, CONTEST].copies} == {1, 2}


def test_a_copy_changes_no_figure():
    """Photos are shown beside numbers; they say nothing of them."""
    without, beside = Ledger(ELECTION), Ledger(ELECTION)
    fold(without, [ENTRY], NO_RULES)
    fold(beside, [ENTRY, cover(ENTRY, "a")], NO_RULES)
    assert beside.threads[FIRST, CONTEST].standing == without.threads[FIRST, CONTEST].standing
    assert beside.totals.keys() == without.totals.keys()


ALL = [
    ENTRY,
    CORRECTED,
    ELSEWHERE,
    cover(ENTRY, "a"),
    cover(ENTRY, "a", copy="e", program=2, minute=130),
    cover(CORRECTED, "a", minute=110),
    cover(CORRECTED, "b", page=2, drawn=True),
    cover(ELSEWHERE, "c"),
    moved(ELSEWHERE, FIRST),
]


@given(st.lists(st.sampled_from(ALL), max_size=12), st.permutations(ALL), st.integers(0, 9))
def test_any_order_of_returns_covers_and_moves_gives_the_same_ledger(some, order, cut):
    """With any repeats, at once or in two parts."""
    once, parts = Ledger(ELECTION), Ledger(ELECTION)
    fold(once, ALL, NO_RULES)
    fold(parts, [*some, *order[:cut]], NO_RULES)
    fold(parts, order, NO_RULES)

    assert canonical(parts) == canonical(once)
