"""A small log on the twins in memory: records to log, sequencers to log them, an outsider to look."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sirekap.election.canonical import encode
from sirekap.election.identity import ElectionId, Phase
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, opened
from sirekap.log.tiles import Bundle, parse_bundle
from sirekap.office.ports import Entry
from sirekap.office.redeem import Redeem
from sirekap.office.sequence import LogKey, Sequencer
from sirekap.seal.keys import Purpose, SigningKey, VerifyingKey
from sirekap.seal.refusal import Refusal
from sirekap.store.memory import MemoryLog, MemoryPen, MemoryRecords, MemorySite
from sirekap.store.memory.moments import Moment, calm

NIGHT = datetime(2024, 2, 14, 13, 0, 0, 900_000, tzinfo=UTC)
SIGNING = SigningKey(Purpose.LOG, bytes(range(32)))
NAME = NoteKey("log.example/pemilu2024", SIGNING.public)


def verify(data, signature):
    """Whether the log's key signed this."""
    try:
        VerifyingKey(SIGNING.public).verify(data, signature)
    except Refusal:
        return False
    return True


def entry(number, kind="return", phase="real", election="pemilu2024"):
    """A record of a kind, with a number to tell it by."""
    body = encode({"election": election, "kind": kind, "number": number, "phase": phase})
    place = ("3404062001006", "ppwp") if kind == "return" else (None, None)
    received = NIGHT + timedelta(seconds=number)
    name = hashlib.sha256(body).hexdigest()
    return Entry(name, kind, *place, body, b"signed", "0f" * 32, received, b"receipt")


@dataclass
class Ground:
    """The stores that outlive a sequencer, and what an outsider has seen published."""

    moment: Moment = calm
    records: MemoryRecords = field(default_factory=MemoryRecords)
    seen: list[list[bytes]] = field(default_factory=list)
    kind: type[Sequencer] = Sequencer

    def __post_init__(self) -> None:
        self.log = MemoryLog(self.records)
        self.files = MemorySite(self._watched)

    async def _watched(self, act, when):
        """Look at what is published each time it changed, before anything can go wrong."""
        if (act, when) == ("replace", "after"):
            self.seen.append(self.published())
        await self.moment(act, when)

    def sequencer(self):
        """A new one, with a pen of its own."""
        return self.kind(
            self.records,
            self.log,
            MemoryPen(self.log, self.moment),
            self.files,
            LogKey(NAME, SIGNING.sign, verify),
            ElectionId("pemilu2024"),
            Phase.REAL,
            batch=200,
        )

    def redeem(self):
        """The act that proves a record's place."""
        return Redeem(self.log, self.files, NAME, verify)

    def published(self):
        """What an outsider finds: every entry under the checkpoint, every file it needs compared."""
        text = opened(self.files.files["checkpoint"], NAME, verify)
        point = Checkpoint.parse(text, NAME.name)
        entries = []
        while len(entries) < point.size:
            bundle = Bundle(len(entries) // 256, min(256, point.size - len(entries)))
            entries += parse_bundle(self.files.files.get(bundle.path), bundle)
        edge, full = Edge().grown(entries)
        assert edge.root == point.root
        for path, data in {**full, **edge.partial_files()}.items():
            assert self.files.files[path] == data, path
        return entries

    def is_one_log(self):
        """Of any two published trees the smaller begins the larger."""
        trees = sorted(self.seen, key=len)
        return all(after[: len(before)] == before for before, after in pairwise(trees))


async def run(sequencer):
    """Step until nothing is left to log."""
    while await sequencer.step():
        pass
