"""What earlier visits saw: the last checkpoint of each log, kept under the user's state directory.

A site that was seen larger and is smaller now, or tells another story up to there, is found
by it. What is kept goes by the key that the log was asked for with, or else by the address: a
stranger's log of the same name must not make the right one look forged.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from sirekap.log.checkpoint import Checkpoint
from sirekap.log.refusal import Refusal


def remembered() -> Path:
    """Where this user's visits are kept: XDG's state directory, or what the platform has for it."""
    if state := os.environ.get("XDG_STATE_HOME"):
        return Path(state) / "sirekap" / "visits"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "sirekap" / "visits"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sirekap" / "visits"
    return Path.home() / ".local" / "state" / "sirekap" / "visits"


@dataclass(frozen=True)
class Visits:
    """The checkpoints seen, in a folder; ``by`` is the verifier key, or the address without one."""

    folder: Path
    by: str

    def seen(self, origin: str) -> list[Checkpoint]:
        """The last checkpoint seen of a log, if one is kept and can be read."""
        try:
            return [Checkpoint.parse(self._place(origin).read_text(encoding="utf-8"), origin)]
        except (OSError, UnicodeDecodeError, Refusal):
            return []

    def keep(self, point: Checkpoint) -> None:
        """Keep a checkpoint, unless a larger one is. What cannot be written is no failure of the check."""
        if any(each.size >= point.size for each in self.seen(point.origin)):
            return
        place = self._place(point.origin)
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = place.with_suffix(".new")
            beside.write_text(str(point), encoding="utf-8")
            beside.replace(place)
        except OSError:
            return

    def forget(self, origin: str) -> None:
        """Forget what was seen of a log."""
        self._place(origin).unlink(missing_ok=True)

    def _place(self, origin: str) -> Path:
        # An origin is a stranger's text: only its hash becomes a name.
        name = hashlib.sha256(f"{self.by}\n{origin}".encode()).hexdigest()
        return self.folder / f"{name[:32]}.txt"
