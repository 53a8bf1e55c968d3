"""Many returns on all cores: warm readers side by side, answers in the order of the questions.

Each process holds one reader of one thread; threads within a page would only wait for each
other. Returns go out a few at a time, and no more are under way than keeps every reader
busy, so that a night's photos never stand in memory together.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import cv2

from sirekap import profiles
from sirekap.reading.reader import Reader
from sirekap.sheet.shelf import load_layout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from sirekap.election.regions import StationCode
    from sirekap.reading.result import Reading

_PART = 4
"""Returns a process is given at once."""
_AHEAD = 2
"""Parts under way for each process: one being read, one waiting."""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The photos of one return, each a name and its bytes, and what it was filed as.

    ``siblings`` is how many stations the claimed station's village has, if known.
    """

    name: str
    photos: tuple[tuple[str, bytes], ...]
    claimed: StationCode | None = None
    siblings: int | None = None


def read_all(
    bundles: Iterable[Bundle], form: str, *, district: str | None = None, cores: int
) -> Iterator[tuple[str, Reading]]:
    """Read returns of one form on ``cores`` processes; each name with its reading, in the order given.

    With one core everything happens here. Raises a ``Refusal`` when the profile draws no
    form of that code, or not for that ``district``; a photo that cannot be used is in its
    reading, not raised.
    """
    if cores <= 1:
        reader = _warm(form, district)
        for bundle in bundles:
            yield _read(reader, bundle)
        return
    load_layout(form, profiles.load().id, district)  # An unknown form is refused here, not in every process.
    spawn = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(cores, spawn, _start, (form, district)) as pool:
        waiting: deque[Future[list[tuple[str, Reading]]]] = deque()
        rest = iter(bundles)
        while part := tuple(islice(rest, _PART)):
            waiting.append(pool.submit(_read_part, form, district, part))
            if len(waiting) >= _AHEAD * cores:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _read(reader: Reader, bundle: Bundle) -> tuple[str, Reading]:
    reading, _ = reader.read(bundle.photos, bundle.claimed, bundle.siblings)
    return bundle.name, reading


def _read_part(form: str, district: str | None, part: tuple[Bundle, ...]) -> list[tuple[str, Reading]]:
    reader = _warm(form, district)
    return [_read(reader, bundle) for bundle in part]


def _start(form: str, district: str | None) -> None:
    cv2.setNumThreads(1)
    _warm(form, district)


@cache
def _warm(form: str, district: str | None) -> Reader:
    """The process's reader of that form, made once."""
    return Reader(profiles.load(), form, district=district, threads=1)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started within use one thread each in linear algebra, which reads this at its import."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
