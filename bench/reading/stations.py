"""The stations of a folder of photographs, and which model may read each of them.

A folder a station, as ``../shared/data/README.md`` tells: ``truth.jsonl`` beside them has a
line a photo. Any of it may be missing: a photo nobody described still belongs to its return,
a described photo that is not there is reported, and without ``truth.jsonl`` only registration
and speed are measured.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict

from bench.reading.records import OTHER_FORM, Told
from sirekap.election.regions import CodeError, StationCode, station_code
from sirekap.reading.reader import Reader
from sirekap.reading.scoring import Scorer
from sirekap.reading.tally import Counter
from sirekap.reading.witnesses import Networks
from sirekap.reading.words import Speller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.profiles import Profile

FORM = "C.HASIL-PPWP"
FOLDS = 4
HALVES = 2
"""The networks of tally and words were kept away from the even or the odd stations."""
_FOLDS = Path(__file__).parent.parent / "folds"
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_UNKNOWN = frozenset({"unclear", "null"})
"""Certainties with which a field is left out: nobody could read it without its sums or words."""


class _Said(TypedDict):
    written: str | None
    value: int | None
    certainty: str | None


class Truth(TypedDict):
    """A line of ``truth.jsonl``: what one photo shows."""

    photo: str
    station: str
    page: NotRequired[int | str | None]
    tag_id: NotRequired[int | None]
    fields: NotRequired[dict[str, _Said] | None]


@dataclass(frozen=True, slots=True)
class Station:
    """One return: its folder's name, its code if that is one, its photos, and what is told of them."""

    name: str
    code: StationCode | None
    photos: tuple[Path, ...]
    truths: Mapping[str, Truth]
    lost: tuple[str, ...]

    def shows(self, photo: str) -> int | str | None:
        """The page a photo shows, as told; ``None`` if nobody said."""
        truth = self.truths.get(photo)
        return None if truth is None else truth.get("page")

    def told(self) -> dict[str, Told]:
        """The truth of every field that is known, from the first photo there that shows it."""
        found: dict[str, Told] = {}
        for photo, truth in self.truths.items():
            page = truth.get("page")
            if photo in self.lost or page in {OTHER_FORM, None}:
                continue
            for name, said in (truth.get("fields") or {}).items():
                if said["certainty"] and said["certainty"] not in _UNKNOWN:
                    first = Told(int(page or 0), said["written"] or "", said["value"], said["certainty"])
                    found.setdefault(name, first)
        return found


def stations(folder: Path) -> list[Station]:
    """Every station that has a photo or a truth, in order of its name."""
    truths: dict[str, dict[str, Truth]] = defaultdict(dict)
    listing = folder / "truth.jsonl"
    for line in listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else ():
        if line.strip():
            truth: Truth = json.loads(line)
            truths[truth["station"]][truth["photo"]] = truth
    names = {each.name for each in folder.iterdir() if each.is_dir()} | set(truths)
    found = [_station(folder / name, truths.get(name, {})) for name in sorted(names)]
    return [each for each in found if each.photos or each.lost]


def _station(folder: Path, truths: Mapping[str, Truth]) -> Station:
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    photos = tuple(each for each in there if each.suffix.lower() in _PICTURES)
    lost = tuple(sorted(set(truths) - {each.name for each in photos}))
    try:
        code = station_code(folder.name)
    except CodeError:
        code = None
    return Station(folder.name, code, photos, truths, lost)


class Readers:
    """A reader for each station whose models never saw it.

    A station of the training data is read by the models of the fold that was kept away from
    it; any other by the shipped models. ``shipped`` has all read by the shipped ones.
    """

    def __init__(self, profile: Profile, *, shipped: bool) -> None:
        self._profile = profile
        self.trained = kept_away("stations")
        self._shipped = shipped
        self._made: dict[int | None, Reader] = {}

    def fold_of(self, station: str) -> int | None:
        """The fold whose models may read a station; ``None``: the shipped ones."""
        return None if self._shipped else self.trained.get(station)

    def of(self, station: str) -> Reader:
        """The reader with those models; made once."""
        fold = self.fold_of(station)
        if fold not in self._made:
            scorer = Scorer(model("digits", fold))
            half = None if fold is None else fold % HALVES
            networks = Networks(Counter(model("tally", half)), Speller(model("words", half)))
            self._made[fold] = Reader(self._profile, FORM, scorer=scorer, networks=networks)
        return self._made[fold]


def kept_away(kind: str) -> dict[str, int]:
    """The fold that each of the ``stations``, or ``regencies``, was kept away from."""
    told = json.loads((_FOLDS / "folds.json").read_text(encoding="utf-8"))
    return {code: fold for fold in range(FOLDS) for code in told[f"digits-{fold}.onnx"][kind]}


def model(name: str, fold: int | None) -> Path | None:
    """The file of a fold's model; ``None``, which stands for the shipped one, of no fold."""
    return None if fold is None else _FOLDS / f"{name}-{fold}.onnx"
