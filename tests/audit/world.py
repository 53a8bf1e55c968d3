"""A small election's published site, made by the pure functions and test keys, in a folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from tests.tiers.acts import CONTEST, ELECTION, FIRST, NIGHT, SECOND, decided, filed, moved

from sirekap import profiles
from sirekap.election.canonical import encode
from sirekap.election.contests import Contest
from sirekap.election.identity import KeyId, Phase, PhotoHash, record_id, salted_hash
from sirekap.election.records import (
    Cover,
    DeviceEnrolled,
    FieldRead,
    PagePhoto,
    PhotosRead,
    PictureSize,
    Release,
    Ruling,
    Status,
    Turn,
    kind_of,
    print_record,
)
from sirekap.election.regions import Level, RegionCode, Station, StationCode, level_of
from sirekap.log.checkpoint import Checkpoint
from sirekap.log.edge import Edge
from sirekap.log.note import NoteKey, signed
from sirekap.publication.country import Country
from sirekap.publication.kpu.keys import Keys
from sirekap.publication.kpu.tree import (
    State,
    counted_file,
    district_files,
    list_files,
    settled_file,
    station_file,
)
from sirekap.publication.own.records import record, signature, words
from sirekap.publication.own.region import Told as RegionTold
from sirekap.publication.own.region import path_of as region_path
from sirekap.publication.own.region import region
from sirekap.publication.own.site import Latest, Setup, latest, setup
from sirekap.publication.own.told import Told
from sirekap.publication.own.village import Village, path_of, pointer, village
from sirekap.publication.own.writing import moment
from sirekap.publication.photos import addresses
from sirekap.seal.certificate import Certificate, issue_certificate
from sirekap.seal.device import DeviceKey
from sirekap.seal.keylist import KeyList, ListedKey
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.seal.receipt import issue_receipt
from sirekap.tiers.claims import Arrival
from sirekap.tiers.fold import fold
from sirekap.tiers.ledger import Ledger
from sirekap.tiers.outcome.change import open_votes
from sirekap.tiers.rulebook import of_profile
from sirekap.tiers.tally import Tally

ORIGIN = "sirekap.example/uji2024"
PROFILE = profiles.load()
RULES = of_profile(PROFILE)
SILENT, FAR = StationCode("3404062001002"), StationCode("3404072001001")
NAMES = {
    "0": "INDONESIA",
    "34": "DAERAH ISTIMEWA YOGYAKARTA",
    "3404": "SLEMAN",
    "340406": "MLATI",
    "340407": "DEPOK",
    "3404062001": "TIRTOADI",
    "3404062002": "SUMBERADI",
    "3404072001": "CATURTUNGGAL",
}
STATIONS = {"3404062001": (FIRST, SILENT), "3404062002": (SECOND,), "3404072001": (FAR,)}
VOTERS = {FIRST: 240, SILENT: 250, SECOND: 260}
COUNTRY = Country(NAMES, STATIONS)
VOTES = {
    "suara_1": 91,
    "suara_2": 58,
    "suara_3": 41,
    "suara_sah": 190,
    "suara_tidak_sah": 3,
    "suara_total": 193,
}
FEWER = {**VOTES, "suara_1": 10, "suara_sah": 109, "suara_total": 112}
PHOTO = PhotoHash("a" * 64)
COPY = b"\xff\xd8\xff\xe0 a covered page \xff\xd9"
WORDS = "Angka 91 salah baca; pada kertas tertulis 90."
SALT = bytes(range(32))
SAID = salted_hash(SALT, WORDS)
ROOT = SigningKey(Purpose.ROOT, b"\x01" * 32)
SERVER = {
    each: SigningKey(each, bytes([2 + place]) * 32)
    for place, each in enumerate(
        (Purpose.ENROLMENT, Purpose.OFFICE, Purpose.RECEIPT, Purpose.READING, Purpose.LOG)
    )
}
STRANGER = SigningKey(Purpose.LOG, b"\x33" * 32)
LOG_KEY = NoteKey(ORIGIN, SERVER[Purpose.LOG].public)
PHONES = {place: DeviceKey(f"phone at {place}".encode()) for place in (FIRST, SECOND, FAR)}
OPENS = datetime(2024, 2, 14, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """A record as the server keeps it."""

    body: bytes
    record: object
    signature: bytes
    key: str
    holds: tuple[str, ...]
    received: datetime

    @property
    def id(self):
        """Its name."""
        return record_id(self.body)

    @property
    def arrival(self):
        """As the fold takes it."""
        return Arrival(self.id, self.record, self.holds)


@cache
def night():
    """The records of a small night, in the order in which they came."""
    first = _said(filed(VOTES), FIRST)
    photo = replace(first, photos=(PagePhoto(2, PHOTO),))
    second = _said(filed(FEWER, station=SECOND, minute=2), SECOND)
    far = _said(filed(VOTES, station=FAR, minute=3), FAR)
    strayed = _said(filed(FEWER, station=SILENT, minute=4), SECOND)  # A phone of another village.
    records = [_enrolled(place) for place in (FIRST, SECOND, FAR)]
    records += [(photo, ()), (second, ("received_late",)), (far, ())]
    records += [(strayed, ("certificate_of_another_station",))]
    kept = [_kept(record, holds, minute) for minute, (record, holds) in enumerate(records)]
    entered, late = kept[3], kept[4]
    later = [
        _reading(entered),
        _cover(entered),
        _release(late),
        _office(decided(VOTES | {"suara_1": 90}, ruling=Ruling.CORRECT, basis=[entered.arrival]).record),
        _office(moved(kept[6].arrival, StationCode("3404072001001")).record),
    ]
    return kept + [_kept(record, (), 60 + minute) for minute, record in enumerate(later)]


def _said(arrival, place):
    return replace(arrival.record, signer=KeyId(PHONES[place].id))


def _enrolled(place):
    signed_certificate = issue_certificate(
        Certificate(
            election=ELECTION,
            station=place,
            slot=1,
            public=PHONES[place].public,
            issued_at=NIGHT,
            valid_from=NIGHT - timedelta(days=1),
            valid_until=NIGHT + timedelta(days=30),
            issuer=SERVER[Purpose.ENROLMENT].id,
        ),
        SERVER[Purpose.ENROLMENT],
    )
    record = DeviceEnrolled(
        **_head(Purpose.ENROLMENT),
        station=place,
        slot=1,
        device=KeyId(PHONES[place].id),
        certificate=signed_certificate,
    )
    return record, ()


def _head(purpose):
    return {"election": ELECTION, "phase": Phase.REAL, "at": NIGHT, "signer": KeyId(SERVER[purpose].id)}


def _reading(entered):
    fields = tuple(
        FieldRead(name, count, 999_999, Status.ACCEPTED, 2, ()) for name, count in sorted(VOTES.items())
    )
    return PhotosRead(
        **_head(Purpose.READING),
        station=FIRST,
        contest=CONTEST,
        of=entered.id,
        reader="e" * 64,
        photos=(),
        fields=fields,
        findings=(),
    )


def _cover(entered):
    return Cover(
        **_head(Purpose.READING),
        station=FIRST,
        contest=CONTEST,
        of=entered.id,
        photo=PHOTO,
        copy=PhotoHash(hashlib.sha256(COPY).hexdigest()),
        form="C.HASIL-PPWP",
        page=2,
        program=1,
        size=PictureSize(100, 200),
        turn=Turn.NONE,
        kept=((0, 0), (90, 0), (90, 90)),
        painted=(),
        signatures=(),
        person=None,
        words=None,
    )


def _release(late):
    return Release(
        **_head(Purpose.OFFICE), record=late.id, holds=("received_late",), person=SAID, reason=SAID
    )


def _office(record):
    return replace(record, signer=KeyId(SERVER[Purpose.OFFICE].id), words=SAID)


def _kept(record, holds, minute):
    body = print_record(record)
    phone = next((each for each in PHONES.values() if each.id == record.signer), None)
    key = phone or next(each for each in SERVER.values() if each.id == record.signer)
    return Kept(body, record, key.sign(body), key.id, holds, NIGHT + timedelta(minutes=minute))


@dataclass
class Site:
    """The files of a site, as of its first ``size`` records; written by :meth:`lay`."""

    size: int | None = None
    key: SigningKey = field(default_factory=lambda: SERVER[Purpose.LOG])
    origin: str = ORIGIN
    words: dict[str, str] = field(default_factory=lambda: {SAID: WORDS})
    contests: tuple[Contest, ...] = (CONTEST,)
    entries: tuple[bytes, ...] | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.records = night()[: self.size]
        self.size = len(self.records)
        self._log()
        self._records()
        self._ledger = Ledger(ELECTION, ballots={code: open_votes(None, VOTERS.get(code)) for code in VOTERS})
        fold(
            self._ledger,
            [replace(each.arrival, position=place + 1) for place, each in enumerate(self.records)],
            RULES,
        )
        self._told = Told(
            RULES,
            {each.id: place for place, each in enumerate(self.records)},
            self.words,
        )
        for contest in self.contests:
            self._villages(contest)
            self._regions(contest)
        self._kpu()
        self._pointers()

    def lay(self, folder):
        """Write all files."""
        for path, content in self.files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return folder

    def receipt(self, place):
        """The receipt of one of the records."""
        kept = self.records[place]
        return issue_receipt(kept.id, kept.received, 3600, SERVER[Purpose.RECEIPT])

    def _log(self):
        edge, files = Edge().grown(self.entries or [entry_of(each) for each in self.records])
        self.point = Checkpoint(self.origin, edge.size, edge.root)
        note = signed(str(self.point), NoteKey(self.origin, self.key.public), self.key.sign)
        files |= edge.partial_files() | {"checkpoint": note}
        self.files |= {f"log/{path}": content for path, content in files.items()}

    def _records(self):
        for each in self.records:
            path, body = record(each.body)
            self.files[path] = body
            self.files |= dict([signature(each.id, each.key, each.signature, each.holds)])
        for name, text in self.words.items():
            self.files |= dict([words(name, SALT, text)])
        self.files[f"foto/{hashlib.sha256(COPY).hexdigest()}.jpg"] = COPY

    def _villages(self, contest):
        for code, stations in STATIONS.items():
            threads = {
                each: self._ledger.threads[each, contest]
                for each in stations
                if (each, contest) in self._ledger.threads
            }
            document = village(COUNTRY, self._told, Village(ELECTION, contest, RegionCode(code)), threads)
            path = path_of(contest, RegionCode(code), document)
            self.files[path] = document
            last = self._tally(contest, code).last
            self.files[region_path(contest, RegionCode(code))] = pointer(path, last)

    def _tally(self, contest, code):
        return self._ledger.totals.get((contest, RegionCode(code)), Tally())

    def _regions(self, contest):
        totals = {code: tally for (of, code), tally in self._ledger.totals.items() if of is contest}
        for code in map(RegionCode, ("0", "34", "3404", "340406", "340407")):
            told = RegionTold(ELECTION, contest, code, self._tally(contest, code).last, totals)
            self.files[region_path(contest, code)] = region(COUNTRY, told)

    def _kpu(self):
        times = {place + 1: each.received for place, each in enumerate(self.records)}
        photos = {key: addresses(thread) for key, thread in self._ledger.threads.items()}
        state = State(
            COUNTRY, Keys(PROFILE), OPENS, self._ledger.threads, self._ledger.totals, photos, times=times
        )
        self.files |= dict(list_files(state, self.contests))
        for contest in self.contests:
            for code in map(RegionCode, NAMES):
                self.files |= dict([counted_file(state, contest, code)])
                if contest is CONTEST and level_of(code) is not Level.VILLAGE:
                    self.files |= dict([settled_file(state, contest, code)])
                self.files |= dict(station_file(state, contest, each) for each in STATIONS.get(code, ()))
            self.files |= dict(district_files(state, contest))

    def _pointers(self):
        listed = sorted(
            (
                ListedKey(
                    public=key.public,
                    purpose=purpose,
                    valid_from=NIGHT - timedelta(days=30),
                    valid_until=NIGHT + timedelta(days=30),
                )
                for purpose, key in SERVER.items()
            ),
            key=lambda each: each.id,
        )
        keys = KeyList(election=ELECTION, serial=1, at=NIGHT, keys=tuple(listed))
        self.files["v1/key-list.json"] = keys.sign(ROOT)
        stations = [Station(each, VOTERS.get(each)) for inside in STATIONS.values() for each in inside]
        self.files["v1/setup.json"] = setup(
            Setup(
                election=ELECTION,
                phase=Phase.REAL,
                profile=PROFILE.id,
                opens=OPENS,
                contests=self.contests,
                stations=stations,
                names=NAMES,
            )
        )
        self.files["v1/latest.json"] = latest(
            Latest(
                election=ELECTION,
                phase=Phase.REAL,
                size=self.size,
                checkpoint=self.point,
                at=self.records[-1].received,
                opens=OPENS,
                opened=True,
                received={each: self._tally(each, "0").stations.get("received", 0) for each in self.contests},
                contests=self.contests,
            )
        )


def entry_of(kept):
    contest = getattr(kept.record, "contest", None)
    return encode(
        {
            "contest": None if contest is None else Contest(contest).value,
            "kind": kind_of(kept.record),
            "place": getattr(kept.record, "station", None),
            "record": kept.id,
            "time": moment(kept.received),
            "v": 1,
        }
    )


def stray_receipt():
    """A receipt for a record that never came into the log."""
    return issue_receipt("d" * 64, NIGHT - timedelta(hours=5), 3600, SERVER[Purpose.RECEIPT])


def false_receipt(place):
    """A receipt for one of the records by a key that is on no list."""
    key = SigningKey(Purpose.RECEIPT, b"\x44" * 32)
    return issue_receipt(night()[place].id, night()[place].received, 3600, key)


def later_receipt(place):
    """A receipt for one of the records that says another moment than its leaf."""
    at = night()[place].received + timedelta(seconds=9)
    return issue_receipt(night()[place].id, at, 3600, SERVER[Purpose.RECEIPT])
