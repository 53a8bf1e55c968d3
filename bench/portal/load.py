"""wrk as the crowd of readers: the same client for every server, many times cheaper than any of them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.processes import tree_cpu_s

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CONNECTIONS = 32
_SCRIPT = """
local paths, next = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
request = function()
  next = next %% #paths + 1
  return wrk.format("GET", paths[next], { ["Accept-Encoding"] = "%s"%s })
end
done = function(summary)
  io.write(string.format("SUM %%d %%d %%d\\n", summary.requests, summary.errors.status, summary.duration))
end
"""
_SUM = re.compile(r"SUM (\d+) (\d+) (\d+)")


@dataclass(frozen=True, slots=True)
class Read:
    """What a crowd of readers cost: microseconds of CPU for each request, of every process that served it."""

    requests: int
    cpu_us: tuple[float, ...]
    rate: float

    @property
    def whole_us(self) -> float:
        """Of all processes together."""
        return sum(self.cpu_us)


async def read(  # noqa: PLR0913, PLR0917 -- who, what, how long
    port: int, paths: Sequence[str], seconds: float, servers: Sequence[int], folder: Path, more: str = ""
) -> Read:
    """Ask for the paths in turn for some seconds; ``servers`` are the processes whose CPU is counted.

    Raises :class:`RuntimeError` when one answer was none of 2xx and 3xx.
    """
    (folder / "paths").write_text("".join(f"{path}\n" for path in paths))
    (folder / "wrk.lua").write_text(_SCRIPT % (folder / "paths", "gzip", more))
    before = [tree_cpu_s(pid) for pid in servers]
    address = f"http://127.0.0.1:{port}"
    wrk = await asyncio.create_subprocess_exec(
        *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", str(folder / "wrk.lua"), address),
        stdout=asyncio.subprocess.PIPE,
    )
    said = (await wrk.communicate())[0].decode()
    spent = [tree_cpu_s(pid) - start for pid, start in zip(servers, before, strict=True)]
    found = _SUM.search(said)
    if found is None or found[2] != "0" or not int(found[1]):
        message = f"wrk did not read what it should:\n{said}"
        raise RuntimeError(message)
    requests = int(found[1])
    return Read(requests, tuple(1e6 * each / requests for each in spent), 1e6 * requests / int(found[3]))
