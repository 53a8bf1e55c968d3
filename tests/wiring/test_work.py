"""A worker with the real reader: from photos of a filled form to agreed numbers, and R402 elsewhere."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import KeyId, PhotoHash
from sirekap.election.records import Cover, PagePhoto, PhotosRead, Resemblance, Signed, Status, parse_record
from sirekap.election.regions import StationCode, station_code, village_of
from sirekap.office.ports import Entry, Upload
from sirekap.sheet.drawing import Press
from sirekap.sheet.heading import Heading
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork, load_layout
from sirekap.simulate.count import count
from sirekap.simulate.crowd import Crowd
from sirekap.simulate.filing import file_first
from sirekap.simulate.night import photographed
from sirekap.store.memory import (
    MemoryAccounts,
    MemoryDesk,
    MemoryDevices,
    MemoryEnrolment,
    MemoryJobs,
    MemoryJournal,
    MemoryLog,
    MemoryLooks,
    MemoryObjects,
    MemoryPlaces,
    MemoryProjections,
    MemoryRecords,
    MemorySessions,
    MemoryTries,
    MemoryUploads,
    MemoryWordbook,
)
from sirekap.tiers.documents import parse_thread
from sirekap.tiers.standing import State
from sirekap.wiring.keys import keys_in
from sirekap.wiring.machine import ShippedMachine
from sirekap.wiring.process import Store, folder_on
from sirekap.wiring.settings import Settings
from sirekap.wiring.work import worker_on

FORM = "C.HASIL-PPWP"
HERE = station_code("3504011001003")
THERE = station_code("3504011001004")
NOW = datetime.now(UTC).replace(microsecond=0)


def new_store():
    """A whole store in memory."""
    records, devices, places, jobs = MemoryRecords(), MemoryDevices(), MemoryPlaces(), MemoryJobs()
    return Store(
        records=records, devices=devices, places=places, projections=MemoryProjections(),
        enrolment=MemoryEnrolment(records, devices, places), journal=MemoryJournal(), log=MemoryLog(records),
        published=None, pen=None, publication=None, exports=None,
        uploads=MemoryUploads(jobs), jobs=jobs, looks=MemoryLooks(), objects=MemoryObjects(),
        words=MemoryWordbook(), desk=MemoryDesk(),
        accounts=MemoryAccounts(), sessions=MemorySessions(), tries=MemoryTries(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def photos():
    """Three photos of a form that a hand filled in for a station."""
    profile = profiles.load()
    names = [region.name for region in profile.path_of(village_of(HERE))]
    choices = {ticket.number: ticket.names for ticket in profile.tickets}
    form = Print(load_layout(FORM), load_artwork(FORM), Heading(HERE, *names), choices)
    with Press() as press:
        return [data for _, data in photographed(press, form, count(7), 7, "easy", width=1600)]


async def filed(store, crowd, station: StationCode, photos, numbers):
    """A station's return of these photos, all of them whole at the server."""
    phone = crowd.phone_of(station, 1)
    named = [(page, PhotoHash(hashlib.sha256(data).hexdigest())) for page, data in enumerate(photos, 1)]
    made = file_first(crowd, phone, profiles.load().form(FORM), numbers, photos=named, at=NOW)
    made = phone.sign(replace(made.record, photos=tuple(PagePhoto(*one) for one in named)))
    entry = Entry(
        made.id, "return", station, "ppwp", made.body, made.signature, KeyId(phone.key.id), NOW, b""
    )
    await store.records.append([entry])

    async def once(data):
        yield data

    for (_, name), data in zip(named, photos, strict=True):
        upload = Upload(
            token=f"{station}{name}", sha256=name, size=len(data), type="image/jpeg", record=made.id,
            contest="ppwp", issued=NOW, expires=NOW + timedelta(hours=1),
        )  # fmt: skip
        await store.uploads.open(upload)
        await store.objects.write(upload.token, 0, len(data), once(data))
        await store.uploads.whole(upload.token)
    return made


async def test_the_row_of_what_was_entered_otherwise_can_be_looked_at(photos, tmp_path):
    """An officer types 50 votes too many: the row of that field is shown, beside a field that agrees none."""
    settings = Settings(data=tmp_path)
    keys = keys_in(tmp_path / "keys", settings.election, NOW, random.Random(1).randbytes)
    store = new_store()
    wrong = {**count(7), FieldName("suara_1"): count(7)["suara_1"] + 50}
    made = await filed(store, Crowd(keys.enrolment, night=NOW), HERE, photos, wrong)

    await worker_on(store, keys.reading, ShippedMachine("pemilu2024")).until_done()

    assert (await store.objects.shown(made.id, FieldName("suara_1"))).startswith(b"\xff\xd8")
    with pytest.raises(KeyError):
        await store.objects.shown(made.id, FieldName("suara_2"))


async def test_photos_become_a_reading_that_agrees_and_a_copy_elsewhere_is_found(photos, tmp_path):
    """Officer and machine agree; the same photos filed at another station are R402 on both."""
    settings = Settings(data=tmp_path)
    keys = keys_in(tmp_path / "keys", settings.election, NOW, random.Random(1).randbytes)
    store, crowd = new_store(), Crowd(keys.enrolment, night=NOW)
    made = await filed(store, crowd, HERE, photos, count(7))
    worker = worker_on(store, keys.reading, ShippedMachine("pemilu2024"))
    await worker.until_done()
    assert (worker.verified, worker.returns, worker.covered) == (3, 1, 1)

    await filed(store, crowd, THERE, photos, count(7))
    await worker.until_done()
    await folder_on(store, settings).step()

    records = [parse_record(one.entry.body) for one in await store.records.after(0, 100)]
    reading = next(one for one in records if isinstance(one, PhotosRead) and one.of == made.id)
    read = {each.name: each.value for each in reading.fields if each.status is Status.ACCEPTED}
    assert len(read) >= 0.9 * len(count(7))
    assert all(count(7)[name] == value for name, value in read.items())
    assert sum(isinstance(one, Resemblance) for one in records) == 3
    assert await store.jobs.parked(0, 10) == []

    figures = await store.projections.all_figures(Contest.PRESIDENT.value, "", 10)
    standing = {key[0]: thread.standing for key, thread in (parse_thread(one.document) for one in figures)}
    complete = set(made.record.votes.all) <= set(read)
    assert standing[HERE].votes.state is (State.AGREED if complete else State.PENDING)
    assert "R402" in standing[HERE].findings
    assert "R402" in standing[THERE].findings

    covers = [one for one in records if isinstance(one, Cover) and one.of == made.id]
    assert [one.page for one in covers] == [1, 2, 3]
    assert {each.state for one in covers for each in one.signatures} <= {Signed.SIGNED, Signed.UNSURE}
    for one in covers:
        assert hashlib.sha256(await store.objects.published(one.copy)).hexdigest() == one.copy
