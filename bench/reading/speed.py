"""CPU of a page on one core, from its bytes to the evidence of its fields.

As published, and as a phone takes it: published photos enlarged to 12 megapixels, with the
grain a sensor adds, and written as JPEG again. CPU time, so that other work on the machine
counts little; one thread.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest.mock import patch

import cv2
import numpy as np

from bench.reading.records import OTHER_FORM
from sirekap.election.refusal import Refusal
from sirekap.reading import features
from sirekap.reading.photo import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.reading.stations import Readers, Station
    from sirekap.reading.reader import Reader

_PIXELS = 12_000_000
_GRAIN, _QUALITY = 3.0, 90


@dataclass(slots=True)
class Timing:
    """Milliseconds of the pages that were read, and of their parts.

    ``fell_back`` of the ``pages`` looked at as published needed the matcher. ``large_bytes`` are
    the sizes of the enlarged photos.
    """

    small_ms: list[float] = field(default_factory=list)
    large_ms: list[float] = field(default_factory=list)
    parts_ms: dict[str, list[float]] = field(default_factory=dict)
    large_bytes: list[int] = field(default_factory=list)
    pages: int = 0
    fell_back: int = 0


def measured(stations: Sequence[Station], readers: Readers, large: int, seed: int) -> Timing:
    """Time every page once as published, and a sample of ``large`` at 12 megapixels."""
    cv2.setNumThreads(1)
    timing = Timing()
    shown = [
        (readers.of(each.name), photo)
        for each in stations
        for photo in each.photos
        if each.shows(photo.name) != OTHER_FORM
    ]
    for reader, photo in shown:
        _small(timing, reader, photo.read_bytes())
    random = np.random.default_rng(seed)
    for index in random.permutation(len(shown))[:large]:
        reader, photo = shown[index]
        data = enlarged(photo.read_bytes(), random)
        if data is None:
            continue
        with suppress(Refusal):
            timing.large_ms.append(sum(_parts(reader, data).values()))
            timing.large_bytes.append(len(data))
    return timing


def _small(timing: Timing, reader: Reader, data: bytes) -> None:
    # Only the call itself tells that the matcher was tried: its pose may lose to the tag's.
    with patch.object(features, "candidates", wraps=features.candidates) as matcher, suppress(Refusal):
        parts = _parts(reader, data)
        timing.small_ms.append(sum(parts.values()))
        for name, taken in parts.items():
            timing.parts_ms.setdefault(name, []).append(taken)
    timing.pages += 1
    timing.fell_back += matcher.called


def _parts(reader: Reader, data: bytes) -> dict[str, float]:
    """Milliseconds of each stage of one page."""
    ticks = [time.process_time()]
    photo = decode(data)
    ticks.append(time.process_time())
    page = reader.page_on(photo)
    ticks.append(time.process_time())
    reader.evidence(page)
    ticks.append(time.process_time())
    names = ("decoding", "finding the page", "reading its fields")
    return {name: 1000 * (end - start) for name, start, end in zip(names, ticks, ticks[1:], strict=False)}


def enlarged(data: bytes, random: np.random.Generator) -> bytes | None:
    """A photo as a phone of 12 megapixels would have taken it, as JPEG; ``None`` if it is no picture."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    zoom = float(np.sqrt(_PIXELS / (picture.shape[0] * picture.shape[1])))
    large = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    grain = random.normal(0.0, _GRAIN, large.shape[:2]).astype(np.float32)[..., None]
    grained = np.clip(large + grain, 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", grained, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return coded.tobytes()
