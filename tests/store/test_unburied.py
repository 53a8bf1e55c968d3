"""A killed PostgreSQL that its parent has not buried yet: dead, though its number is still taken."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from pathlib import Path

from sirekap.store.embedded import EmbeddedPostgres


async def test_a_server_that_is_dead_but_not_buried_is_waited_for():
    """``kill -9`` of service and server leaves a zombie for a moment; the next start outlasts it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name, "db")
        async with EmbeddedPostgres(folder):
            note = (folder / "data" / "postmaster.pid").read_text().splitlines()
        owner = (folder / "data").stat().st_uid
        dead = subprocess.Popen(["true"], user=owner)  # noqa: S607 -- it ends at once, unwaited for
        (folder / "data" / "postmaster.pid").write_text("\n".join([str(dead.pid), *note[1:], ""]))
        asyncio.get_running_loop().call_later(1.0, dead.wait)

        async with EmbeddedPostgres(folder) as again:
            assert again.pid != dead.pid
        assert dead.returncode == 0
