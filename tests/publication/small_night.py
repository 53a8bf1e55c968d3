"""A small election in a real regency: invented votes, pending, differing, corrected, disputed, settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

from tests.tiers.acts import (
    ELECTION,
    NIGHT,
    SOMEBODY,
    answered,
    arrived,
    decided,
    filed,
    key_of,
    objected,
    situated,
    stepped,
)

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.election.identity import Phase, PhotoHash, SaltedHash
from sirekap.election.records import (
    ChangeReason,
    FieldChange,
    FieldRead,
    Figures,
    FormEdition,
    PagePhoto,
    PhotosRead,
    Ruling,
    Situation,
    Status,
    Step,
)
from sirekap.publication.country import Country
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.own.told import PublicPhoto, Told
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.rulebook import of_profile

PROFILE = profiles.load()
RULES = of_profile(PROFILE)
KEYS = Keys(PROFILE)
REGENCY = "3504"
CROWDED = "3504011002"
STATIONS = 4
WORDS = SaltedHash("5" * 64)
STOOD = "1" * 64


@cache
def country(villages=24):
    """Provinces, one's regencies, stations in the first villages of one of these; a village is crowded."""
    codes = sorted(code for code in PROFILE.regions if len(code) == 10)[:villages]
    above = {code[:size] for code in codes for size in (6, 10)}
    names = {
        code: each.name
        for code, each in PROFILE.regions.items()
        if len(code) <= 2 or code in above or (len(code) == 4 and code.startswith(REGENCY[:2]))
    }
    return Country(
        names,
        {
            code: tuple(
                f"{code}{number:03d}" for number in range(1, (23 if code == CROWDED else STATIONS) + 1)
            )
            for code in codes
        },
    )


@cache
def night(villages=24, contests=tuple(Contest)):
    """The ledger of the night, and what is told beside it."""
    random = Random(7)
    arrivals = []
    for contest in contests:
        for codes in country(villages).stations.values():
            for station in codes:
                arrivals += _station(contest, station, random)
    arrivals += _acts(arrivals)
    ledger = Ledger(ELECTION)
    fold(ledger, arrivals, RULES)
    log = {
        each.id: index for index, each in enumerate(sorted(arrivals, key=lambda one: (one.record.at, one.id)))
    }
    photos = {}
    for each in arrivals:
        pages = getattr(each.record, "photos", ())
        if hasattr(each.record, "replaces") and pages:
            key = (each.record.station, each.record.contest)
            photos[key] = tuple(
                PublicPhoto(one.page, one.sha256, f"/foto/{one.sha256}.jpg" if one.page != 3 else None)
                for one in pages
            )
    words = {
        SOMEBODY: "Angka 7 terbaca 1 karena goresan pena.",
        WORDS: "Sesuai formulir yang dibuka di depan saksi.",
    }
    return ledger, Told(RULES, log, words, photos), arrivals


def _station(contest, station, random):
    """What a station sends: nothing, one word, two that agree, two that do not, what the machine reads."""
    fate = random.random()
    if fate < 0.12:
        return []
    votes, administration = _figures(contest, station, random)
    minute = random.randint(60, 400)
    first = _filed(contest, station, votes, administration, "a" + station, minute)
    if fate < 0.3:
        return [first]
    if fate < 0.36:
        name = next(iter(votes))
        return [
            first,
            _filed(
                contest, station, votes | {name: votes[name] + 1}, administration, "b" + station, minute + 3
            ),
        ]
    if fate < 0.5:
        return [first, _filed(contest, station, votes, administration, "b" + station, minute + 5)]
    return [first, _read(first, votes | administration, minute + 20)]


