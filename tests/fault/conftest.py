"""How long the fault tests are, and a place for what they start."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from bench.processes import kill_tree


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether ``make fault`` asks for the long forms."""
    return bool(os.environ.get("SIREKAP_LONG"))


@pytest.fixture
def ground():
    """A folder that other accounts can pass through: a server started by root has another one."""
    with tempfile.TemporaryDirectory(prefix="sirekap-fault-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def started():
    """A list for programs that are started; what is left of them at the end is ended, by number."""
    programs = []
    yield programs
    for one in programs:
        if one.process is not None and one.process.returncode is None:
            kill_tree(one.pid)


@pytest.fixture
def told(capsys):
    """Say a figure to whoever watches, past pytest's ears."""

    def tell(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", flush=True)  # noqa: T201 -- the figure is what the run is for

    return tell
