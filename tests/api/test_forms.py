"""Forms as phones are given them: every field and rule of a form, of the district asked for."""

from __future__ import annotations

import pytest

from sirekap.profiles import load

PROFILE = load()


@pytest.mark.parametrize(
    ("form", "district"), [("C.HASIL-PPWP", "0"), ("C.HASIL-DPR", "3506"), ("C.HASIL-DPD", "35")]
)
async def test_a_form_is_told_whole(site, form, district):
    """Its groups and fields in the order of the paper, and a rule for each of its rules."""
    wanted = PROFILE.form(form, None if district == "0" else district)

    async with site.served() as client:
        answer = await client.get(f"/api/v1/forms/{form}/{district}")

    told = client.told(answer)
    assert answer.status == 200
    assert (told["code"], told["edition"], told["voter_limit"]) == (form, "2024", 300)
    assert [each["name"] for group in told["groups"] for each in group["fields"]] == [
        each.name for each in wanted.fields()
    ]
    assert [each["code"] for each in told["rules"]] == [each.code for each in wanted.rules]


async def test_candidates_come_after_the_totals_of_their_parties(site):
    """Only they are of the second stage."""
    async with site.served() as client:
        told = client.told(await client.get("/api/v1/forms/C.HASIL-DPR/3506"))

    later = {each["name"] for group in told["groups"] for each in group["fields"] if each["stage"] == 2}
    assert later
    assert all("_caleg_" in name for name in later)
    assert "partai_1_total" not in later


@pytest.mark.parametrize("asked", ["C.HASIL-PPWP/3506", "C.HASIL-DPR/0", "C.HASIL-DPR/9999", "C.HASIL-X/0"])
async def test_a_form_that_is_not_there_is_404(site, asked):
    """A form with a district it does not have, without the one it needs, or of no election."""
    async with site.served() as client:
        assert (await client.get(f"/api/v1/forms/{asked}")).status == 404