def _figures(contest, station, random):
    """Numbers that add up, but for one station in twenty."""
    choices = RULES.choices(contest, station)
    cast = random.randint(150, 240)
    weights = [random.random() ** 2 + 0.02 for _ in choices]
    votes = {name: int(cast * weight / sum(weights)) for name, weight in zip(choices, weights, strict=True)}
    for total in [name for name in votes if name.endswith("_total")]:
        party = total.removesuffix("_total")
        people = sorted(name for name in _fields(contest, station) if name.startswith(f"{party}_caleg_"))
        left = votes[total]
        for name in people:
            votes[name] = random.randint(0, left // 2)
            left -= votes[name]
        votes[party] = left
    valid = sum(votes.get(name, 0) for name in choices)
    spoilt = random.randint(0, 6)
    wrong = 1 if random.random() < 0.05 else 0
    votes |= {"suara_sah": valid + wrong, "suara_tidak_sah": spoilt, "suara_total": valid + spoilt + wrong}
    total = valid + spoilt + wrong
    men = total // 2
    listed = total + 20
    administration = {
        "pemilih_dpt_l": listed // 2,
        "pemilih_dpt_p": listed - listed // 2,
        "pemilih_dpt_j": listed,
        "pengguna_total_l": men,
        "pengguna_total_p": total - men,
        "pengguna_total_j": total,
        "surat_suara_diterima": listed + -(-listed * 2 // 100),
        "surat_suara_digunakan": total,
    }
    return votes, administration


@cache
def _fields_of(contest, district):
    return frozenset(each.name for each in PROFILE.form(PROFILE.entry(contest).form, district).fields())


def _fields(contest, station):
    return _fields_of(contest, KEYS.district_of(contest, station))


def _filed(contest, station, votes, administration, device, minute):  # noqa: PLR0913, PLR0917 -- a return has these parts
    plain = filed({}, device=device, station=station, minute=minute).record
    return arrived(
        replace(
            plain,
            contest=contest,
            form=FormEdition(PROFILE.entry(contest).form, "2024"),
            votes=Figures.of(votes),
            administration=Figures.of(administration),
            photos=tuple(
                PagePhoto(page, PhotoHash(key_of(f"{contest}{station}{page}"))) for page in (1, 2, 3)
            ),
        )
    )


def _read(of, values, minute):
    """The machine is sure of every number but one in forty stations, where it reads another."""
    fields = tuple(
        FieldRead(name, count, 999_999, Status.ACCEPTED, 2, ()) for name, count in sorted(values.items())
    )
    return arrived(
        PhotosRead(
            election=ELECTION,
            phase=Phase.REAL,
            at=NIGHT + timedelta(minutes=minute),
            signer=key_of("reader"),
            station=of.record.station,
            contest=of.record.contest,
            of=of.id,
            reader="e" * 64,
            photos=(),
            fields=fields,
            findings=("R151",) if minute % 11 == 0 else (),
        )
    )


def _acts(arrivals):
    """A subdistrict's plenary opens the presidential papers: confirmed, two corrected, one poll annulled."""
    mine = {}
    for each in arrivals:
        record = each.record
        if record.contest is Contest.PRESIDENT and hasattr(record, "replaces"):
            mine.setdefault(record.station, []).append(each)
    region = min(mine)[:6]
    opened = stepped(Step.OPENED, region=region, minute=900)
    yield opened
    for place, (station, claims) in enumerate(sorted(mine.items())):
        if station[:6] != region:
            continue
        votes = dict(claims[0].record.votes.entries)
        if place in {1, 5}:
            better = votes | {"suara_1": votes["suara_1"] + 6, "suara_2": votes["suara_2"] - 6}
            changes = tuple(
                FieldChange(name, votes[name], better[name], ChangeReason.MISREAD)
                for name in ("suara_1", "suara_2")
            )
            yield decided(
                better,
                ruling=Ruling.CORRECT,
                station=station,
                basis=claims,
                minute=910 + place,
                changes=changes,
            )
        elif place == 7:
            yield situated(Situation.ANNULLED, station=station, minute=910)
        elif place % 9 != 8 and len({each.record.votes for each in claims}) == 1:
            yield decided(votes, ruling=Ruling.CONFIRM, station=station, basis=claims, minute=910 + place)
    objection = objected(station=sorted(mine)[2], region=region, minute=960)
    yield objection
    yield answered(objection, minute=970)
    yield objected(station=sorted(mine)[3], region=region, minute=961)
    closed = stepped(Step.CLOSED, region=region, follows=opened, minute=1000)
    yield closed
    yield stepped(Step.CERTIFIED, region=region, follows=closed, content=STOOD, minute=1010)
