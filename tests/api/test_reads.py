"""The reads: a return's state, a region's totals, health, figures."""

from __future__ import annotations

from dataclasses import replace

from sirekap.election.identity import ElectionId, Phase
from sirekap.election.records import FormEdition
from sirekap.office.fold import Folder
from sirekap.office.ports import StoreAway
from sirekap.profiles import load
from sirekap.store.memory import MemoryProjections, MemoryRecords
from sirekap.tiers.rulebook import of_profile


async def test_the_state_of_a_return(site):
    """What was answered when it was sent, its findings, and no place in a log that is not there yet."""
    filed = next(site.crowd.night_of(0))

    async with site.served() as client:
        sent = client.told(await client.post(filed.envelope))
        answer = await client.get(f"/api/v1/returns/{filed.id}")

    told = client.told(answer)
    assert answer.status == 200
    assert (told["state"], told["holds"], told["receipt"]) == ("stored", [], sent["receipt"])
    assert (told["station"], told["contest"]) == (filed.record.station, "ppwp")
    assert (told["log_index"], told["inclusion_proof"]) == (None, None)


async def test_the_state_of_a_held_return(site):
    """It stays held, with its code."""
    record = replace(next(site.crowd.night_of(0)).record, form=FormEdition("C.HASIL-PPWP", "2019"))
    filed = site.crowd.phone(0).sign(record)

    async with site.served() as client:
        await client.post(filed.envelope)
        told = client.told(await client.get(f"/api/v1/returns/{filed.id}"))

    assert (told["state"], told["holds"]) == ("held", ["form_of_another_edition"])


async def test_findings_travel_with_a_return(site):
    """Valid votes changed by one: the return is taken, and R131 and R132 are told."""
    filed = next(site.crowd.night_of(0))
    wrong = {**filed.record.votes.all, "suara_sah": filed.record.votes.all["suara_sah"] + 1}
    record = replace(filed.record, votes=type(filed.record.votes).of(wrong))
    filed = site.crowd.phone(0).sign(record)

    async with site.served() as client:
        sent = await client.post(filed.envelope)
        told = client.told(await client.get(f"/api/v1/returns/{filed.id}"))

    assert sent.status == 201
    assert {"R131", "R132"} <= set(told["findings"])


async def test_an_unknown_return_is_404(site):
    """And an id that is none is 400."""
    async with site.served() as client:
        unknown = await client.get("/api/v1/returns/" + "ab" * 32)
        malformed = await client.get("/api/v1/returns/1")

    assert (unknown.status, client.told(unknown)["code"]) == (404, "not_found")
    assert (malformed.status, client.told(malformed)["code"]) == (400, "request_malformed")


async def test_totals_are_those_of_the_fold(site):
    """Two stations' returns, folded: the nation's votes are their sum."""
    filed = [next(site.crowd.night_of(number)) for number in (0, 2)]
    profile = load()

    async with site.served() as client:
        before = client.told(await client.get("/api/v1/totals/0"))
        for one in filed:
            await client.post(one.envelope)
        store = site.store
        folder = Folder(
            store.records,
            store.projections,
            of_profile(profile),
            ElectionId(profile.id),
            Phase.REAL,
            store.places,
        )
        await folder.step()
        after = client.told(await client.get("/api/v1/totals/0?contest=ppwp"))

    assert before["votes"] == {}
    assert after["votes"]["suara_1"] == sum(one.record.votes.all["suara_1"] for one in filed)
    assert after["stations"]["counted"] == 2


async def test_health_and_readiness(site):
    """A process on a database that is there is well and ready."""
    async with site.served() as client:
        answers = [await client.get(path) for path in ("/healthz", "/readyz")]

    assert [(one.status, client.told(one)) for one in answers] == [(200, {"status": "ok"})] * 2


class Away(MemoryProjections):
    """Projections of a database that does not answer."""

    async def cursor(self):
        """No answer."""
        raise StoreAway


async def test_without_its_database_a_process_is_well_and_not_ready(memory):
    """A balancer sends it nothing, and nobody restarts it."""
    memory.store = replace(memory.store, projections=Away())

    async with memory.served() as client:
        well, ready = await client.get("/healthz"), await client.get("/readyz")

    assert (well.status, ready.status, client.told(ready)["code"]) == (200, 503, "store_away")


async def test_figures_count_what_happened(memory):
    """One stored, one repeated, one held, one refused."""
    filed = next(memory.crowd.night_of(0))
    older = replace(next(memory.crowd.night_of(2)).record, form=FormEdition("C.HASIL-PPWP", "2019"))

    async with memory.served() as client:
        for envelope in (filed.envelope, filed.envelope, memory.crowd.phone(2).sign(older).envelope, b"[]"):
            await client.post(envelope)
        lines = (await client.get("/metrics")).body.decode().splitlines()

    assert {
        "sirekap_returns_accepted_total 1.0",
        "sirekap_returns_repeated_total 1.0",
        'sirekap_returns_held_total{code="form_of_another_edition"} 1.0',
        'sirekap_refused_total{code="envelope_malformed"} 1.0',
        "sirekap_intake_batch_rows_sum 3.0",
        "sirekap_intake_seconds_count 3.0",
    } <= set(lines)


async def test_figures_tell_how_far_each_part_is(site):
    """What was stored, and is neither folded nor logged yet, where there is a database to ask."""
    async with site.served() as client:
        await client.post(next(site.crowd.night_of(0)).envelope)
        lines = (await client.get("/metrics")).body.decode().splitlines()

    told = {line for line in lines if line.startswith(("sirekap_records", "sirekap_jobs"))}
    known = {
        "sirekap_records_stored 1",
        "sirekap_records_folded 0",
        "sirekap_records_logged 0",
        "sirekap_records_published 0",
        "sirekap_jobs_waiting 0",
        "sirekap_jobs_parked 0",
    }
    assert told == (set() if isinstance(site.store.records, MemoryRecords) else known)
