"""The public log as an outsider finds it in a service's folder, and every tree that was ever signed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.site import connected

from sirekap.election.canonical import decode
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, opened
from sirekap.log.tiles import Bundle, parse_bundle
from sirekap.seal.keyfile import read_key_file
from sirekap.seal.keys import Purpose, VerifyingKey
from sirekap.seal.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

NAME = "sirekap.invalid/pemilu2024/real"
_LOGGED_S = 120.0
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Published:
    """The published files, by a way to get one, and the key they are signed with."""

    get: Callable[[str], bytes]
    public: bytes

    @classmethod
    def in_folder(cls, data: Path) -> Published:
        """In the data folder of a service."""
        folder = data / "published" / "log"
        return cls(lambda path: (folder / path).read_bytes(), public_key(data))

    def checkpoint(self) -> Checkpoint:
        """The published checkpoint, its signature checked."""

        def verify(told: bytes, signature: bytes) -> bool:
            try:
                VerifyingKey(self.public).verify(told, signature)
            except Refusal:
                return False
            return True

        return Checkpoint.parse(opened(self.get("checkpoint"), NoteKey(NAME, self.public), verify), NAME)


def public_key(data: Path) -> bytes:
    """The log's key in a data folder."""
    return read_key_file(data / "keys" / "log.key", Purpose.LOG).public


@dataclass(frozen=True, slots=True)
class PublicLog:
    """The entries under the published checkpoint, every file of theirs read and compared with its tree."""

    entries: Sequence[bytes]

    @classmethod
    def read(cls, published: Published) -> PublicLog:
        """Read what is published; an assertion fails where it does not hold together."""
        point = published.checkpoint()
        entries: list[bytes] = []
        while len(entries) < point.size:
            bundle = Bundle(len(entries) // 256, min(256, point.size - len(entries)))
            entries += parse_bundle(published.get(bundle.path), bundle)
        edge, full = Edge().grown(entries)
        assert edge.root == point.root
        for path, octets in {**full, **edge.partial_files()}.items():
            assert published.get(path) == octets, path
        return cls(entries)

    @property
    def records(self) -> list[str]:
        """The records' ids, in the log's order."""
        return [str(decode(entry)["record"]) for entry in self.entries]

    async def forks(self, dsn: str) -> list[int]:
        """The sizes at which a tree was signed that does not begin this log."""
        async with connected(dsn) as connection:
            signed = await connection.fetch("SELECT size, root FROM checkpoint ORDER BY size")
        wrong, edge = list[int](), Edge()
        for row in signed:
            edge, _ = edge.grown(self.entries[edge.size : row["size"]])
            if edge.root != row["root"]:
                wrong.append(row["size"])
        return wrong


async def logged(published: Published, dsn: str) -> None:
    """Wait until every record of the database stands in the published log."""
    async with asyncio.timeout(_LOGGED_S), connected(dsn) as connection:
        while True:
            records = await connection.fetchval("SELECT count(*) FROM record")
            with suppress(FileNotFoundError):  # The first tree is not out yet.
                if records == (await asyncio.to_thread(published.checkpoint)).size:
                    return
            await asyncio.sleep(_PAUSE_S)
