"""The published site as its readers are given it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sirekap.store.files import BucketServed, FolderServed

if TYPE_CHECKING:
    from sirekap.office.ports import ServedFiles
    from sirekap.wiring.settings import Settings


def served_of(settings: Settings) -> ServedFiles:
    """From the bucket or the folder where this service publishes."""
    if settings.published.startswith("s3://"):
        return BucketServed.at(settings.published.rstrip("/"))
    return FolderServed(Path(settings.published) if settings.published else settings.data / "published")
