"""Cut the boxes of real photos with what is written in them, for training.

``python -m training.crops --photos DIR --out FILE.npz`` where DIR holds
``truth.jsonl`` and a folder of photos per station. The crops stay outside the
repository: they are pieces of real forms.

The file holds, a row a box: ``crops`` uint8 (N, 48, 48); ``label`` (``0``-``9``,
``X`` crossed, ``_`` empty, ``-`` dash); ``value_certainty`` as the truth file says;
``station``, ``photo``, ``page``, ``field``, ``position``; ``frame`` 0..1, how well the
box was seen. With ``--jitter MM`` every box is cut again, ``--copies`` times,
displaced by a normal deviate of that size.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sirekap.reading import blank, cutting
from sirekap.reading import print as printed
from sirekap.reading.photo import decode
from sirekap.reading.refusal import Refusal
from sirekap.reading.registration import register
from sirekap.sheet.shelf import load_artwork, load_layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.reading.print import Print

FORM = "C.HASIL-PPWP"


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jitter", type=float, default=0.0, metavar="MM")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    layout, artwork = load_layout(FORM), load_artwork(FORM)
    size = (layout.width, layout.height)
    prints = tuple(printed.prepared(page, size, blank.drawn(page, artwork, size)) for page in layout.pages)
    random = np.random.default_rng(arguments.seed)
    jitters = [arguments.jitter] * arguments.copies if arguments.jitter else [0.0]
    rows = [
        row
        for truth in _truths(arguments.photos)
        for row in _cut(arguments.photos, truth, prints, jitters, random)
    ]
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    np.savez_compressed(arguments.out, **columns)
    print(
        f"{len(rows)} boxes of {len(set(columns['photo']))} photos, {len(set(columns['station']))} stations"
    )


def _truths(photos: Path) -> Iterator[dict]:
    for line in (photos / "truth.jsonl").read_text().splitlines():
        yield json.loads(line)


def _cut(
    photos: Path, truth: dict, prints: tuple[Print, ...], jitters: list[float], random: np.random.Generator
) -> Iterator[dict]:
    """Yield a row for each box of a photo whose truth is known."""
    try:
        page = register(decode((photos / truth["station"] / truth["photo"]).read_bytes()), prints)
    except Refusal as refusal:
        print(f"{truth['photo']}: {refusal.code}")
        return
    places = list(page.layout.boxes())
    for jitter in jitters:
        crops = cutting.boxes(page, random.normal(0, 1, (len(places), 2)) * jitter if jitter else None)
        for (field, position, _), crop, frame in zip(places, crops, page.frames.scores, strict=True):
            told = truth["fields"].get(field)
            if told is None or not told.get("written"):
                continue
            yield {
                "crops": crop,
                "label": told["written"][position],
                "value_certainty": told["certainty"] or "",
                "station": truth["station"],
                "photo": truth["photo"],
                "page": page.layout.number,
                "field": field,
                "position": position,
                "frame": np.float32(frame),
            }


if __name__ == "__main__":
    main()
