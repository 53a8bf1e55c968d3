"""``POST /api/v1/devices`` and the phones of a region, over HTTP, in memory and on PostgreSQL."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from tests.api.people import account, signed_in

from sirekap.office.actor import Role
from sirekap.office.letters import Letters
from sirekap.office.ports import Setup
from sirekap.seal.certificate import verify_certificate
from sirekap.seal.codes import one_time_code
from sirekap.seal.device import DeviceKey
from sirekap.simulate.crowd import count_of, places, station_of
from sirekap.simulate.enrolling import DEVICES, NotEnrolled, claim_of, enrolled, typed_claim
from sirekap.simulate.wire import Server

HERE = station_of(2)
"""The third station, which has no phones yet."""


def key(number):
    return DeviceKey(f"new phone {number}".encode())


async def letter(site):
    """A letter for the third station: its codes by slot."""
    await site.store.places.put(Setup(*places(3)), dry=False)
    letters = Letters(
        places=site.store.places,
        enrolment=site.store.enrolment,
        journal=site.store.journal,
        codes=site.keys.codes,
        random=random.Random(7).randbytes,
    )
    drafted = [one async for _, some in letters.batches(HERE[:10], 50) for one in some]
    now = datetime.now(UTC)
    await letters.open(drafted, now, now + timedelta(days=9))
    (mine,) = [one for one in drafted if one.heading.station == HERE]
    return dict(mine.codes)


async def post(client, claim, *headers):
    """Send a claim."""
    head, _, body = Server(client.port, DEVICES).post(claim).partition(b"\r\n\r\n")
    return await client.send(b"\r\n".join([head, *(one.encode() for one in headers)]) + b"\r\n\r\n" + body)


async def test_a_phone_enrols_and_its_return_counts(site):
    """By the letter's QR; what it files at once is stored and held for nothing."""
    codes = await letter(site)
    async with site.served() as client:
        answer = await post(client, claim_of(codes[1].payload, key(1)))
        phone = enrolled(answer, key(1))
        filed = site.crowd.file(phone, count_of(0, HERE))
        sent = client.told(await client.post(filed.envelope))

    assert answer.status == 201
    assert answer.headers["cache-control"] == "no-store"
    assert verify_certificate(phone.certificate, site.keys.ring).device == key(1).id
    assert (phone.station, phone.slot) == (HERE, 1)
    assert (sent["state"], sent["holds"]) == ("stored", [])
    assert (await site.store.records.by_id(client.told(answer)["record"])).entry.kind == "device_enrolled"


async def test_the_same_claim_again_gets_the_same_answer(site):
    """Typed the second time, with small letters: 200, the same certificate and record."""
    codes = await letter(site)
    async with site.served() as client:
        first = await post(client, claim_of(codes[2].payload, key(1)))
        again = await post(client, typed_claim(HERE, codes[2].typed.lower(), key(1)))

    assert (first.status, again.status) == (201, 200)
    assert client.told(first) == client.told(again)


async def test_two_phones_that_race_for_a_slot(site):
    """Ten phones with one code at once: one has it, nine are told that it is used, or the station locked."""
    codes = await letter(site)
    async with site.served() as client:
        answers = await asyncio.gather(
            *(post(client, claim_of(codes[1].payload, key(number))) for number in range(10))
        )

    told = sorted(answer.status for answer in answers)
    assert told == [201, 409, 409, 409, 409, 409, 429, 429, 429, 429]
    assert len(await site.store.devices.of_station(HERE)) == 1


async def test_a_locked_station_says_when_to_come_again(site):
    """Five wrong codes; then 429, with the seconds of the hour that are left."""
    codes = await letter(site)
    async with site.served() as client:
        for number in range(5):
            guess = one_time_code(HERE, bytes([number]) * 16)
            with pytest.raises(NotEnrolled) as wrong:
                enrolled(await post(client, claim_of(guess.payload, key(1))), key(1))
            assert wrong.value.code == "enrolment_code_wrong"
        with pytest.raises(NotEnrolled) as locked:
            enrolled(await post(client, claim_of(codes[1].payload, key(1))), key(1))

    assert locked.value.code == "enrolment_locked"
    assert 3_500 < locked.value.retry_after <= 3_600


async def test_an_address_the_proxy_names_is_paused(memory):
    """Sixty slips from one address; another one goes on. Without the setting no header is believed."""
    codes = await letter(memory)
    slip = typed_claim(HERE, "0000 0000 0000 0", key(1))
    good = claim_of(codes[1].payload, key(1))
    async with memory.served(forwarded=True) as client:
        for _ in range(60):
            assert (await post(client, slip, "x-forwarded-for: 8.8.8.8, 192.0.2.7")).status == 422
        paused = await post(client, good, "x-forwarded-for: 1.1.1.1, 192.0.2.7")
        other = await post(client, good, "x-forwarded-for: 192.0.2.7, 192.0.2.8")
    async with memory.served() as client:
        alone = await post(client, good, "x-forwarded-for: 192.0.2.7")

    assert (paused.status, client.told(paused)["code"]) == (429, "address_paused")
    assert 0 < int(paused.headers["retry-after"]) <= 600
    assert (other.status, alone.status) == (201, 200)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"{}", 400, "envelope_malformed"),
        (b" " * 2_001, 413, "bytes_too_large"),
        (typed_claim("3499999999999", one_time_code("3499999999999", bytes(16)).text, key(1)), 422, None),
        (typed_claim(HERE, "U", key(1)), 422, "code_mistyped"),
        (typed_claim(HERE, "0", key(1), "another"), 422, "election_unknown"),
        (claim_of(one_time_code(HERE, bytes(16)).payload, key(1)).replace(b'"v":1', b'"v":2'), 400, None),
    ],
    ids=["no envelope", "too large", "no station", "slip", "another election", "no claim"],
)
async def test_what_is_no_claim_is_refused(memory, request_, status, code):
    """With a code and a sentence, before anything is asked of the store but the station."""
    async with memory.served() as client:
        answer = await post(client, request_)

    assert (answer.status, code or client.told(answer)["code"]) == (status, client.told(answer)["code"])


async def test_another_media_type_is_refused(memory):
    """JSON alone."""
    async with memory.served() as client:
        request = Server(client.port, DEVICES).post(b"{}").replace(b"application/json", b"text/plain")
        answer = await client.send(request)

    assert (answer.status, client.told(answer)["code"]) == (415, "media_type_wrong")


async def test_a_region_shows_how_many_phones_its_stations_have(site):
    """0, 1 or 2, page by page."""
    codes = await letter(site)
    async with site.served() as client:
        await post(client, claim_of(codes[2].payload, key(1)))
        keeper = await signed_in(site, client, await account(site, Role.OPERATOR, "34"))
        first = await keeper.told("GET", "/api/v1/regions/34/phones?limit=2")
        then = await keeper.told("GET", f"/api/v1/regions/34/phones?limit=2&after={first['next']}")
        other = await keeper.refused("GET", "/api/v1/regions/51/phones")

    assert [one["phones"] for one in first["stations"]] == [2, 2]
    assert then == {"region": "34", "stations": then["stations"], "next": None}
    assert [(one["station"], one["phones"]) for one in then["stations"]] == [(HERE, 1)]
    assert other == (403, "actor_region")
