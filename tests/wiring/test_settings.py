"""Settings come from flags, then the environment, then their defaults."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sirekap.election.identity import Phase
from sirekap.wiring.settings import Settings


def test_given_goes_before_environment_and_environment_before_default():
    """A port given by flag, a folder by the environment, a host by neither."""
    settings = Settings.of({"SIREKAP_PORT": "1", "SIREKAP_DATA": "/srv/sirekap"}, port=2, host=None)

    assert (settings.port, settings.data, settings.host) == (2, Path("/srv/sirekap"), "127.0.0.1")


def test_each_kind_of_setting_is_read_from_a_text():
    """A phase, a time, a truth, a number with a fraction."""
    settings = Settings.of(
        {
            "SIREKAP_PHASE": "rehearsal",
            "SIREKAP_CLOSES": "2024-02-20T17:00:00Z",
            "SIREKAP_FOLD": "0",
            "SIREKAP_BODY_PATIENCE": "2.5",
        }
    )

    assert (settings.phase, settings.fold, settings.body_patience) == (Phase.REHEARSAL, False, 2.5)
    assert settings.closes == datetime(2024, 2, 20, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SIREKAP_PORT", "http"),
        ("SIREKAP_PHASE", "dress"),
        ("SIREKAP_OPENS", "tomorrow"),
        ("SIREKAP_OPENS", "2024-02-14T00:00:00"),
        ("SIREKAP_FOLD", "maybe"),
    ],
)
def test_what_cannot_be_read_is_named(name, text):
    """The message names the variable and what stands in it."""
    with pytest.raises(ValueError, match=f"{name}={text}"):
        Settings.of({name: text})
