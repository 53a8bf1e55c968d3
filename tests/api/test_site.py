"""The published site over HTTP: each path of ``spec/site.md`` § 1 with its terms, and nothing else."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from tests.api.conftest import Site

from sirekap.api.application import is_api
from sirekap.api.site import NO_FILE, NO_PAGE
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres
from sirekap.store.objects import FolderObjects
from sirekap.store.postgres import PostgresPen, migrate
from sirekap.wiring.process import application_on, opened
from sirekap.wiring.settings import Settings

FOR_GOOD = "public, max-age=31536000, immutable"
POINTER = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
VILLAGE = "v1/ppwp/34/3404/340406/3404062001"
KEPT = {
    "v1/latest.json": POINTER,
    "v1/ppwp.json": POINTER,
    "v1/ppwp/34/3404/340406.json": POINTER,
    f"{VILLAGE}.json": POINTER,
    f"{VILLAGE}.0123456789abcdef.json": FOR_GOOD,
    f"v1/records/{'a' * 64}.json": FOR_GOOD,
    f"v1/records/{'a' * 64}.sig.json": FOR_GOOD,
    f"v1/words/{'b' * 64}.json": POINTER,
    "v1/key-list.json": POINTER,
    "v1/setup.json": POINTER,
    "v1/export/latest.json": POINTER,
    "v1/export/ppwp/stations.12.0123456789abcdef.csv": FOR_GOOD,
    "v1/export/ppwp/stations.12.0123456789abcdef.parquet": FOR_GOOD,
    "v1/export/set.12.0123456789abcdef.json": FOR_GOOD,
    f"foto/{'c' * 64}.jpg": FOR_GOOD,
    "log/checkpoint": "public, max-age=1",
    "log/tile/0/000": FOR_GOOD,
    "log/tile/entries/x001/000.p/7": FOR_GOOD,
    "pemilu/hhcw/ppwp/34/3404/340406/3404062001/3404062001001.json": POINTER,
    "wilayah/pemilu/ppwp/0.json": POINTER,
    "index.html": POINTER,
    "hasil/ppwp/index.html": POINTER,
    "en/index.html": POINTER,
    "sematan/ppwp/34.html": POINTER,
    "en/sematan/ppwp/34.html": POINTER,
    "aset/portal.0f1e.js": FOR_GOOD,
    "aset/portal.0f1e.css": FOR_GOOD,
}
TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jpg": "image/jpeg",
    "parquet": "application/vnd.apache.parquet",
    "checkpoint": "text/plain; charset=utf-8",
}
DATA = ("v1/", "log/", "pemilu/", "wilayah/", "foto/")


def lay(folder, files):
    """Publish files."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.fixture
def published(tmp_path):
    """A file at every kind of path, each with its own content."""
    lay(tmp_path / "published", {path: path.encode() for path in KEPT})
    return tmp_path / "published"


def request(path, method="GET", **headers):
    """A whole request with headers."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{method} /{path} HTTP/1.1\r\nhost: x\r\n{lines}\r\n".encode()


async def head_of(port, path):
    """The lines of an answer to HEAD, on a connection that ends with it: there is nothing after them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request(path, "HEAD", connection="close"))
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert body == b""
    return head.decode().split("\r\n")


async def test_every_kind_of_file_is_given_on_its_terms(memory, published):
    """How long it may be kept, what it is, who may read it: for each path of the table."""
    async with memory.served(data=published.parent) as client:
        got = {path: await client.get(f"/{path}") for path in KEPT}

    for path, answer in got.items():
        kind = TYPES.get(path.rpartition(".")[2] if "." in path else path.rpartition("/")[2])
        told = answer.headers
        assert (answer.status, answer.body) == (200, path.encode()), path
        assert told["cache-control"] == KEPT[path], path
        assert told["content-type"] == (kind or "application/octet-stream"), path
        assert (told["vary"], told["x-content-type-options"]) == ("Accept-Encoding", "nosniff")
        assert told["etag"].startswith('"')
        assert told.get("access-control-allow-origin") == ("*" if path.startswith(DATA) else None), path
        policy = told.get("content-security-policy", "")
        assert bool(policy) == path.endswith(".html"), path
        assert policy.endswith("frame-ancestors *") == ("sematan/" in path), path


async def test_a_folder_is_its_index(memory, published):
    """The root and every folder give their page; without the slash at its end a folder is sent on to it."""
    async with memory.served(data=published.parent) as client:
        root, folder = await client.get("/"), await client.get("/hasil/ppwp/")
        sent_on = await client.get("/hasil/ppwp")

    assert (root.body, folder.body) == (b"index.html", b"hasil/ppwp/index.html")
    assert (sent_on.status, sent_on.headers["location"]) == (301, "/hasil/ppwp/")


async def test_who_has_a_file_is_sent_none(memory, published):
    """By its tag, alone, among others or weakened; a file replaced by one of its size is sent anew."""
    path = "v1/latest.json"
    async with memory.served(data=published.parent) as client:
        tag = (await client.get(f"/{path}")).headers["etag"]
        known = [
            await client.send(request(path, if_none_match=named)) for named in (tag, f'"other", W/{tag}', "*")
        ]
        (published / "new").write_bytes(b"V1/LATEST.JSON")
        (published / "new").rename(published / path)
        changed = await client.send(request(path, if_none_match=tag))

    assert [(one.status, one.body, one.headers["etag"]) for one in known] == [(304, b"", tag)] * 3
    assert known[0].headers["cache-control"] == POINTER
    assert (changed.status, changed.body) == (200, b"V1/LATEST.JSON")
    assert changed.headers["etag"] != tag


