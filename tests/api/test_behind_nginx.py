"""The API behind nginx, on the configuration in ``deploy/``: TLS, limits, time limits, the log's files."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from bench.front import ask, behind
from bench.processes import free_port

from sirekap.simulate.wire import Server


async def test_returns_come_through_and_plain_http_is_sent_to_tls(memory, place):
    """Receipted as without nginx; the answer says that TLS is to be used from now on."""
    filed = next(memory.crowd.night_of(0))
    async with memory.served() as client, behind(place, client.port) as (front, server):
        answer = await ask(server, server.post(filed.envelope))
        plain = Server(front.plain)
        sent_on = await ask(plain, plain.get("/api/v1/x?y=1"))

    assert answer.status == 201
    assert b'"receipt"' in answer.body
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert (sent_on.status, sent_on.headers["location"]) == (308, "https://127.0.0.1/api/v1/x?y=1")


async def test_a_dead_process_is_passed_over(memory, place):
    """Of two processes one is dead: every return is taken by the other, and no phone sees it."""
    filed = [next(memory.crowd.night_of(number)) for number in (0, 1, 2, 3)]
    async with memory.served() as client, behind(place, free_port(), client.port) as (_, server):
        answers = [await ask(server, server.post(one.envelope)) for one in filed]

    assert [answer.status for answer in answers] == [201] * 4


async def test_headers_that_never_end_are_cut_off(memory, place):
    """The connection is closed after the time limit, here a second; uvicorn alone would wait for ever."""
    changes = (("client_header_timeout 10s", "client_header_timeout 1s"),)
    async with memory.served() as client, behind(place, client.port, changes=changes) as (front, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port, ssl=front.tls)
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 20)
        writer.close()


async def test_a_body_beyond_its_bound_is_refused_unread(memory, place):
    """A return of 65 kB is refused by its announced length; a part of a photo of that size is not."""
    large = b"x" * (64 * 1024 + 1)
    async with memory.served() as client, behind(place, client.port) as (_, server):
        posted = await ask(server, server.post(large))
        put = await ask(server, server.put("/api/v1/incoming/unknown", large))

    assert posted.status == 413
    assert put.status != 413


async def test_more_requests_than_the_limit_are_refused(memory, place):
    """With one a second and two in a burst, the fourth at once is 429."""
    changes = (("rate=200r/s", "rate=1r/m"), ("burst=2000", "burst=2"))
    async with memory.served() as client, behind(place, client.port, changes=changes) as (_, server):
        answers = [await ask(server, server.get("/healthz")) for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429]


async def test_the_logs_files_are_served_from_the_folder(memory, place):
    """Tiles for good, the checkpoint for a second, entries by both names, compressed where that is there."""
    folder = place / "published" / "log"
    files = {
        "checkpoint": b"note",
        "tile/0/000": b"hashes",
        "tile/entries/000": b"entries",
        "tile/1/000": b"t",
    }
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "tile/1/000.gz").write_bytes(gzip.compress(b"t"))
    async with memory.served() as client, behind(place, client.port) as (_, server):
        got = {path: await ask(server, server.get(f"/log/{path}")) for path in files}
        entries = await ask(server, server.get("/log/entries/000"))
        missing = await ask(server, server.get("/log/tile/0/999"))
        small = await ask(server, b"GET /log/tile/1/000 HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\n\r\n")

    assert {path: answer.body for path, answer in got.items()} == files
    assert got["checkpoint"].headers["cache-control"] == "public, max-age=1"
    assert got["tile/0/000"].headers["cache-control"] == "public, max-age=31536000, immutable"
    assert got["tile/0/000"].headers["access-control-allow-origin"] == "*"
    assert entries.body == b"entries"
    assert (missing.status, missing.headers["content-type"]) == (404, "application/problem+json")
    assert "immutable" not in missing.headers.get("cache-control", "")
    assert gzip.decompress(small.body) == b"t"


async def test_what_is_for_the_operator_is_not_for_everybody(memory, place):
    """Figures and readiness are asked of a process itself."""
    async with memory.served() as client, behind(place, client.port) as (_, server):
        outside = [
            (await ask(server, server.get(path))).status for path in ("/metrics", "/readyz", "/healthz")
        ]

    assert outside == [404, 404, 200]


async def test_a_senders_claim_to_an_address_is_not_passed_on(place):
    """The process behind is told the address that nginx saw, whatever the sender wrote."""
    heard = []

    async def hear(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(hear, "127.0.0.1") as listening:
        port = listening.sockets[0].getsockname()[1]
        async with behind(place, port) as (_, server):
            await ask(server, b"GET /api/ HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 203.0.113.9\r\n\r\n")

    (request,) = heard
    lines = [line for line in request.lower().split(b"\r\n") if line.startswith(b"x-forwarded-for")]
    assert lines == [b"x-forwarded-for: 127.0.0.1"]
