"""The site written from a real PostgreSQL: nine provinces as KPU published them, changes, the whole nation.

``make bench-publish`` or ``python -m bench.publish [--only nine|nation|lag] [--stations N] [--minutes M]``.
The publisher is that of ``sirekap serve``, in a process of its own; fold and log are brought up beforehand.
Beside it the floor: the same bytes laid at the same paths of another folder, through the same door and as
durably, without being made. ``lag`` runs every part of a service at once and watches when a return is public.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.fold import COUNTRY
from bench.publish.lag import RATE, lag
from bench.publish.press import Press, Pressed
from bench.publish.stage import Stage, nation, real, stage
from bench.publish.trees import trees_of, written_again
from bench.real import shared_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.publish.stage import Counted

CHANGED, MOST_CHANGED_S, MOST_NATION_S = 1_000, 2.0, 900.0
_ROUNDS = 5
_WITHOUT = 20_000
_PARTS = ("nine", "nation", "lag")


def main() -> None:
    """Measure and print; end with 1 when a goal is not met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=_PARTS, help="one of the three")
    parser.add_argument("--stations", type=int, default=COUNTRY, help="of the nation")
    parser.add_argument("--minutes", type=float, default=1.0, help="of the lag; the long form is 10")
    parser.add_argument("--rate", type=int, default=RATE, help="returns a second, of the lag")
    parser.add_argument("--place", type=Path, default=Path(tempfile.gettempdir()), help="a disk with room")
    options = parser.parse_args()
    met = True
    for part in [options.only] if options.only else _PARTS:
        with tempfile.TemporaryDirectory(prefix="sirekap-publish-", dir=options.place) as name:
            os.chmod(name, 0o755)  # noqa: PTH101, S103 -- run by root, the server has another account
            if part == "nine":
                met &= asyncio.run(_nine(Path(name)))
            elif part == "nation":
                met &= asyncio.run(_nation(Path(name), options.stations))
            else:
                met &= asyncio.run(lag(Path(name), options.rate, options.minutes * 60))
    sys.exit(not met)


async def _nine(place: Path) -> bool:
    """The nine real provinces, then changes among them."""
    data = shared_data()
    if data is None:
        print(f"the real data is not here (SIREKAP_SHARED): {_WITHOUT:,} invented stations instead")
    returns, regions, stations = nation(_WITHOUT) if data is None else real(data)
    kept = list(returns)
    async with stage(place, regions, stations) as built:
        press, pressed = await _published(built, kept)
        _told(place, pressed)
        await _floor(place, pressed)
        met = await _changes(built, press, kept, place)
        press.end()
    return met


async def _nation(place: Path, count: int) -> bool:
    """The whole nation's presidential tree."""
    returns, regions, stations = nation(count)
    async with stage(place, regions, stations) as built:
        press, pressed = await _published(built, returns)
        press.end()
        _told(place, pressed)
    goal = MOST_NATION_S * count / COUNTRY
    print(
        f"the nation: {count:,} stations in {pressed.seconds:,.0f} s (goal <= {goal:,.0f}),"
        f" {count / pressed.seconds:,.0f} stations/s, peak memory {pressed.peak_mib:,.0f} MiB"
    )
    return pressed.seconds <= goal


async def _published(built: Stage, returns: Iterable[Counted]) -> tuple[Press, Pressed]:
    """Take, fold and log returns, and have a publisher write all of the site."""
    begun = time.perf_counter()
    count = await built.take(returns)
    print(f"{count:,} returns stored in {time.perf_counter() - begun:,.1f} s", flush=True)
    print(f"folded in {await built.fold():,.1f} s, logged in {await built.log():,.1f} s", flush=True)
    press = Press(built.dsn, built.settings)
    pressed = await press.press()
    print(
        f"public in {pressed.seconds:,.1f} s, {pressed.cpu_s:,.1f} s of CPU in the publisher, peak memory"
        f" {pressed.peak_mib:,.0f} MiB; compressed in {pressed.tidied_s:,.1f} s more; {_load()}",
        flush=True,
    )
    return press, pressed


def _told(place: Path, pressed: Pressed) -> None:
    """Print what lies there."""
    print(f"{'':22} {'files':>10} {'inodes':>10} {'MB told':>9} {'MB on disk':>11} {'files/s':>9}")
    for name, tree in trees_of(place / "site").items():
        print(
            f"{name:22} {tree.files:10,} {tree.inodes:10,} {tree.told / 1e6:9,.1f} {tree.taken / 1e6:11,.1f}"
            f" {tree.files / pressed.seconds:9,.0f}",
            flush=True,
        )


async def _floor(place: Path, pressed: Pressed) -> None:
    count, seconds = await written_again(place / "site", place / "floor")
    print(
        f"floor, the same {count:,} files laid without being made: {seconds:,.1f} s;"
        f" ratio {pressed.seconds / seconds:.1f}",
        flush=True,
    )


def _load() -> str:
    """How busy the machine is, with others' work too."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


async def _changes(built: Stage, press: Press, kept: Sequence[Counted], place: Path) -> bool:
    """A thousand stations, drawn anew each round, are told by a second device; the site follows."""
    draw, files = random.Random(7), 0  # noqa: S311 -- a seed
    seconds, busy, ratios = list[float](), list[float](), list[float]()
    for number in range(_ROUNDS + 1):
        await built.take(draw.sample(kept, CHANGED), f"b{number}")
        await built.fold()
        await built.log()
        since = time.time()
        pressed = await press.press()
        files, bare = await written_again(place / "site", place / "floor", since)
        if number:  # The first round is the one that finds everything cold.
            seconds.append(pressed.seconds)
            busy.append(pressed.cpu_s)
            ratios.append(pressed.seconds / bare)
    print(
        f"{CHANGED:,} changed stations, all that follows of it, {files:,} files: {median(seconds):.2f} s"
        f" ({min(seconds):.2f} to {max(seconds):.2f} in {_ROUNDS} rounds; goal <= {MOST_CHANGED_S:g} s),"
        f" CPU of the publisher {median(busy):.2f} s, ratio to the floor {median(ratios):.1f}; {_load()}"
    )
    return median(seconds) <= MOST_CHANGED_S


if __name__ == "__main__":
    main()
