"""What the publisher writes of a night and its plenaries, checked as an outsider would."""

from __future__ import annotations

import pytest
from tests.acceptance.world import FOUR, ONE, TWO
from tests.audit.conftest import checked, codes
from tests.office.log_ground import NAME
from tests.office.site_ground import Press, until_quiet

from sirekap.audit import setup
from sirekap.audit.verify import Asked
from sirekap.tiers.rulebook import NO_RULES

ASKED = Asked(NAME)
UNSIGNED = {"site_key_list_wrong"}
"""The country of this press has no key list: its phones sign nothing."""


@pytest.fixture
def press(runner, monkeypatch):
    """A country that is set up and has no rules, as its publisher has none."""
    monkeypatch.setattr(setup, "of_profile", lambda _: NO_RULES)
    made = Press()
    runner.run(made.world.set_up())
    return made


def files_of(press):
    """The site with its log."""
    return {**press.site.files, **{f"log/{path}": data for path, data in press.log_site.files.items()}}


async def test_each_state_of_a_night_is_right(press):
    """After each return, and when the whole country has certified: every file is made again to the byte."""
    for station in (ONE, TWO, FOUR):
        await press.world.sent(station, 100, 60, 40)
        await press.logged()
        await until_quiet(await press.publisher())
        outcome = checked(files_of(press), ASKED, press.now)
        assert codes(outcome) == UNSIGNED, outcome.report.findings
    await press.world.whole_country()
    await press.logged()
    await until_quiet(await press.publisher())
    outcome = checked(files_of(press), ASKED, press.now)
    assert codes(outcome) == UNSIGNED, outcome.report.findings
    assert outcome.report.identified
    assert outcome.report.checked["stations"] == 8
    assert outcome.report.unchecked == ["v1/key-list.json"]


async def test_a_changed_minute_is_found(press):
    """A certificate's figures altered in a region's document."""
    await press.world.whole_country()
    await press.logged()
    await until_quiet(await press.publisher())
    files = files_of(press)
    files["v1/ppwp/35.json"] = files["v1/ppwp/35.json"].replace(b'"certified"', b'"reopened"')
    assert "site_total_wrong" in codes(checked(files, ASKED, press.now))
