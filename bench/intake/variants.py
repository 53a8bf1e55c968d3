"""The three ways of taking returns that are compared, each one process with its own database."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.intake.keys import ENROLMENT, RECEIPT
from bench.processes import Program, free_port
from bench.site import lay_keys, new_database, serve, set_up
from sirekap.seal.keys import Purpose
from sirekap.simulate.wire import Server
from sirekap.store.embedded import OWNER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sirekap.simulate.crowd import Phone
    from sirekap.store.embedded import EmbeddedPostgres

NAMES = ("floor", "ours", "baseline")

_UVICORN = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way, running."""

    name: str
    program: Program
    server: Server


async def start(name: str, postgres: EmbeddedPostgres, phones: Sequence[Phone], folder: Path) -> Variant:
    """Make its database, start its process, wait until it listens."""
    dsn = await new_database(postgres, name)
    await set_up(dsn, phones, len(phones) // 2)
    port = free_port()
    if name == "ours":
        program = ours(dsn, port, folder)
    else:
        application = f"bench.intake.{name}:app"
        command = (sys.executable, "-m", "uvicorn", application, "--port", str(port), *_UVICORN)
        mine = postgres.dsn(OWNER, name) if name == "baseline" else dsn  # It makes its own table.
        program = Program(command, port, folder / f"{name}.log", {"SIREKAP_BENCH_DSN": mine})
    await program.start()
    return Variant(name, program, Server(port))


def ours(dsn: str, port: int, folder: Path) -> Program:
    """``sirekap serve`` as it is operated, one process."""
    data = folder / "ours"
    lay_keys(data, {Purpose.RECEIPT: RECEIPT, Purpose.ENROLMENT: ENROLMENT})
    return serve(data, port, "--dsn", dsn, fold="0", sequence="0")
