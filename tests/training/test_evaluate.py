"""Anyone can score the shipped model on a zip of boxes."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import cv2
import numpy as np
from training.evaluate import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from numpy.typing import NDArray


def loose(lines: list[list[tuple[int, int]]], width: int, height: int) -> NDArray[np.uint8]:
    """Draw a bluish crop with the frame somewhere inside, lines given on a 30 x 30 box."""
    crop = np.full((height, width, 3), (215, 205, 195), np.uint8)
    x, y = (width - 32) // 2 + 2, (height - 36) // 2 - 1
    cv2.rectangle(crop, (x, y), (x + 31, y + 35), (70, 65, 60), 2)
    for line in lines:
        points = np.array([(x + 1 + a, y + 3 + b) for a, b in line], np.int32)
        cv2.polylines(crop, [points], isClosed=False, color=(150, 60, 40), thickness=2, lineType=cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), 0.6), np.uint8)


SEVEN = loose([[(9, 6), (20, 6), (20, 25)]], 42, 47)
FIVE = loose([[(20, 6), (9, 6), (9, 15), (20, 15), (20, 25), (9, 25)]], 46, 52)
CROSS = loose([[(4, 4), (26, 26)], [(26, 4), (4, 26)]], 40, 44)


def zipped(folder: Path, boxes: dict[str, NDArray[np.uint8]], listing: str) -> list[str]:
    """Write the two files of the command line."""
    with zipfile.ZipFile(folder / "boxes.zip", "w") as archive:
        for name, image in boxes.items():
            archive.writestr(f"crops/{name}", cv2.imencode(".png", image)[1].tobytes())
    (folder / "labels.csv").write_text(listing, encoding="utf-8")
    return [str(folder / "boxes.zip"), str(folder / "labels.csv")]


def test_last_line_is_the_box_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Three loose crops, one label wrong on purpose: a third is in error, and it is named."""
    boxes = {"a.png": SEVEN, "b.png": FIVE, "c.png": CROSS}

    code = main(zipped(tmp_path, boxes, "file,label,tps\na.png,7,1\nb.png,6,1\nc.png,X,2\n"))

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[-1] == "box error 33.33 %"
    assert any(re.match(r"wrong: b\.png is 6, read 5 at [01]\.\d{4}", line) for line in lines)
    assert "truth " in lines[0]


def test_labels_that_name_no_class_are_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A crossed zero counts as crossed; an unclear box, an absent file and a broken image do not count."""
    boxes = {"a.png": CROSS, "b.png": FIVE}
    listing = "file,label\na.png,crossed0\nb.png,unclear\nabsent.png,4\n"

    code = main(zipped(tmp_path, boxes, listing))

    output = capsys.readouterr().out
    assert code == 0
    assert "not counted: 2" in output
    assert output.splitlines()[-1] == "box error 0.00 %"


def test_nothing_to_score_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A list that names no box of the zip ends with code 2 and says so."""
    code = main(zipped(tmp_path, {"a.png": FIVE}, "file,label\nz.png,5\n"))

    assert code == 2
    assert "no box of the list" in capsys.readouterr().err
