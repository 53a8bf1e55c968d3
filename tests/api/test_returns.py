"""``POST /api/v1/returns`` as a phone meets it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sirekap.api.intake import LARGEST_ENVELOPE
from sirekap.election.identity import Phase
from sirekap.election.records import FormEdition
from sirekap.office.ports import StoreAway
from sirekap.seal.envelope import wrap
from sirekap.seal.receipt import unwrap_receipt
from sirekap.store.memory import MemoryRecords
from sirekap.texts import say


def receipt_of(answer):
    """The receipt in an answer, byte by byte as it was signed."""
    return unwrap_receipt(answer.body[answer.body.index(b'"receipt":') + len(b'"receipt":') : -1])


def post(body=b"", **headers):
    """A request with these headers."""
    given = {"host": "test", "content_type": "application/json", "content_length": len(body)} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join(["POST /api/v1/returns HTTP/1.1", *lines, "", ""]).encode() + body


async def test_a_return_is_answered_with_its_receipt(site):
    """201, the id, no hold, and a receipt that verifies for this record."""
    filed = next(site.crowd.night_of(0))

    async with site.served() as client:
        answer = await client.post(filed.envelope)

    told = client.told(answer)
    assert (answer.status, answer.headers["content-type"]) == (201, "application/json")
    assert (told["id"], told["state"], told["holds"]) == (filed.id, "stored", [])
    receipt_of(answer).verify(site.keys.ring, filed.id)


async def test_the_same_bytes_get_the_same_receipt_from_every_process(site):
    """Sent thirty times at once to two processes: one is stored, all answers have one receipt."""
    filed = next(site.crowd.night_of(0))

    async with site.served() as first, site.served() as second:
        answers = await asyncio.gather(
            *(client.post(filed.envelope) for client in (first, second) for _ in range(15))
        )

    assert {receipt_of(answer) for answer in answers} == {receipt_of(answers[0])}
    assert sorted(answer.status for answer in answers) == [200] * 29 + [201]
    assert len(await site.store.records.after(0, 10)) == 1


async def test_a_held_return_is_receipted_and_says_why(site):
    """A return on an older form: 201, state held, its code, and a receipt all the same."""
    record = replace(next(site.crowd.night_of(0)).record, form=FormEdition("C.HASIL-PPWP", "2019"))
    filed = site.crowd.phone(0).sign(record)

    async with site.served() as client:
        answer = await client.post(filed.envelope)

    told = client.told(answer)
    assert (answer.status, told["state"], told["holds"]) == (201, "held", ["form_of_another_edition"])
    receipt_of(answer).verify(site.keys.ring, filed.id)


def _rehearsed(site):
    return (
        site.crowd.phone(0).sign(replace(next(site.crowd.night_of(0)).record, phase=Phase.REHEARSAL)).envelope
    )


REFUSED = {
    "envelope_malformed": (400, lambda _: post(b"[]")),
    "json_malformed": (400, lambda _: post(wrap(b"{,}", bytes(64)))),
    "signature_wrong": (
        403,
        lambda site: post(wrap(next(site.crowd.night_of(0)).body, next(site.crowd.night_of(1)).signature)),
    ),
    "certificate_unknown": (403, lambda site: post(next(site.crowd.night_of(9)).envelope)),
    "phase_other": (422, lambda site: post(_rehearsed(site))),
    "media_type_wrong": (415, lambda _: post(b"{}", content_type="text/plain")),
    "bytes_too_large": (413, lambda _: post(b"x" * (LARGEST_ENVELOPE + 1))),
    "method_not_allowed": (405, lambda _: post().replace(b"POST", b"DELETE")),
}


@pytest.mark.parametrize("code", REFUSED)
async def test_refused(memory, code):
    """Each is answered with its status and a problem document that has its code and a sentence."""
    status, request = REFUSED[code]

    async with memory.served() as client:
        answer = await client.send(request(memory))

    told = client.told(answer)
    assert (answer.status, told["status"], told["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (told["type"], bool(told["detail"])) == (f"urn:sirekap:problem:{code}", True)


async def test_a_body_without_a_length_is_cut_off_at_the_limit(memory):
    """Sent in pieces that never end, it is refused once it is larger than any return."""
    piece = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"

    async with memory.served() as client:
        answer = await client.send(post(content_length=None, transfer_encoding="chunked") + 3 * piece)

    assert (answer.status, client.told(answer)["code"]) == (413, "bytes_too_large")


async def test_a_slow_body_is_refused_and_its_line_closed(memory):
    """Half a body and then nothing: 408 after the patience is over, and the line is not used again."""
    async with memory.served(body_patience=0.1) as client:
        answer = await client.send(post(b"{", content_length=1000))

    assert (answer.status, answer.headers["connection"]) == (408, "close")
    assert client.told(answer)["code"] == "body_too_slow"


async def test_the_answer_speaks_the_language_asked_for(memory):
    """English if it is asked for, else Indonesian."""
    async with memory.served() as client:
        english = await client.send(post(b"{}", accept_language="fr, en-GB;q=0.8"))
        other = await client.send(post(b"{}", accept_language="fr"))

    assert client.told(english)["detail"] == say("envelope_malformed", "en")
    assert client.told(other)["detail"] == say("envelope_malformed", "id")


class Held:
    """A moment of the store that waits until it is opened, or tells that the store is away."""

    def __init__(self, *, away=False) -> None:
        self.open = asyncio.Event()
        self.away = away

    async def __call__(self, act, when) -> None:
        """Wait, or be away."""
        if act == "append" and self.away:
            raise StoreAway
        if act == "append" and when == "before":
            await self.open.wait()


async def test_overload_is_refused_at_once_with_a_time_to_come_back(memory):
    """Three are taken on meanwhile; the fourth is 503 with Retry-After; the three are answered."""
    gate = Held()
    memory.store = replace(memory.store, records=MemoryRecords(gate))
    filed = [next(memory.crowd.night_of(number)) for number in range(4)]

    async with memory.served(waiting=3) as client:
        taken = [asyncio.create_task(client.post(one.envelope)) for one in filed[:3]]
        while b"sirekap_intake_waiting 3.0" not in (await client.get("/metrics")).body:
            await asyncio.sleep(0.01)
        refused = await client.post(filed[3].envelope)
        gate.open.set()
        answers = await asyncio.gather(*taken)

    assert (refused.status, client.told(refused)["code"]) == (503, "overloaded")
    assert 1 <= int(refused.headers["retry-after"]) <= 8
    assert [answer.status for answer in answers] == [201, 201, 201]


async def test_a_store_that_is_away_is_503(memory):
    """The database does not answer: 503 with Retry-After, and nothing is acknowledged."""
    memory.store = replace(memory.store, records=MemoryRecords(Held(away=True)))

    async with memory.served() as client:
        answer = await client.post(next(memory.crowd.night_of(0)).envelope)

    assert (answer.status, client.told(answer)["code"]) == (503, "store_away")
    assert "retry-after" in answer.headers


async def test_a_stopping_process_answers_what_it_has_taken(memory):
    """Told to stop while a return waits for the store: the return is stored and answered before the end."""
    gate = Held()
    memory.store = replace(memory.store, records=MemoryRecords(gate))

    async with memory.served() as client:
        taken = asyncio.create_task(client.post(next(memory.crowd.night_of(0)).envelope))
        while b"sirekap_intake_waiting 1.0" not in (await client.get("/metrics")).body:
            await asyncio.sleep(0.01)
        client.server.should_exit = True
        await asyncio.sleep(0.2)
        gate.open.set()
        answer = await taken

    assert answer.status == 201
    assert len(await memory.store.records.after(0, 10)) == 1
