"""The systemd units: systemd itself finds no fault, each is shut in, and their commands are ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.fault.kept import INSTALLED, UNITS, command_of

from sirekap.wiring.settings import PREFIX, Settings

NAMES = sorted(path.name for path in UNITS.glob("*.service"))
MOST_EXPOSED = 2.0
"""Of 10, by systemd's own count; a unit without hardening has 9.2."""


@pytest.fixture
def installed(tmp_path):
    """The units as they would stand installed, with a program that is on this machine."""
    for name in NAMES:
        text = (UNITS / name).read_text()
        assert INSTALLED in text
        (tmp_path / name.replace("@.", "@8081.")).write_text(text.replace(INSTALLED, sys.executable))
    return sorted(tmp_path.iterdir())


def test_systemd_finds_no_fault(installed, tool):
    """Nothing unknown, nothing misspelt."""
    told = subprocess.run(
        [tool("systemd-analyze"), "verify", *installed], capture_output=True, text=True, check=False
    )

    assert (told.returncode, told.stderr) == (0, "")


def test_each_unit_is_shut_in(installed, tool):
    """By systemd's own count of what a process could still reach."""
    for unit in installed:
        threshold = f"--threshold={int(MOST_EXPOSED * 10)}"
        told = subprocess.run(
            [tool("systemd-analyze"), "security", "--offline=yes", "--no-pager", threshold, unit],
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stdout[-300:]


@pytest.mark.parametrize("name", NAMES)
def test_their_commands_are_understood(name):
    """Each flag is one of the command's: it is asked for help with them."""
    told = subprocess.run(
        [*command_of(name, "8081"), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"), "PATH": "/usr/bin:/bin"},
    )

    assert told.returncode == 0, told.stderr


def test_the_environment_names_settings():
    """Each variable of ours in the example is a setting, and can be read."""
    lines = (UNITS / "sirekap.env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    ours = {name for name in told if name.startswith(PREFIX)}

    assert ours <= {f"{PREFIX}{name.upper()}" for name in Settings.__slots__}
    assert Settings.of(told).forwarded
