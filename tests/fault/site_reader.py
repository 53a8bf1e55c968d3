"""A reader of the published site who trusts nothing: at every moment what it finds must hold together.

Runs in a thread of its own beside the publisher and its kills, as a web server's readers do.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

MOST_CLAIMS = 20


@dataclass
class Reader:
    """Looks at random places of a site until told to end; ``sent`` are (station, id) in the log's order."""

    site: Path
    sent: list[tuple[str, str]]
    seed: int
    looks: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _read(self) -> None:
        rng, last = random.Random(self.seed), 0
        while not self._ended.wait(0.002):
            try:
                latest = self._json("v1/latest.json")
            except FileNotFoundError:
                continue
            try:
                if latest["size"] < last:
                    self.faults.append(f"size {latest['size']} after {last}")
                last = latest["size"]
                self._look(latest, rng)
            except (FileNotFoundError, AssertionError, KeyError, ValueError) as fault:
                self.faults.append(f"at {last}: {type(fault).__name__} {fault}")

    def _look(self, latest, rng) -> None:
        """One look at a record, a village, its regions and KPU's files of them."""
        size = latest["size"]
        note = (self.site / "log/checkpoint").read_text().split("\n")
        assert size <= latest["checkpoint"]["size"] <= int(note[1])
        if not size:
            return
        station, name = self.sent[rng.randrange(size)]
        self._record(name)
        contest = latest["contests"]["ppwp"]["document"]
        nation = self._json(contest)
        assert nation["size"] >= size
        for key, count in nation["votes"].items():
            assert count == sum(child["votes"].get(key, 0) for child in nation["children"])
        steps = f"{station[:2]}/{station[:4]}/{station[:6]}"
        for region in (steps[:2], steps[:7], steps):
            assert self._json(f"v1/ppwp/{region}.json")["region"] == region.rpartition("/")[2]
        self._village(f"v1/ppwp/{steps}/{station[:10]}.json", station, size)
        area = self._json(f"pemilu/hhcw/ppwp/{steps}/{station[:10]}.json")
        for ticket, count in area["chart"].items():
            if ticket != "persen":
                assert count == sum(row.get(ticket, 0) for row in area["table"].values())
        self._json(f"pemilu/hhcw/ppwp/{steps}/{station[:10]}/{station}.json")
        self.looks["whole"] += 1

    def _record(self, name: str) -> None:
        body = (self.site / f"v1/records/{name}.json").read_bytes()
        assert hashlib.sha256(body).hexdigest() == name
        assert self._json(f"v1/records/{name}.sig.json")["v"] == 1

    def _village(self, path: str, station: str, size: int) -> None:
        """The document that a pointer names is there, adds up, and has all leaves that were promised."""
        pointer = self._json(path)
        data = (self.site / pointer["document"]).read_bytes()
        assert hashlib.sha256(data).hexdigest()[:16] == pointer["document"].split(".")[1]
        document = json.loads(data)
        for key, count in document["votes"].items():
            figures = [each["votes"]["figures"].get(key) for each in document["stations"]]
            assert count == sum(each or 0 for each in figures)
        claims = {
            each["station"]: {claim["record"]: claim["log"] for claim in each["claims"]["last"]}
            for each in document["stations"]
        }
        logged = [index for told in claims.values() for index in told.values()]
        assert all(self.sent[index][1] in claims[self.sent[index][0]] for index in logged)
        assert max(logged) + 1 == pointer["size"]
        promised = [name for of, name in self.sent[:size] if of == station]
        if len(claims[station]) < MOST_CLAIMS:
            assert set(promised) <= claims[station].keys()

    def _json(self, path: str):
        return json.loads((self.site / path).read_bytes())


def tree(site: Path) -> dict[str, bytes]:
    """Every file of a site but the log."""
    found = ((each.relative_to(site), each) for each in site.rglob("*") if each.is_file())
    return {str(name): each.read_bytes() for name, each in found if name.parts[0] not in {"log", ".laying"}}
