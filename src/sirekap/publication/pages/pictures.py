"""What a shared link shows: a region's figures as a picture, since few places that show links draw SVG."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from sirekap.publication.pages import paths
from sirekap.publication.pages.documents import Region, read
from sirekap.publication.pages.progress import progress, shares
from sirekap.publication.pages.site import headings
from sirekap.publication.pages.speech import SPEECHES
from sirekap.sheet.drawing import Press

if TYPE_CHECKING:
    from sirekap.publication.pages.documents import Latest
    from sirekap.publication.pages.progress import Line
    from sirekap.publication.pages.site import File, Site

_MOST = 4
_PPI = 144.0
"""Makes 600 by 315 points the 1200 by 630 pixels that link previews are cut to."""


class PicturePress(Press):
    """A typst compiler for these pictures; see :class:`sirekap.sheet.drawing.Press`."""

    def __init__(self) -> None:
        super().__init__()
        self._template = files("sirekap.publication.pages").joinpath("picture.typ").read_bytes()

    def picture(self, site: Site, now: Latest, document: bytes) -> File:
        """The picture of a region's document: in Indonesian, with when it was made and how far it counts."""
        told = read(document, Region)
        speech = SPEECHES[0]
        found = progress(told.counts)
        share = shares(site.ballot(told.contest, told.region).choices, told.votes, {})
        lines = share.lines if len(share.lines) < _MOST else share.ranked
        shown = lines[:_MOST] if now.opened and share.whole else ()
        book = {
            "name": headings(told.region, told.name)[speech.language],
            "contest": speech.say(f"contest.{told.contest}"),
            "progress": speech.say("progress")
            + f": {speech.share(found.counted, found.expected)}, "
            + speech.say("progress_of", counted=found.counted, expected=found.expected),
            "lines": [self._line(each, share.whole) for each in shown],
            "note": speech.say("unofficial_short") + (f" {speech.moment(now.at)}" if now.at else ""),
        }
        content = self._compiler.compile(
            self._template, format="png", ppi=_PPI, sys_inputs={"book": json.dumps(book, ensure_ascii=False)}
        )
        return paths.picture(told.contest, told.region), cast("bytes", content)

    @staticmethod
    def _line(line: Line, whole: int) -> dict[str, object]:
        name = line.choice.name if line.choice.own is None else line.choice.short
        return {
            "number": str(line.choice.number),
            "name": name,
            "share": SPEECHES[0].share(line.votes, whole),
            "width": line.width / 100,
            "colour": line.choice.colour,
        }
