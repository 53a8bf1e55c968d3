"""What a phone asks: its station as it was set up, and the rows of its photo that were read otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

from sirekap.election.choices import District, DistrictCode
from sirekap.election.contests import Contest
from sirekap.election.identity import KeyId, RecordId, record_id
from sirekap.election.records import FieldRead, PhotosRead, Status, print_record
from sirekap.election.records.read import CERTAIN
from sirekap.office.ports import ContestSetup, Entry, Setup


def reading_of(filed, **read):
    """An entry: the machine read these fields of a return, sure of all but those that it leaves."""
    record = PhotosRead(
        election=filed.record.election,
        phase=filed.record.phase,
        at=filed.record.at,
        signer=KeyId("0" * 64),
        station=filed.record.station,
        contest=Contest.PRESIDENT,
        of=RecordId(filed.id),
        reader="1" * 64,
        photos=(),
        fields=tuple(
            FieldRead(name, value, CERTAIN, Status.ASK if value is None else Status.ACCEPTED, 2, ())
            for name, value in sorted(read.items())
        ),
        findings=(),
    )
    body = print_record(record)
    return Entry(
        id=record_id(body), kind="reading", station=record.station, contest=record.contest.value, body=body,
        signature=bytes(64), key=record.signer, received=datetime.now(UTC), receipt=b"",
    )  # fmt: skip


async def test_a_station_as_it_was_set_up(site):
    """Where it lies from the province down, its voters, its contests with the district of its ballot."""
    code = site.crowd.phone(0).station
    contests = [ContestSetup("pdpr", "DPR", "C.HASIL-DPR"), ContestSetup("pdprdk", "DPRD", "C.HASIL-DPRDK")]
    districts = {
        "pdpr": [District(DistrictCode("9901"), "SATU", 8, (code[:4],))],
        "pdprdk": [District(DistrictCode("990199"), "LAIN", 8, ("9999",))],
    }
    await site.store.places.put(Setup(contests=contests, districts=districts), dry=False)

    async with site.served() as client:
        told = client.told(await client.get(f"/api/v1/stations/{code}"))

    assert told["station"] == code
    assert [each["code"] for each in told["regions"]] == [code[:2], code[:4], code[:6], code[:10]]
    assert {each["contest"]: each["district"] for each in told["contests"]} == {"ppwp": None, "pdpr": "9901"}


async def test_an_unknown_station_is_404_and_no_station_400(site):
    """A code of the right shape that nobody set up, and one that is none."""
    async with site.served() as client:
        unknown = await client.get("/api/v1/stations/9999999999999")
        wrong = await client.get("/api/v1/stations/34")

    assert (unknown.status, wrong.status) == (404, 400)


async def test_a_return_tells_what_the_machine_reads_otherwise(site):
    """Before the reading nothing; then the fields that differ, those left to people, and their rows."""
    filed = next(site.crowd.night_of(0))
    entered = filed.record.votes.all["suara_1"]

    async with site.served() as client:
        await client.post(filed.envelope)
        before = client.told(await client.get(f"/api/v1/returns/{filed.id}"))
        read = reading_of(
            filed, suara_1=entered + 50, suara_2=filed.record.votes.all["suara_2"], suara_3=None
        )
        await site.store.objects.show(RecordId(filed.id), "suara_1", b"a row of ink")
        await site.store.records.append([read])
        after = client.told(await client.get(f"/api/v1/returns/{filed.id}"))
        row = await client.get(f"/api/v1/returns/{filed.id}/rows/suara_1")
        none = await client.get(f"/api/v1/returns/{filed.id}/rows/suara_2")

    assert before["reading"] is None
    assert after["reading"] == {
        "record": read.id,
        "otherwise": [{"field": "suara_1", "entered": entered, "read": entered + 50}],
        "asked": ["suara_3"],
    }
    assert (row.status, row.body, none.status) == (200, b"a row of ink", 404)
