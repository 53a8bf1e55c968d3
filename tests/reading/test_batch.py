"""Many returns side by side: the same readings in the same order as one by one."""

from __future__ import annotations

import pytest

from sirekap.election.refusal import Refusal
from sirekap.reading.batch import Bundle, read_all
from sirekap.simulate.camera import Shot, photograph

FORM = "C.HASIL-PPWP"


def test_two_processes_read_what_one_does(papers):
    """Five returns, one of them no photo: names in order, readings equal to the last bit."""
    pages = [
        (f"{number}.jpg", photograph(papers[number], 2.5, Shot(number, "easy")).jpeg) for number in (2, 3)
    ]
    bundles = [Bundle(f"r{index}", (pages[index % 2],)) for index in range(4)]
    bundles.insert(2, Bundle("text", (("a.txt", b"no photo"),)))

    alone, together = (list(read_all(bundles, FORM, cores=cores)) for cores in (1, 2))

    assert [name for name, _ in together] == ["r0", "r1", "text", "r2", "r3"]
    assert [reading.pages[0].page for _, reading in together] == [2, 3, None, 2, 3]
    assert together[2][1].pages[0].refusal.code == "photo_not_an_image"
    for (_, one), (_, other) in zip(alone, together, strict=True):
        assert one.fields == other.fields
        assert one.findings == other.findings


@pytest.mark.parametrize("cores", [1, 2])
def test_form_unknown(cores):
    """A form nobody drew is refused before any process starts."""
    with pytest.raises(Refusal) as refused:
        list(read_all([Bundle("r", ())], "C.HASIL-NOBODY", cores=cores))

    assert refused.value.code == "form_unknown"
