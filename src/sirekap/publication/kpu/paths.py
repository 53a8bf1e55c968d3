"""Where KPU's site has each file. A region's path names all its ancestors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.election.regions import NATION, RegionCode, StationCode

if TYPE_CHECKING:
    from sirekap.election.choices import DistrictCode

TICKETS = "pemilu/ppwp.json"
PARTIES = "pemilu/partai.json"

_LENGTHS = (2, 4, 6, 10, 13)


def wilayah(contest: Contest, region: RegionCode) -> str:
    """The list of what lies one tier below a region; the nation's is called 0."""
    return f"wilayah/pemilu/{contest}/{_steps(region) or NATION}.json"


def districts(contest: Contest, region: RegionCode) -> str:
    """The list of a contest's districts: DPR's of the nation, DPRD's of their province or regency."""
    if contest is Contest.DPR:
        return f"wilayah/pemilu/{contest}/dapil_dpr.json"
    return f"wilayah/pemilu/{contest}/{_steps(region)}.json"


def counted(contest: Contest, place: RegionCode | StationCode) -> str:
    """What was counted at a station, or in a region from its stations."""
    return _result("hhcw", contest, place)


def counted_in_district(contest: Contest, district: DistrictCode | None) -> str:
    """What was counted in a district, from its stations; without one, in the nation."""
    if district is None:
        return f"pemilu/hhcd/{contest}/{NATION}.json"
    if contest is Contest.DPRD_REGENCY:
        return f"pemilu/hhcd/{contest}/{district[:2]}/{district[:4]}/{district}.json"
    if contest is Contest.DPRD_PROVINCE:
        return f"pemilu/hhcd/{contest}/{district[:2]}/{district}.json"
    return f"pemilu/hhcd/{contest}/{district}.json"


def recapitulated(contest: Contest, region: RegionCode) -> str:
    """What plenaries settled in a region."""
    return _result("hr", contest, region)


def recapitulated_in_district(contest: Contest, district: DistrictCode, minutes: str) -> str:
    """What plenaries settled in a district; ``minutes`` is the tier, ``dc`` or ``dd``."""
    return f"pemilu/hr/{contest}/{district}{minutes}.json"


def candidates(contest: Contest, district: DistrictCode) -> str:
    """The people on a district's ballot."""
    return f"pemilu/caleg/{'dpd' if contest is Contest.DPD else 'partai'}/{district}.json"


def _result(kind: str, contest: Contest, place: str) -> str:
    steps = _steps(place)
    return f"pemilu/{kind}/{contest}/{steps}.json" if steps else f"pemilu/{kind}/{contest}.json"


def _steps(place: str) -> str:
    if place == NATION:
        return ""
    return "/".join(place[:length] for length in _LENGTHS if length <= len(place))
