"""What a site says of its election: contests, regions, stations; and where it says it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sirekap import profiles
from sirekap.audit.finding import Code
from sirekap.audit.visit import LARGEST
from sirekap.election.contests import Contest
from sirekap.election.identity import ElectionId, Phase
from sirekap.election.regions import CodeError, RegionCode, StationCode, region_code, station_code
from sirekap.publication.country import Country
from sirekap.tiers.outcome.change import open_votes
from sirekap.tiers.rulebook import of_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sirekap.audit.visit import Visit
    from sirekap.profiles import Profile
    from sirekap.tiers.rulebook import Rulebook

SETUP = "v1/setup.json"
_PROFILE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STATION_CHARACTERS = 13
_MOST_VOTERS = 1_000_000


@dataclass(frozen=True)
class Setup:
    """An election as the site sets it up. ``ballots`` are those of stations that have a list of voters."""

    election: ElectionId
    phase: Phase
    profile: Profile
    opens: datetime
    contests: tuple[Contest, ...]
    country: Country
    ballots: Mapping[StationCode, int]
    rulebook: Rulebook


def read_setup(visit: Visit) -> Setup | None:
    """The set-up; ``None`` and a finding if there is none that can be used."""
    said = visit.document(SETUP, LARGEST)
    if said is None:
        return None
    try:
        return _setup(said)
    except (KeyError, TypeError, ValueError, AttributeError, CodeError, FileNotFoundError):
        visit.report.find(Code.FILE_MALFORMED, SETUP)
        return None


def _setup(said: dict[str, Any]) -> Setup:
    if not _PROFILE.fullmatch(said["profile"]):
        raise ValueError(said["profile"])
    profile = profiles.load(said["profile"])
    stations: dict[RegionCode, tuple[StationCode, ...]] = {}
    ballots: dict[StationCode, int] = {}
    villages: dict[str, Any] = said["stations"]
    for village in tuple(villages.keys()):
        rows = villages.pop(village)  # A nation's are many: each goes as it is taken.
        codes = tuple(_station(village, code) for code, _ in rows)
        stations[region_code(village)] = codes
        for code, (_, count) in zip(codes, rows, strict=True):
            if count is not None:
                ballots[code] = open_votes(None, _voters(count))
    names = {str(code): _text(name) for code, name in said["names"].items()}
    return Setup(
        ElectionId(_text(said["election"])),
        Phase(said["phase"]),
        profile,
        moment(said["opens"]),
        tuple(Contest(each) for each in said["contests"]),
        Country(
            {region_code(code): name for code, name in names.items() if len(code) < _STATION_CHARACTERS},
            stations,
            {station_code(code): name for code, name in names.items() if len(code) == _STATION_CHARACTERS},
        ),
        ballots,
        of_profile(profile),
    )


def moment(text: str) -> datetime:
    """A moment as our documents write it; ``ValueError`` for anything else."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _station(village: str, code: str) -> StationCode:
    station = station_code(code)
    if not station.startswith(village) or len(village) != len(station) - 3:
        raise ValueError(code)
    return station


def _voters(count: object) -> int:
    if type(count) is not int or not 0 <= count <= _MOST_VOTERS:
        raise ValueError(count)
    return count


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError(value)
    return value
