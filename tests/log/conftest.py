"""The tree as RFC 6962 defines it, slow, to hold ours against; a small site, and the check in TypeScript."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from sirekap.election.identity import record_id
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.office.leaf import print_leaf
from sirekap.office.ports import Leaf
from sirekap.seal.keys import Purpose, SigningKey

CHECK = Path(__file__).parents[2] / "web/packages/log/src/check.ts"
KEY = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", KEY.public)
TIME = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """A folder as it would be published, the ids of its records, and its log's verifier key."""

    folder: Path
    ids: tuple[str, ...]
    key: str = str(NAME)

    def write(self, files: dict[str, bytes]) -> None:
        """Lay files, or write over them."""
        for path, data in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)


@pytest.fixture(scope="session")
def lay():
    """Gives a site of some records, each with its kind, and the log of them."""

    def laid(folder, records):
        ids = [record_id(data) for _, data in records]
        kinds = [kind for kind, _ in records]
        leaves = [
            Leaf(n, one, kind, "3404012001001", "ppwp", TIME)
            for n, (one, kind) in enumerate(zip(ids, kinds, strict=True))
        ]
        edge, files = Edge().grown([print_leaf(leaf) for leaf in leaves])
        note = signed(str(Checkpoint(NAME.name, edge.size, edge.root)), NAME, KEY.sign)
        log = {**files, **edge.partial_files(), "checkpoint": note}
        site = Site(folder, tuple(ids))
        site.write({f"log/{path}": data for path, data in log.items()})
        site.write({f"v1/records/{one}.json": data for one, (_, data) in zip(ids, records, strict=True)})
        return site

    return laid


@pytest.fixture(scope="session")
def second_check(tool):
    """Gives the exit status of the check in TypeScript, and what it said of a folder."""
    node = tool("node")

    def say(folder, *keys):
        run = subprocess.run([node, CHECK, folder, *keys], capture_output=True, text=True, check=False)
        assert run.stderr == ""
        return run.returncode, run.stdout

    return say


class Plain:
    """MTH, PATH and PROOF of RFC 6962 § 2.1, by recursion over lists."""

    def root(self, entries):
        """MTH(D[n])."""
        if not entries:
            return sha256(b"").digest()
        if len(entries) == 1:
            return sha256(b"\x00" + entries[0]).digest()
        k = self.left(len(entries))
        return sha256(b"\x01" + self.root(entries[:k]) + self.root(entries[k:])).digest()

    def path(self, index, entries):
        """PATH(m, D[n])."""
        if len(entries) == 1:
            return []
        k = self.left(len(entries))
        if index < k:
            return [*self.path(index, entries[:k]), self.root(entries[k:])]
        return [*self.path(index - k, entries[k:]), self.root(entries[:k])]

    def proof(self, first, entries, whole=True):  # noqa: FBT002 -- the RFC's own flag
        """PROOF(m, D[n]) as SUBPROOF(m, D[n], b)."""
        if first == len(entries):
            return [] if whole else [self.root(entries)]
        k = self.left(len(entries))
        if first <= k:
            return [*self.proof(first, entries[:k], whole), self.root(entries[k:])]
        return [*self.proof(first - k, entries[k:], whole=False), self.root(entries[:k])]

    def left(self, count):
        """The largest power of two below ``count``."""
        k = 1
        while 2 * k < count:
            k *= 2
        return k


@pytest.fixture(scope="session")
def plain():
    """The slow tree."""
    return Plain()
