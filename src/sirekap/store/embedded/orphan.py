"""A server left behind by a process that was killed: found by its data, and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

_PATIENCE_S = 30.0
_PAUSE_S = 0.02


def stop_orphan(data: Path) -> bool:
    """End the server that still runs on ``data``, if one does. Call only while holding the folder.

    A number in ``postmaster.pid`` may by now belong to another program, so the process is
    asked whether it works in this folder before it gets a signal. The file itself is left
    to PostgreSQL, which checks more than we could.
    """
    note = data / "postmaster.pid"
    if not note.exists():
        return False
    pid = int(note.read_text().split("\n", 1)[0] or 0)
    if not pid:
        return False
    _wait_for_burial(pid)
    if not _works_in(pid, data):
        return False
    for one, patience in ((signal.SIGINT, _PATIENCE_S), (signal.SIGQUIT, _PATIENCE_S), (signal.SIGKILL, 1.0)):
        _send(pid, one)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if not _works_in(pid, data):
                return True
            time.sleep(_PAUSE_S)
    return True


def _wait_for_burial(pid: int) -> None:
    """Wait while a process is dead and only its number is taken: PostgreSQL would take it for alive."""
    until = time.monotonic() + _PATIENCE_S
    while _is_unburied(pid) and time.monotonic() < until:
        time.sleep(_PAUSE_S)


def _is_unburied(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]


def _send(pid: int, one: signal.Signals) -> None:
    try:
        os.kill(pid, one)
    except ProcessLookupError:
        return


def _works_in(pid: int, data: Path) -> bool:
    """Whether a process is a PostgreSQL on ``data``: a server makes its data its current folder."""
    proc = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            return (proc / "cwd").resolve(strict=True) == data.resolve()
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            return False
    answer = subprocess.run(  # noqa: S603 -- a number and fixed words
        ["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return str(data) in answer.stdout
