"""Where the programs for browsers stand: built from ``web/`` into the package, without code of ours."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def built_web(app: str) -> Path | None:
    """The folder of an app (``officer``, ``portal``) as ``make web`` built it; ``None`` if it was not."""
    folder = Path(str(files("sirekap"))) / "web" / app
    return folder if folder.is_dir() else None
