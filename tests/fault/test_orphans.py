"""The service's own process is killed, and only that: what it had started may not live on without it."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from tests.fault.service import Service

PATIENCE_S = 15


@pytest.mark.fault
async def test_processes_end_with_the_service_that_started_them(ground, started):
    """Orphans would keep the port, and a service that is started again could not have it."""
    service = Service(ground / "data")
    started.append(service.program)
    await service.start()
    takers = list(service.takers())

    try:
        os.kill(service.program.pid, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            while any(map(lives, takers)):
                await asyncio.sleep(0.1)
        await service.kill("service")
        await service.stop()
    finally:
        for pid in takers:
            if lives(pid):
                os.kill(pid, signal.SIGKILL)


def lives(pid):
    """Whether a process is there, and not only waiting to be buried."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"
