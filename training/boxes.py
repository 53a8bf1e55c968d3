"""The boxes a model is trained and judged on, from the collected sets.

Every box carries its group: a station, or the set's name where the station was
not recorded. Splits go by group or by the regency in it, never at random,
because neighbouring boxes have one writer.
"""

from __future__ import annotations

import csv
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from sirekap.reading.scoring import CLASSES, CROP
from training.framing import views

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

INDEX = {mark: index for index, mark in enumerate(CLASSES)}
MENDED = Path(__file__).with_name("mended.csv")
WHOLE = ", whole"
SEEN = 0.5  # How well a frame must be seen in a photo for its box to count.
WORDS = {
    "blank": "_",
    "empty": "_",
    "kosong": "_",
    "dash": "-",
    "cross": "X",
    "crossed": "X",
    "crossed0": "X",
    "x": "X",
    "slashed0": "0",
    "reject": "?",
}
"""Other words for a class. A zero crossed out is a crossed box; a slashed zero is a zero."""


@dataclass(frozen=True)
class Boxes:
    """Crops in the reader's convention with what stands in them.

    ``crops`` (N, 48, 48) uint8; ``labels`` (N,) indices into CLASSES; ``names``
    the file of each; ``groups`` its station or set; ``sources`` where it is from.
    """

    crops: NDArray[np.uint8]
    labels: NDArray[np.int64]
    names: NDArray[np.str_]
    groups: NDArray[np.str_]
    sources: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, mask: NDArray[np.bool_]) -> Self:
        """Only the boxes of ``mask``."""
        return type(self)(
            self.crops[mask], self.labels[mask], self.names[mask], self.groups[mask], self.sources[mask]
        )

    @property
    def regencies(self) -> NDArray[np.str_]:
        """First four digits of each group: the regency, where the group is a station."""
        return np.asarray(self.groups.astype("<U4"))


def joined(parts: Sequence[Boxes]) -> Boxes:
    """All boxes of ``parts``, in order."""
    return Boxes(
        np.concatenate([p.crops for p in parts]),
        np.concatenate([p.labels for p in parts]),
        np.concatenate([p.names for p in parts]),
        np.concatenate([p.groups for p in parts]),
        np.concatenate([p.sources for p in parts]),
    )


def class_of(label: str) -> int | None:
    """Index of the class a label names; None for ``unclear`` and the like."""
    label = label.strip()
    return INDEX.get(WORDS.get(label.lower(), label))


def mended_labels(path: Path = MENDED) -> dict[str, str]:
    """File name to its mended label; an empty label drops the box. Each line was decided by eye."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["file"]: row["label"] for row in csv.DictReader(file)}


def chasil2024(folder: Path) -> Boxes:
    """Colour crops with their station, C.HASIL-PPWP page 2."""
    mended = mended_labels()
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [
            (row["file"], mended.get(row["file"], row["label"]), row["tps"]) for row in csv.DictReader(file)
        ]
    with zipfile.ZipFile(folder / "boxes.zip") as archive:
        return _gather(
            ((name, archive.read(name), label, station) for name, label, station in rows), "chasil2024"
        )


def second_source(path: Path) -> Boxes:
    """Grey crops of the same page without stations; crossed, dash and empty were filed under 0."""
    mended = mended_labels()
    with tarfile.open(path) as archive:
        members = sorted((m for m in archive if m.isfile()), key=lambda m: m.name)
        return _gather(
            (
                (m.name, content.read(), mended.get(Path(m.name).name, Path(m.name).name[0]), "second-source")
                for m in members
                if (content := archive.extractfile(m))
            ),
            "second-source-2024",
        )


def photographed(path: Path) -> Boxes:
    """Boxes the reader cut out of whole photographs: the npz of ``training.crops``.

    Boxes whose truth was decided with sums or words, and boxes the registration
    did not find by their frame, are left out: their label may not be what the crop shows.
    """
    with np.load(path, allow_pickle=False) as data:
        photo, field, position = data["photo"], data["field"], data["position"]
        names = np.array([f"{p}/{f}/{i}" for p, f, i in zip(photo, field, position, strict=True)])
        labels = np.array([INDEX[str(label)] for label in data["label"]], np.int64)
        sources = np.array([f"photo-page-{page}" for page in data["page"]])
        every = Boxes(data["crops"], labels, names, data["station"], sources)
        certain = np.isin(data["value_certainty"], ("sure", "viewed"))
        mended = mended_labels()
        dropped = np.array([name in mended for name in names], bool)
        return every.where(certain & (data["frame"] >= SEEN) & ~dropped)


def _gather(items: Iterable[tuple[str, bytes, str, str]], source: str) -> Boxes:
    """Bring every crop to the convention: one box by its frame, and one, ``whole``, that ignores it."""
    crops, labels, names, groups, sources = [], [], [], [], []
    for name, content, label, group in items:
        index = class_of(label)
        image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if index is None or image is None:
            continue
        seen = views(np.asarray(image, np.uint8))
        for view, kind in ((seen[0], source), (seen[-1], f"{source}{WHOLE}")):
            crops.append(view)
            labels.append(index)
            names.append(Path(name).name)
            groups.append(group)
            sources.append(kind)
    return Boxes(
        np.array(crops, np.uint8).reshape(-1, CROP, CROP),
        np.array(labels, np.int64),
        np.array(names, np.str_),
        np.array(groups, np.str_),
        np.array(sources, np.str_),
    )
