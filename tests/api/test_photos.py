"""Photos over HTTP: asked for, sent in parts, safe; refusals with their statuses; what was given up."""

from __future__ import annotations

import asyncio
import hashlib
import http.client
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bench.seaweed import bucket_at
from tests.api.people import account, signed_in
from tests.office.photos import named, picture

from sirekap.election.records import PagePhoto
from sirekap.office.actor import Role
from sirekap.simulate.proxy import Proxy, Weather
from sirekap.simulate.uploading import GivenUp, Pace, send_photo
from sirekap.simulate.wire import Server
from sirekap.store.objects import FolderObjects
from sirekap.wiring.photos import verifier_on

PHOTO = picture(1, 800, 1200)


def return_with(site, number, *photos):
    """A return of a phone that names these photos."""
    phone = site.crowd.phone(number)
    pages = tuple(PagePhoto(page, named(photo)) for page, photo in enumerate(photos, 1))
    return phone, phone.sign(replace(site.crowd.file(phone, {"suara_1": 41}).record, photos=pages))


async def head(port, photo):
    """What HEAD says of a photo: status and headers, by a client of the standard library."""

    def asked():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("HEAD", f"/api/v1/photos/{named(photo)}")
        answer = connection.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return told

    return await asyncio.to_thread(asked)


async def working(site, told=None):
    """A worker on the site until told."""
    verify = verifier_on(site.store)
    while told is None or not told.is_set():
        if not await verify.step():
            await asyncio.sleep(0.01)


async def test_a_photo_comes_in_parts_and_is_safe(site):
    """The receipt says from when; HEAD says what is safe, before, on the way and after."""
    phone, filed = return_with(site, 0, PHOTO)
    async with site.served() as client:
        answer = client.told(await client.post(filed.envelope))
        assert answer["receipt"]["body"]["photos_from"] <= f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        assert (await head(client.port, PHOTO))[0] == 404

        sending = asyncio.create_task(
            send_photo(Server(client.port), phone, filed.id, PHOTO, Pace(part=10_000, pause_s=0.05))
        )
        while (await head(client.port, PHOTO))[1].get("photo-state") != "whole":
            await asyncio.sleep(0.01)
        status, headers, body = await head(client.port, PHOTO)
        assert (status, headers["photo-received"], body) == (202, str(len(PHOTO)), b"")

        await verifier_on(site.store).step()
        await sending
        assert (await head(client.port, PHOTO))[0] == 200
    assert await site.store.objects.kept(named(PHOTO)) == PHOTO


async def test_a_photo_before_its_slot_gets_429_and_the_seconds(memory):
    """The window opens tomorrow."""
    phone, filed = return_with(memory, 0, PHOTO)
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    waits = []

    async def sleep(seconds):
        waits.append(seconds)
        raise KeyboardInterrupt

    async with memory.served(photos_from=opens, photos_over=1.0) as client:
        await client.post(filed.envelope)
        with pytest.raises(KeyboardInterrupt):
            await send_photo(Server(client.port), phone, filed.id, PHOTO, Pace(sleep=sleep))

    assert 23 * 3600 < waits[0] <= 25 * 3600


async def test_refusals_have_their_statuses(memory):
    """Each with its code in a problem document."""
    phone, filed = return_with(memory, 0, PHOTO)
    server = Server(0)
    async with memory.served() as client:
        await client.post(filed.envelope)

        async def refused(request):
            answer = await client.send(request)
            assert answer.headers["content-type"] == "application/problem+json"
            return answer.status, client.told(answer)["code"]

        assert await refused(server.post(b"{}", f"/api/v1/photos/{named(PHOTO)}")) == (
            400,
            "envelope_malformed",
        )
        assert await refused(server.post(b"x" * 9000, f"/api/v1/photos/{named(PHOTO)}")) == (
            413,
            "bytes_too_large",
        )
        assert await refused(server.get("/api/v1/photos/short")) == (400, "request_malformed")
        assert await refused(server.put("/api/v1/incoming/" + "f" * 32, b"bytes")) == (404, "upload_unknown")
        work = asyncio.create_task(working(memory))
        with pytest.raises(GivenUp, match="photo_hash_wrong"):
            await send_photo(Swapped(client.port), phone, filed.id, PHOTO, Pace(pause_s=0.05))
        work.cancel()
        status, headers, _ = await head(client.port, PHOTO)
    assert (status, headers["photo-refusal"]) == (409, "photo_hash_wrong")


class Swapped(Server):
    """A server that bytes reach altered."""

    def put(self, path, data, span=""):
        """The request with another last byte."""
        return super().put(path, data[:-1] + bytes([data[-1] ^ 1]), span)


async def test_parked_jobs_are_listed_page_by_page(memory):
    """Three jobs that failed three times, two on a page."""
    jobs = memory.store.jobs
    for subject in "abc":
        await jobs.put("read", subject, "ppwp")
        for _ in range(3):
            (job,) = await jobs.claim("read", 1, datetime.now(UTC), timedelta(minutes=1))
            await jobs.failed(job, "form_unknown")
    async with memory.served() as client:
        keeper = await signed_in(memory, client, await account(memory, Role.AUDITOR, "0"))
        first = await keeper.told("GET", "/api/v1/jobs/parked?limit=2")
        rest = await keeper.told("GET", f"/api/v1/jobs/parked?limit=2&after={first['next']}")

    assert [(one["subject"], one["reason"]) for one in (*first["jobs"], *rest["jobs"])] == [
        (subject, "form_unknown") for subject in "abc"
    ]
    assert rest["next"] is None


async def test_200_interrupted_uploads_are_resumed_and_whole(memory, tmp_path):
    """Requests cut, answers lost, parts sent twice: every photo is safe and has its own bytes."""
    memory.store = replace(memory.store, objects=FolderObjects(tmp_path / "objects"))
    photos = [picture(seed, 360, 540) for seed in range(200)]
    returns = [return_with(memory, number, *photos[number::4]) for number in range(4)]
    told = asyncio.Event()
    async with memory.served() as client:
        for _, filed in returns:
            await client.post(filed.envelope)
        weather = Weather(lose_answer=0.1, cut_request=0.3, repeat=0.1)
        async with Proxy(client.port, weather, seed=5) as proxy, asyncio.TaskGroup() as group:
            work = group.create_task(working(memory, told))
            pace = Pace(part=10_000, pause_s=0.02, tries=500)
            async with asyncio.TaskGroup() as phones:
                for number, (phone, filed) in enumerate(returns):
                    for photo in photos[number::4]:
                        phones.create_task(send_photo(Server(proxy.port), phone, filed.id, photo, pace))
            told.set()
            await work
            happened = Counter(proxy.happened)

    assert happened["cut request"] > 200
    for photo in photos:
        kept = await memory.store.objects.kept(named(photo))
        assert hashlib.sha256(kept).hexdigest() == named(photo)


async def test_a_photo_goes_to_the_bucket_and_is_safe(memory, s3):
    """At a signed address of a real S3 server; ours hears of it when the phone asks."""
    photo = picture(int(datetime.now(UTC).timestamp()), 800, 1200)
    memory.store = replace(memory.store, objects=bucket_at(s3))
    phone, filed = return_with(memory, 0, photo)
    async with memory.served() as client:
        await client.post(filed.envelope)
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            work = group.create_task(working(memory))
            await send_photo(Server(client.port), phone, filed.id, photo, Pace(pause_s=0.05))
            work.cancel()

    assert await memory.store.objects.kept(named(photo)) == photo
