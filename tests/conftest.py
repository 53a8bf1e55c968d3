"""What tests share: the tools of the machine, and the real data when it is there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# Time is never judged in a test: a loaded machine is slow and still right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tool():
    """A program by name; a missing one skips the test, and fails it under ``make check``."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            reason = f"{name} is not installed; packages.txt names the package"
            if os.environ.get("SIREKAP_CHECK"):
                pytest.fail(reason)
            pytest.skip(reason)
        return found

    return find


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, beside the project or where SIREKAP_SHARED says; skips without it."""
    folder = Path(os.environ.get("SIREKAP_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not here; SIREKAP_SHARED may name its folder")
    return folder
