"""A part of the service on its own asks for what parts share, and makes no service of its own."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from sirekap.cli.main import app
from sirekap.seal.refusal import Refusal
from sirekap.wiring.keys import SHARED, keys_in, need_shared
from sirekap.wiring.settings import Role, Settings

NOW = datetime(2024, 2, 14, tzinfo=UTC)
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.mark.parametrize("role", ["api", "folder", "sequencer", "publisher", "exporter"])
def test_a_part_needs_a_database_that_runs(role, tmp_path):
    """It starts none of its own; it says so."""
    told = CliRunner().invoke(app, ["serve", "--role", role, "--data", str(tmp_path), "--lang", "en"])

    assert told.exit_code == 2
    assert "--dsn" in told.output


@pytest.mark.parametrize("role", ["api", "folder", "sequencer", "publisher", "exporter"])
def test_a_part_without_the_shared_keys_is_refused_and_makes_none(role, tmp_path):
    """A host with keys of its own would be another service."""
    told = CliRunner().invoke(
        app, ["serve", "--role", role, "--data", str(tmp_path), "--dsn", NOWHERE, "--lang", "en"]
    )

    assert told.exit_code == 2
    assert "key_file_missing" in told.output
    assert not list(tmp_path.rglob("*.key"))


def test_each_shared_key_is_missed(tmp_path):
    """One by one; the receipt key is a host's own and is not."""
    keys_in(tmp_path, "pemilu2024", NOW, random.Random(1).randbytes)
    (tmp_path / "receipt.key").unlink()
    need_shared(tmp_path)

    for purpose in SHARED:
        place = tmp_path / f"{purpose}.key"
        place.rename(tmp_path / "elsewhere")
        with pytest.raises(Refusal, match=f"{purpose}.key"):
            need_shared(tmp_path)
        (tmp_path / "elsewhere").rename(place)


def test_a_role_is_read_from_the_environment():
    """And an unknown one is refused with the variable's name."""
    assert Settings.of({"SIREKAP_ROLE": "folder"}).role is Role.FOLDER
    with pytest.raises(ValueError, match="SIREKAP_ROLE=printer"):
        Settings.of({"SIREKAP_ROLE": "printer"})
