"""A published site found in a folder or at an address, as an outsider reads it."""

from __future__ import annotations

import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sirekap.audit.visit import Unreachable, Unread
from sirekap.store.mirrors import FolderMirror, WebMirror
from sirekap.store.mirrors.web import TRIES


@pytest.fixture
def folder(tmp_path):
    """A folder with two files, and a secret beside it."""
    site = tmp_path / "site"
    (site / "v1").mkdir(parents=True)
    (site / "v1" / "latest.json").write_bytes(b"{}")
    (site / "index.html").write_bytes(b"<p>")
    (tmp_path / "secret").write_bytes(b"secret")
    return site


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""


class _Tired(BaseHTTPRequestHandler):
    """Answers 503 so many times, then a file."""

    protocol_version = "HTTP/1.1"
    left = 0
    answers = b"here"

    def do_GET(self):
        """Answer."""
        kind = type(self)
        kind.left -= 1
        self.send_response(503 if kind.left >= 0 else 200)
        content = b"" if kind.left >= 0 else kind.answers
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def served():
    """Serves with a handler; gives the mirror of its address."""
    open_ = []

    def serve(handler, **more):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        mirror = WebMirror(f"http://127.0.0.1:{server.server_port}", **more)
        open_.append((mirror, server, thread))
        return mirror

    yield serve
    for mirror, server, thread in open_:
        mirror.close()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_folder_is_read_and_listed(folder):
    """Files that are there, nothing for those that are not, and every path."""
    mirror = FolderMirror(folder)
    assert mirror.read(["v1/latest.json", "v1/none.json", "v1"], 10) == {"v1/latest.json": b"{}"}
    assert sorted(mirror.listing()) == ["index.html", "v1/latest.json"]


def test_nothing_outside_of_a_folder_is_read(folder):
    """Neither by a path nor by a link."""
    (folder / "v1" / "link.json").symlink_to(folder.parent / "secret")
    read = FolderMirror(folder).read(["../secret", "v1/link.json", str(folder.parent / "secret")], 100)
    assert all(isinstance(each, Unread) for each in read.values())


def test_a_file_too_large_is_not_read(folder):
    """It is told as such."""
    read = FolderMirror(folder).read(["index.html"], 2)
    assert read["index.html"].code == "site_file_too_large"


def test_a_folder_that_is_not_there_is_out_of_reach(tmp_path):
    """A stick that was pulled out."""
    with pytest.raises(Unreachable):
        FolderMirror(tmp_path / "gone").read(["v1/latest.json"], 10)


def test_an_address_is_read(folder, served):
    """Many files at once; what is not there is left out, what is too large is told."""
    mirror = served(partial(_Quiet, directory=str(folder)))
    asked = ["v1/latest.json", "index.html", *(f"v1/{number}.json" for number in range(40))]
    read = mirror.read(asked, 2)
    assert read["v1/latest.json"] == b"{}"
    assert read["index.html"].code == "site_file_too_large"
    assert len(read) == 2
    assert mirror.listing() is None


def test_a_tired_server_is_asked_again(served):
    """A few times, with longer and longer pauses; then the file is told as not readable."""
    pauses = []
    handler = type("Handler", (_Tired,), {"left": TRIES - 1})
    mirror = served(handler, pause=pauses.append)
    assert mirror.read(["a"], 10) == {"a": b"here"}
    assert pauses == [0.5, 1.0, 2.0]
    handler.left = 100
    assert mirror.read(["a"], 10)["a"] == Unread("site_file_unreadable", "HTTP 503")


def test_a_server_that_is_not_there_is_out_of_reach():
    """Nobody listens: not a finding about the site."""
    mirror = WebMirror("http://127.0.0.1:9", pause=lambda _: None)
    with pytest.raises(Unreachable):
        mirror.read(["v1/latest.json"], 10)
    mirror.close()


@pytest.mark.parametrize("address", ["ftp://a", "http://", "http://a/?b", "a/b"])
def test_what_is_no_address_is_refused(address):
    """Other schemes, no host, questions."""
    with pytest.raises(ValueError, match=r"."):
        WebMirror(address)
