"""Labelled boxes for training."""

from __future__ import annotations

import numpy as np

from sirekap.simulate.boxes import CLASSES, boxes

CROPS, LABELS = boxes(1, 520)


def test_shapes_and_labels():
    """Crops are 48 x 48 grey, and every class is there."""
    assert CROPS.shape == (520, 48, 48)
    assert CROPS.dtype == np.uint8
    assert LABELS.shape == (520,)
    assert set(LABELS.tolist()) == set(range(len(CLASSES)))
    assert CLASSES == "0123456789X_-"


def test_same_seed_same_boxes():
    """Boxes are made by their seed, and none are no crops."""
    crops, labels = boxes(1, 30)
    other, _ = boxes(2, 30)

    assert np.array_equal(crops, boxes(1, 30)[0])
    assert labels.tolist() == LABELS[:30].tolist()
    assert not np.array_equal(crops, other)
    assert boxes(1, 0)[0].shape == (0, 48, 48)


def test_the_frame_stands_around_the_middle_36_pixels():
    """On average the printed frame is the darkest line, five to seven pixels from each side."""
    mean = CROPS[CLASSES.index("_") == LABELS].mean(axis=0)
    across, down = mean[18:30].mean(axis=0), mean[:, 18:30].mean(axis=1)

    for profile in (across, down):
        assert abs(int(np.argmin(profile[3:15])) + 3 - 5.5) <= 1
        assert abs(47 - int(np.argmin(profile[:32:-1])) - 41.5) <= 1


def test_light_is_even():
    """Paper is near 235 on every crop, whatever lamp the photo had."""
    paper = np.percentile(CROPS.reshape(len(CROPS), -1), 85, axis=1)

    assert np.abs(paper - 235).max() <= 2


def test_written_boxes_have_ink_inside_and_blank_ones_have_not():
    """The inside of a blank box is lighter than that of any digit's mean."""
    inside = CROPS[:, 12:36, 12:36].astype(float)
    darkness = {sign: (255 - inside[k == LABELS]).mean() for k, sign in enumerate(CLASSES)}

    assert min(darkness, key=darkness.__getitem__) == "_"
    assert darkness["-"] < darkness["1"] < darkness["8"]