async def test_compressed_siblings_go_to_who_accepts_them(memory, published):
    """Brotli before gzip, each with a tag of its own; a coding of weight 0 is not wanted."""
    path = "v1/ppwp.json"
    lay(published, {f"{path}.br": b"brotli", f"{path}.gz": gzip.compress(b"zipped")})
    asked = ("gzip, deflate, br", "gzip;q=0.5", "br;q=0, gzip;q=0", "identity", "GZIP")
    async with memory.served(data=published.parent) as client:
        got = [await client.send(request(path, accept_encoding=one)) for one in asked]

    assert [one.headers.get("content-encoding") for one in got] == ["br", "gzip", None, None, "gzip"]
    assert got[0].body == b"brotli"
    assert {one.headers["content-type"] for one in got} == {"application/json"}
    assert len({one.headers["etag"] for one in got}) == 3


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("pages=1-2", 200, b"0123456789", None),
    ],
)
async def test_a_part_of_a_file(memory, published, asked, status, body, told):  # noqa: PLR0913, PLR0917 -- a table
    """One span of bytes is given alone; whoever asks for more gets all, and beyond the end there is none."""
    path = f"foto/{'c' * 64}.jpg"
    lay(published, {path: b"0123456789"})
    async with memory.served(data=published.parent) as client:
        answer = await client.send(request(path, range=asked))
        stale = await client.send(request(path, range=asked, if_range='"another"'))

    assert (answer.status, answer.body, answer.headers.get("content-range")) == (status, body, told)
    assert (stale.status, stale.body) == (200, b"0123456789")


async def test_a_large_file_comes_whole_and_in_parts(memory, published):
    """What is larger than is read at once is the same bytes; of HEAD there are none, and the same headers."""
    large = bytes(range(256)) * 1600
    path = "v1/export/ppwp/stations.12.0123456789abcdef.csv"
    lay(published, {path: large * 2})
    async with memory.served(data=published.parent) as client:
        part = await client.send(request(path, range=f"bytes={len(large)}-"))
        whole = await client.get(f"/{path}")
        head = await head_of(client.port, path)

    assert (part.body, whole.body) == (large, large * 2)
    assert head[0] == "HTTP/1.1 200 OK"
    assert f"content-length: {2 * len(large)}" in head


@pytest.mark.parametrize(
    "path",
    [
        "../keys/log.key",
        "v1/../../keys/log.key",
        "v1/%2e%2e/%2e%2e/keys/log.key",
        "v1/..%2f..%2fkeys/log.key",
        "v1/latest.json/x",
        "v1//latest.json",
        "v1/.latest.tmp",
        "v1",
        "v1/",
        "v1/latest.json%00",
        "v1/" + "x" * 300,
        "v1/\\..\\..\\keys",
    ],
)
async def test_nothing_else_can_be_reached(memory, published, path):
    """No name leads out of the folder, to what is hidden, or to a fault."""
    lay(published.parent, {"keys/log.key": b"secret", "published/v1/.latest.tmp": b"half"})
    async with memory.served(data=published.parent) as client:
        answer = await client.get(f"/{path}")

    assert answer.status == 404
    assert answer.headers["cache-control"] == "public, max-age=10"


async def test_what_is_missing_is_said_in_the_kind_that_was_asked_for(memory, published):
    """To programs a problem, which any site may read; to people a page, the site's own if it has one."""
    async with memory.served(data=published.parent) as client:
        data, page = await client.get("/v1/nothing.json"), await client.get("/nothing")
        lay(published, {"404.html": b"ours"})
        own = await client.get("/nothing")
        posted = await client.send(request("v1/latest.json", "POST", content_length=0))

    assert (data.status, data.body) == (404, NO_FILE)
    assert data.headers["content-type"] == "application/problem+json"
    assert data.headers["access-control-allow-origin"] == "*"
    assert (page.status, page.body) == (404, NO_PAGE)
    assert (own.status, own.body, own.headers["content-type"]) == (404, b"ours", TYPES["html"])
    assert (posted.status, posted.headers["allow"]) == (405, "GET, HEAD")


def test_no_route_of_the_api_is_taken_for_a_file(memory):
    """Each route is under one of the names that are the API's; all others are the site's.

    The site is left out of the description of the API: its paths are told in ``spec/site.md``.
    """
    routed = application_on(memory.store, memory.keys, Settings()).routed

    assert all(is_api(route.path) for route in routed.routes)
    assert not any(is_api(f"/{path}") for path in KEPT)


async def test_the_site_is_there_without_a_database(keys, crowd, published, open_to_all):
    """PostgreSQL is stopped: every file is still given; the process says that it cannot take returns."""
    server = EmbeddedPostgres(open_to_all / "db", settings={"fsync": "off"})
    await server.start()
    await migrate(server.dsn(OWNER))
    async with opened(server.dsn(APP), 1, FolderObjects(open_to_all)) as store:
        site = Site(store, keys, crowd, PostgresPen(server.dsn(APP)))
        async with site.served(data=published.parent) as client:
            await server.stop()
            got = [(await client.get(f"/{path}")).status for path in KEPT]
            ready = (await client.get("/readyz")).status

    assert got == [200] * len(KEPT)
    assert ready == 503
