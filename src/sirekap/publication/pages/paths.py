"""Where pages stand: flat by code, so that an address printed on paper needs no list of ancestors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.regions import NATION
from sirekap.texts import LANGUAGES

if TYPE_CHECKING:
    from sirekap.election.choices import DistrictCode
    from sirekap.election.contests import Contest
    from sirekap.election.regions import RegionCode, StationCode

SHEET = 12
"""Stations whose codes share so many characters stand on one page: at most ten, by number."""

_STATION = 13


def region(contest: Contest, code: RegionCode) -> str:
    """A region's page, of the nation (``0``) down to a village."""
    return f"hasil/{contest}/{code}.html"


def sheet(contest: Contest, code: str) -> str:
    """The page of up to ten stations, named by what their codes have in common."""
    return f"hasil/{contest}/{code[:SHEET]}.html"


def station(contest: Contest, code: StationCode) -> str:
    """A station's place on its page."""
    return f"{sheet(contest, code)}#{code}"


def place(contest: Contest, code: str) -> str:
    """The page of a region or a station: what is printed on minutes and copies."""
    return f"hasil/{contest}/{code}.html" if len(code) < _STATION else f"{sheet(contest, code)}#{code}"


def district(contest: Contest, code: DistrictCode) -> str:
    """An electoral district's page. Its code may be a region's too, so it says what it is."""
    return f"hasil/{contest}/dapil-{code}.html"


def seats(contest: Contest, assembly: RegionCode = NATION) -> str:
    """The seats of an assembly: of the nation, a province or a regency."""
    return f"hasil/{contest}/kursi-{assembly}.html"


def arrivals(contest: Contest) -> str:
    """How returns came in over time."""
    return f"hasil/{contest}/kedatangan.html"


def screen(contest: Contest) -> str:
    """The nation, for a hall: it loads itself again."""
    return f"layar/{contest}.html"


def embed(contest: Contest, code: RegionCode) -> str:
    """A region in little, for a frame on a newsroom's page."""
    return f"sematan/{contest}/{code}.html"


def picture(contest: Contest, code: RegionCode) -> str:
    """What a shared link shows of a province or the nation."""
    return f"hasil/{contest}/{code}.png"


def document(contest: Contest, code: RegionCode) -> str:
    """The document under ``/v1`` that a region's page is made of."""
    if code == NATION:
        return f"v1/{contest}.json"
    return (
        f"v1/{contest}/"
        + "/".join(code[:length] for length in (2, 4, 6, 10) if length <= len(code))
        + ".json"
    )


def spoken(path: str, language: str) -> str:
    """A page in a language: Indonesian at the root, others in a folder named for them."""
    return path if language == LANGUAGES[0] else f"{language}/{path}"


def to_root(path: str) -> str:
    """From a page back to the root, relative: a site works in any folder, also from a USB stick."""
    return "../" * path.count("/")
