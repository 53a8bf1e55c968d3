"""An export is the same bytes, whatever store it is made of."""

from __future__ import annotations

from tests.office.exported import LATEST, Night
from tests.office.test_export import exported, parliament, story


async def test_every_store_gives_the_same_files(store):
    """Two contests with a correction, a disputed station and votes by choice; and again after one more."""
    twins = Night(contests=2)
    there = Night(contests=2, store=store)
    for night in (twins, there):
        await exported(night, *story())
        await exported(night, parliament())
    assert there.latest["size"] == 7
    assert _dated(there) == _dated(twins)


def _dated(night):
    return {path: content for path, content in night.site.files.items() if path != LATEST}
