"""The power goes while photos are taken, on a disk that forgets every byte that was not fsynced."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from bench.intake.keys import ENROLMENT, RECEIPT, enrolment_key
from bench.processes import free_port, kill_tree
from bench.site import connected, lay_keys, serve, set_up
from tests.fault.test_power_cut import forgetful
from tests.office.photos import named, picture

from sirekap.election.records import PagePhoto
from sirekap.office.ports import StoreAway
from sirekap.seal.keys import Purpose
from sirekap.simulate import crowd as night
from sirekap.simulate.uploading import GivenUp, Pace, send_photo
from sirekap.simulate.wire import Line, LineCut, Server
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.objects import FolderObjects
from sirekap.store.postgres import migrate
from sirekap.wiring.photos import verifier_on
from sirekap.wiring.process import opened

if TYPE_CHECKING:
    from pathlib import Path

PHONES, PHOTOS, SENDERS = 8, 25, 8
CUT_AFTER = 60
LONGEST_S = 150


class Hasty(FolderObjects):
    """Writes and links, and syncs nothing: the control."""

    def _store(self, place, data) -> bool:
        if place.exists():
            return False
        place.write_bytes(data)
        return True


@pytest.mark.fault
async def test_a_power_cut_loses_no_photo_that_was_called_safe(ground, started, tool, long, told):
    """What the server said is safe is there afterwards, every byte, and the database knows of it."""
    tool("fusermount3")
    for run in range(2 if long else 1):
        safe, lost, unknown = await night_with_a_power_cut(ground / str(run), started, FolderObjects)

        told(f"photos, power cut {run + 1}: {safe} called safe, {len(lost)} lost")
        assert safe >= CUT_AFTER
        assert lost == []
        assert unknown == []


@pytest.mark.fault
async def test_a_writer_that_does_not_sync_loses_photos(ground, started, tool, told):
    """The check can fail: the same night with a writer that trusts the kernel."""
    tool("fusermount3")
    safe, lost, _ = await night_with_a_power_cut(ground / "control", started, Hasty)

    told(f"photos, control without fsync: {safe} called safe, {len(lost)} lost")
    assert lost != []


async def night_with_a_power_cut(ground, started, writer):
    """Take photos until so many are safe, cut the power, and look what the disk and database kept."""
    below, mount = ground / "below", ground / "disk"
    for folder in (ground, below, mount):
        folder.mkdir(mode=0o755)
    made = night.Crowd(enrolment_key(), night=datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
    phones = [made.phone(2 * number) for number in range(PHONES)]
    async with EmbeddedPostgres(below / "database") as postgres:
        await migrate(postgres.dsn(OWNER))
        await set_up(postgres.dsn(OWNER), phones, PHONES)
    lay_keys(below / "data", {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})

    safe: list[str] = []
    async with asyncio.timeout(LONGEST_S), forgetful(below, mount) as disk:
        postgres = EmbeddedPostgres(mount / "database")
        await postgres.start()
        program = serve(
            mount / "data", free_port(), "--dsn", postgres.dsn(APP), fold="0", publish="0", sequence="0"
        )  # They sync the whole disk.
        program.log = ground / "serve.log"
        started.append(program)
        await program.start()
        work = asyncio.create_task(working(postgres.dsn(APP), writer(mount / "data" / "objects")))

        async def power_cut():
            while len(safe) < CUT_AFTER:
                await asyncio.sleep(0.005)
            disk.kill()
            kill_tree(postgres.pid)
            await program.kill()

        async with asyncio.TaskGroup() as group:
            cut = group.create_task(power_cut())
            for number, phone in enumerate(phones):
                group.create_task(evening(Server(program.port), made, phone, number, safe, cut))
        work.cancel()
        with suppress(asyncio.CancelledError, StoreAway, OSError):
            await work
    with suppress(OSError):  # What it tidies up went with the disk.
        await postgres.stop()

    lost = [one for one in safe if not whole(below / "data" / "objects" / "photos" / one[:2] / one, one)]
    async with (
        EmbeddedPostgres(below / "database") as postgres,
        connected(postgres.dsn(APP)) as connection,
    ):
        known = {row["sha256"].hex() for row in await connection.fetch("SELECT sha256 FROM photo")}
    return len(safe), lost, [one for one in safe if one not in known]


def whole(place: Path, name: str) -> bool:
    """Whether a file holds the bytes of its name."""
    return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == name


async def working(dsn, objects):
    """A worker that looks at photos until it is told to end, or the store is gone."""
    async with opened(dsn, 1, objects) as store:
        verify = verifier_on(store)
        while True:
            if not await verify.step():
                await asyncio.sleep(0.02)


async def evening(server, crowd, phone, number, safe, cut):  # noqa: PLR0913, PLR0917 -- who, to whom, and what is noted
    """A phone files a return and sends its photos, noting each that it is told is safe."""
    photos = [picture(1000 * number + page, 360, 540) for page in range(PHOTOS)]
    pages = tuple(PagePhoto(page, named(photo)) for page, photo in enumerate(photos, 1))
    filed = phone.sign(replace(crowd.file(phone, {"suara_1": 41}).record, photos=pages))
    with suppress(LineCut):
        line = await Line.to(server)
        await line.ask(server.post(filed.envelope))
        line.cut()
        for photo in photos:
            with suppress(GivenUp):
                await send_photo(server, phone, filed.id, photo, Pace(pause_s=0.05, tries=100))
                if not cut.done():
                    safe.append(named(photo))
            if cut.done():
                return
