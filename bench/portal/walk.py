"""A walk through the whole site, as its readers make it: from the lists down to every station."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sirekap.simulate.wire import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sirekap.simulate.wire import Server

_LISTS = "wilayah/pemilu/ppwp"
_STARTS = ("pemilu/ppwp.json", "pemilu/partai.json", "pemilu/hhcw/ppwp.json", f"{_LISTS}/0.json")
_GOOD = 200
_STATION = 5
_VILLAGE = 4
_LINK = re.compile(rb'(?:href|src)="([^"#?:]+)["#?]')
_TOGETHER = 16


@dataclass
class Walk:
    """Which paths were seen, and how each was answered."""

    server: Server
    seen: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    seconds: float = 0.0
    _waiting: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def lead(self, paths: Iterable[str]) -> None:
        """Have paths walked that were not seen yet."""
        for path in paths:
            if path not in self.seen:
                self.seen.add(path)
                self._waiting.put_nowait(path)

    async def go(self) -> None:
        """Walk until nothing new is found. Raises :class:`LineCut`."""
        begun = time.perf_counter()
        walkers = [asyncio.create_task(self._step()) for _ in range(_TOGETHER)]
        done = asyncio.create_task(self._waiting.join())
        await asyncio.wait([done, *walkers], return_when=asyncio.FIRST_COMPLETED)
        for one in walkers:
            if one.done():
                one.result()  # A walker ends by a fault alone.
            one.cancel()
        self.seconds = time.perf_counter() - begun

    async def _step(self) -> None:
        line = await Line.to(self.server)
        while True:
            path = await self._waiting.get()
            if not line.open:  # nginx ends a connection after a thousand requests.
                line = await Line.to(self.server)
            answer = await line.ask(self.server.get(f"/{path}"))
            self.statuses[answer.status] += 1
            if answer.status == _GOOD:
                self.lead(_leads(path, answer.body))
            else:
                self.missing.append(path)
            self._waiting.task_done()


async def walk(server: Server) -> Walk:
    """Follow KPU's lists to every region and station, our pointers to their documents, pages to pages."""
    walked = Walk(server)
    root = await (await Line.to(server)).ask(server.get("/"))
    walked.lead([""] if root.status == _GOOD else [])  # A site with pages.
    walked.lead(_STARTS)
    await walked.go()
    return walked


def _leads(path: str, body: bytes) -> Iterator[str]:
    """What a file leads to."""
    if path.startswith(_LISTS):
        above = path.removeprefix(_LISTS).removesuffix(".json").removesuffix("/0")
        for one in json.loads(body):
            yield from _region(f"{above}/{one['kode']}", one)
    elif path.startswith("v1/"):
        told = json.loads(body)
        if isinstance(told.get("document"), str):
            yield told["document"]
    elif path == "" or path.endswith(("/", ".html")):
        for found in _LINK.findall(body):
            yield _joined(path, found.decode())


def _region(steps: str, one: dict[str, Any]) -> Iterator[str]:
    """The files of a region of a list, or of a station of one."""
    yield f"pemilu/hhcw/ppwp{steps}.json"
    if one["tingkat"] < _STATION:
        yield f"{_LISTS}{steps}.json"
    if one["tingkat"] < _VILLAGE:
        yield f"pemilu/hr/ppwp{steps}.json"
    if one["tingkat"] == _VILLAGE:
        yield f"v1/ppwp{steps}.json"


def _joined(page: str, link: str) -> str:
    """A link of a page as a path of the site."""
    if link.startswith("/"):
        return link[1:]
    parts = page.split("/")[:-1]
    for part in link.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
