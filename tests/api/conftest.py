"""The API as it is served: uvicorn on a socket, on the store in memory and in PostgreSQL."""

from __future__ import annotations

import asyncio
import random
import socket
import tempfile
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import uvicorn

from sirekap.office.ports import ContestSetup, Device, Setup
from sirekap.simulate.crowd import Crowd, places
from sirekap.simulate.wire import Line
from sirekap.simulate.wire import Server as Address
from sirekap.store.memory import (
    MemoryAccounts,
    MemoryDesk,
    MemoryDevices,
    MemoryEnrolment,
    MemoryJobs,
    MemoryJournal,
    MemoryLog,
    MemoryLooks,
    MemoryObjects,
    MemoryPen,
    MemoryPlaces,
    MemoryProjections,
    MemoryRecords,
    MemorySessions,
    MemoryTries,
    MemoryUploads,
    MemoryWordbook,
)
from sirekap.store.objects import FolderObjects
from sirekap.store.postgres import PostgresPen
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import Store, application_on, folder_on, opened
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sirekap.office.ports import Pen

NOW = datetime.now(UTC).replace(microsecond=0)


class Serving(uvicorn.Server):
    """uvicorn that leaves the test runner's signals alone."""

    @contextmanager
    def capture_signals(self):
        """Take none."""
        yield


@dataclass
class Site:
    """A store that is set up, its keys, its log's pen; its crowd: two stations, four enrolled phones."""

    store: Store
    keys: object
    crowd: Crowd
    pen: Pen
    settings: Settings = field(default_factory=Settings)

    async def caught_up(self) -> None:
        """Fold all that is stored."""
        folder = folder_on(self.store, self.settings)
        while await folder.step():
            pass

    @asynccontextmanager
    async def served(self, **settings: object) -> AsyncIterator[Client]:
        """One process on this site, under way."""
        listening = socket.create_server(("127.0.0.1", 0))
        application = application_on(self.store, self.keys, Settings(**settings), self.caught_up)
        server = Serving(
            uvicorn.Config(application, log_config=None, lifespan="on", timeout_graceful_shutdown=5)
        )
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        client = Client(listening.getsockname()[1], server)
        try:
            yield client
        finally:
            server.should_exit = True
            await client.close()
            await serving


@dataclass
class Client:
    """Sends to a process; each request on a new line of its own unless one is given."""

    port: int
    server: Serving
    lines: list[Line] = field(default_factory=list)

    async def line(self) -> Line:
        """A new connection."""
        self.lines.append(await Line.to(Address(self.port)))
        return self.lines[-1]

    async def post(self, envelope: bytes):
        """Send a return."""
        return await (await self.line()).ask(Address(self.port).post(envelope), 20)

    async def get(self, path: str):
        """Ask for a path."""
        return await (await self.line()).ask(Address(self.port).get(path), 20)

    async def send(self, request: bytes):
        """Send these very bytes."""
        return await (await self.line()).ask(request, 20)

    @staticmethod
    def told(answer) -> object:
        """The JSON of an answer."""
        return msgspec.json.decode(answer.body)

    async def close(self) -> None:
        """End every connection."""
        for line in self.lines:
            line.cut()


async def set_up(store, crowd):
    """Two stations with two phones each."""
    regions, stations = places(2)
    contest = ContestSetup("ppwp", "Presiden", "C.HASIL-PPWP")
    await store.places.put(Setup(regions, stations, [contest]), dry=False)
    for number in range(4):
        phone = crowd.phone(number)
        await store.devices.enrol(Device(phone.key.id, phone.station, phone.slot, phone.certificate))


@pytest.fixture
def open_to_all():
    """A folder that another account can pass through: nginx' workers, and a server that root starts."""
    with tempfile.TemporaryDirectory(prefix="sirekap-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def place(tool, open_to_all):
    """A folder for nginx."""
    tool("nginx")
    return open_to_all


@pytest.fixture
def keys(tmp_path):
    """New keys in files."""
    return keys_in(tmp_path / "keys", "pemilu2024", NOW, random.Random(1).randbytes)


@pytest.fixture
def crowd(keys):
    """A crowd whose night began an hour ago."""
    return Crowd(keys.enrolment, night=NOW - timedelta(hours=1))


@pytest.fixture
def memory(runner, keys, crowd):
    """A site in memory."""
    jobs = MemoryJobs()
    records, devices, places = MemoryRecords(), MemoryDevices(), MemoryPlaces()
    store = Store(
        records=records,
        devices=devices,
        places=places,
        projections=MemoryProjections(),
        uploads=MemoryUploads(jobs),
        jobs=jobs,
        looks=MemoryLooks(),
        objects=MemoryObjects(),
        enrolment=MemoryEnrolment(records, devices, places),
        log=MemoryLog(records),
        published=None,
        pen=None,
        publication=None,
        exports=None,
        journal=MemoryJournal(),
        words=MemoryWordbook(),
        desk=MemoryDesk(),
        accounts=MemoryAccounts(),
        sessions=MemorySessions(),
        tries=MemoryTries(),
    )
    runner.run(set_up(store, crowd))
    return Site(store, keys, crowd, MemoryPen(store.log))


@pytest.fixture(params=["memory", "system"])
def site(request, runner, keys, crowd, tmp_path):
    """A site in memory and one in PostgreSQL."""
    if request.param == "memory":
        yield request.getfixturevalue("memory")
        return
    database = request.getfixturevalue("empty_database")("system")
    opening = opened(database.app, 2, FolderObjects(tmp_path))
    store = runner.run(opening.__aenter__())
    runner.run(set_up(store, crowd))
    pen = PostgresPen(database.app)
    yield Site(store, keys, crowd, pen)
    runner.run(pen.lay_down())
    runner.run(opening.__aexit__(None, None, None))
