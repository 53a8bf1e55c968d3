"""A printed form, filled and photographed."""

from __future__ import annotations

import cv2
import numpy as np

from sirekap.sheet.drawing import Press
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import load_artwork
from sirekap.simulate.count import count
from sirekap.simulate.night import photographed


def test_a_printed_form_becomes_three_photos(layout):
    """Each page gives a JPEG 1000 px wide in which the page's own tag can be seen."""
    form = Print(layout, load_artwork("C.HASIL-PPWP"))
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h10))

    with Press() as press:
        photos = dict(photographed(press, form, count(1), 1, "easy"))

    assert list(photos) == ["page-1.jpg", "page-2.jpg", "page-3.jpg"]
    for page, jpeg in zip(layout.pages, photos.values(), strict=True):
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        assert picture.shape[1] == 1000
        assert detector.detectMarkers(picture)[1].ravel().tolist() == [page.tag.id]
