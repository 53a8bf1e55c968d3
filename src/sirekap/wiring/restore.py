"""From an archive to a service that may be started: laid out beside its place, checked, then put there."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sirekap.log.tiles import CHECKPOINT
from sirekap.office.check_restored import check_restored
from sirekap.store.embedded import APP, EmbeddedPostgres
from sirekap.store.embedded.archive import lay_data, need_empty, replayed
from sirekap.wiring.keys import keys_in, need_shared
from sirekap.wiring.photos import objects_of
from sirekap.wiring.process import opened
from sirekap.wiring.public_log import LOG, log_key, site_of

if TYPE_CHECKING:
    from pathlib import Path

    from sirekap.office.check_restored import Restored
    from sirekap.wiring.settings import Settings

_KEYS = "keys"


def keep_keys(data: Path, archive: Path) -> None:
    """Copy a service's keys to its archive; the modes go with them."""
    (archive / _KEYS).mkdir(mode=0o700, parents=True, exist_ok=True)
    for key in sorted((data / _KEYS).glob("*.key")):
        shutil.copy2(key, archive / _KEYS / key.name)


async def published_note(settings: Settings, named: Path | None) -> bytes | None:
    """The last published checkpoint: of the file named, else of where the log is published apart."""
    if named is not None:
        return await asyncio.to_thread(named.read_bytes)
    return await site_of(settings, LOG).get(CHECKPOINT) if settings.published else None


async def restore(settings: Settings, archive: Path, note: bytes) -> Restored:
    """Restore into an empty data folder what an archive has, if it goes on from a published checkpoint.

    Raises :class:`Refusal`: D022, D024, those of ``check_restored`` and of ``seal`` and ``log``.
    Nothing is put in place then.
    """
    place = settings.data
    need_empty(place)
    beside = place.with_name(f"{place.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)  # Of a restore that was refused or cut short.
    beside.mkdir(mode=0o755, parents=True)
    try:
        lay_data(archive, beside / "database")
        if (archive / _KEYS).is_dir():
            shutil.copytree(archive / _KEYS, beside / _KEYS)
        async with EmbeddedPostgres(beside / "database") as postgres:
            await replayed(postgres)
            restored = await check(postgres.dsn(APP), replace(settings, data=beside), note)
        if place.exists():
            place.rmdir()
        beside.rename(place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return restored


async def check(dsn: str, settings: Settings, note: bytes) -> Restored:
    """Check a database that was restored, by this program or by its own people."""
    need_shared(settings.data / _KEYS)
    keys = keys_in(settings.data / _KEYS, settings.election, datetime.now(UTC), os.urandom)
    async with opened(dsn, 1, objects_of(settings)) as store:
        return await check_restored(note, log_key(keys, settings), store.log, store.uploads, store.objects)
