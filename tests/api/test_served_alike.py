"""One site, served by nginx from its folder and by the program itself: no reader can tell them apart."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import AsyncExitStack

from bench.front import ask, behind, from_a_bucket
from bench.processes import free_port
from tests.api.test_site import KEPT, lay, request

from sirekap.simulate.wire import Server
from sirekap.store.files import FolderSite

THEIR_OWN = {"server", "date", "etag", "connection", "strict-transport-security", "keep-alive"}
"""A tag is each server's own, as long as it is strong; TLS is nginx' alone."""
ASKED = [
    *(request(path) for path in KEPT),
    *(request(path) for path in ("", "hasil/ppwp/", "hasil/ppwp", "log/entries/x001/000.p/7")),
    *(request(path) for path in ("v1/nothing.json", "foto/nothing.jpg", "nothing", "en/nothing/")),
    *(request(path) for path in ("v1/", "v1/records/", "v1/.latest.tmp", ".git/config", "v1/latest.json/x")),
    *(
        request("v1/ppwp.json", accept_encoding=one)
        for one in ("gzip, deflate, br", "gzip", "br;q=0, gzip;q=0", "identity")
    ),
    request("v1/ppwp.json", accept_encoding="gzip", via="1.1 cache"),
    request("log/tile/0/000", accept_encoding="gzip, br"),
    request("v1/latest.json", if_none_match="*"),
    request("v1/latest.json", range="bytes=2-4"),
    request("v1/latest.json", range="bytes=999-"),
    request("v1/ppwp.json", range="bytes=1-2", accept_encoding="br"),
]


async def test_nginx_and_the_program_serve_alike(memory, place):
    """Status, every header and every byte of each kind of path, request and trouble."""
    lay(place / "published", {path: path.encode() for path in KEPT})
    lay(place / "published", {"v1/ppwp.json.br": b"brotli", "v1/ppwp.json.gz": gzip.compress(b"{}")})
    lay(place / "published", {"v1/.latest.tmp": b"half", ".git/config": b"secret"})
    async with (
        memory.served(published=str(place / "published")) as client,
        behind(place, client.port) as (_, nginx),
    ):
        for asked in ASKED:
            ours, theirs = await ask(Server(client.port), asked), await ask(nginx, asked)

            assert told(ours) == told(theirs), asked
            assert ours.headers.get("etag", '"')[0] == theirs.headers.get("etag", '"')[0] == '"'


async def test_nginx_gives_the_sites_own_page_of_what_is_not_there(place):
    """With its status, and as a page, also compressed; no API process is needed for any of it."""
    lay(place / "published", {"404.html": b"ours", "404.html.gz": gzip.compress(b"ours")})
    async with behind(place, free_port()) as (_, nginx):
        plain = await ask(nginx, request("nothing"))
        zipped = await ask(nginx, request("nothing", accept_encoding="gzip"))

    assert (plain.status, plain.body) == (404, b"ours")
    assert (zipped.status, gzip.decompress(zipped.body)) == (404, b"ours")
    assert "content-security-policy" in plain.headers
    assert plain.headers["cache-control"] == "public, max-age=10"


def told(answer):
    """What an answer says; names of headers in one case, the tag left out."""
    if answer.status in {301, 416}:  # nginx adds a page of its own, which nobody sees.
        return answer.status, answer.headers.get("location"), answer.headers.get("content-range")
    headers = {name: value for name, value in answer.headers.items() if name not in THEIR_OWN}
    return answer.status, headers, answer.body


async def test_a_pointer_replaced_within_the_second_is_sent_anew(place):
    """Its length is the same and so is the second: nginx' tag, made of both, still differs."""
    pointers = [b'{"size":1}', b'{"size":2}', b'{"size":3}']
    site, asked = FolderSite(place / "published"), "v1/ppwp/34.json"
    changes = (("open_file_cache_valid 1s", "open_file_cache_valid 0s"),)  # To be quick within the second.
    async with behind(place, free_port(), changes=changes) as (_, nginx):
        tags = []
        for pointer in pointers:
            await (site.lay({asked: pointer}) if pointer == pointers[1] else site.replace(asked, pointer))
            answer = await seen(nginx, asked, pointer)
            tags.append(answer.headers["etag"])
        again = await ask(nginx, request(asked, if_none_match=tags[1]))

    assert len(set(tags)) == len(pointers)
    assert (again.status, again.body) == (200, pointers[-1])


async def test_that_there_is_no_log_yet_is_kept_no_longer_than_a_checkpoint(memory, place):
    """The log begins a moment later: who asked before sees it a second after, by either server."""
    lay(place / "published", {"v1/latest.json": b"{}"})
    async with (
        memory.served(published=str(place / "published")) as client,
        behind(place, client.port) as (_, nginx),
    ):
        answers = [await ask(one, request("log/checkpoint")) for one in (Server(client.port), nginx)]

    assert [(one.status, one.headers["cache-control"]) for one in answers] == [(404, "public, max-age=1")] * 2


async def test_nginx_keeps_what_the_program_has_from_a_bucket(memory, place):
    """On the lines that the configuration has for it: headers pass, and the site outlives the API's end."""
    lay(place / "published", {path: path.encode() for path in KEPT})
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(memory.served(published=str(place / "published")))
        _, nginx = await stack.enter_async_context(behind(place, client.port, changes=from_a_bucket(place)))
        first = await ask(nginx, request("v1/latest.json"))
        checkpoint = await ask(nginx, request("log/checkpoint"))
        client.server.should_exit = True
        await client.close()
        await asyncio.sleep(0.5)
        kept = await ask(nginx, request("v1/latest.json"))

    assert (first.status, first.body) == (200, b"v1/latest.json")
    assert checkpoint.body == b"log/checkpoint"
    assert first.headers["cache-control"] == KEPT["v1/latest.json"]
    assert (kept.status, kept.body) == (200, b"v1/latest.json")


async def seen(server, path, content):
    """The answer that has a content: nginx looks at a file again after a second."""
    while (answer := await ask(server, request(path))).body != content:
        await asyncio.sleep(0.1)
    return answer
