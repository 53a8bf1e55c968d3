"""The crowd of an election night: stations, their phones, and the returns these sign.

Everything comes from numbers and a seed: the same phone files the same bytes in every run,
so that a load can be made beforehand, and a test can tell what must be in the end.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName
from sirekap.election.identity import ElectionId, KeyId, Phase, PhotoHash, RecordId, record_id
from sirekap.election.records import Figures, FormEdition, PagePhoto, Return, print_record
from sirekap.election.regions import NATION, Region, Station, StationCode, ancestors
from sirekap.seal.certificate import Certificate, issue_certificate
from sirekap.seal.device import DeviceKey
from sirekap.seal.envelope import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sirekap.seal.keys import SigningKey

NIGHT = datetime(2024, 2, 14, 13, 0, tzinfo=UTC)
"""Eight in the evening in Jakarta, on polling day."""

STATIONS_PER_VILLAGE = 10
_ELECTION = ElectionId("pemilu2024")
_FORM = FormEdition("C.HASIL-PPWP", "2024")
_PAGES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Filed:
    """A signed return as it goes over the wire, and what is known of it."""

    id: RecordId
    record: Return
    body: bytes
    signature: bytes

    @property
    def envelope(self) -> bytes:
        """The body of the request."""
        return wrap(self.body, self.signature)


@dataclass(frozen=True, slots=True)
class Phone:
    """A station's phone in one of its slots, with its key and the certificate it was given."""

    station: StationCode
    slot: int
    key: DeviceKey
    certificate: bytes

    def sign(self, record: Return) -> Filed:
        """Sign a return as the phone would."""
        body = print_record(record)
        return Filed(record_id(body), record, body, self.key.sign(body))


@dataclass(frozen=True, slots=True)
class Crowd:
    """Phones by number: two to a station, all certified by one enrolment key.

    ``valid`` is how long a certificate holds from a day before :data:`NIGHT`.
    """

    enrolment: SigningKey
    seed: int = 0
    phase: Phase = Phase.REAL
    election: ElectionId = _ELECTION
    night: datetime = NIGHT
    valid: timedelta = field(default=timedelta(days=60))

    def phone(self, number: int) -> Phone:
        """The phone of a number from 0: numbers 2k and 2k + 1 share station k."""
        return self.phone_of(station_of(number // 2), number % 2 + 1)

    def phone_of(self, station: StationCode, slot: int) -> Phone:
        """The phone of a station's slot."""
        key = DeviceKey(f"{self.seed} {station} {slot}".encode())
        certificate = Certificate(
            election=self.election,
            station=station,
            slot=slot,
            public=key.public,
            issued_at=self.night - timedelta(days=1),
            valid_from=self.night - timedelta(days=1),
            valid_until=self.night + self.valid,
            issuer=self.enrolment.id,
        )
        return Phone(station, slot, key, issue_certificate(certificate, self.enrolment))

    def file(  # noqa: PLR0913 -- all that one return is made of
        self,
        phone: Phone,
        numbers: Mapping[FieldName, int | None],
        *,
        version: int = 1,
        replaces: RecordId | None = None,
        poll: Poll = Poll.REGULAR,
        contest: Contest = Contest.PRESIDENT,
    ) -> Filed:
        """Sign a return with these numbers, filed ``version`` minutes after the night began."""
        votes = {name: count for name, count in numbers.items() if name.startswith("suara_")}
        rest = {name: count for name, count in numbers.items() if name not in votes}
        record = Return(
            election=self.election,
            phase=self.phase,
            at=self.night + timedelta(minutes=version),
            signer=KeyId(phone.key.id),
            station=phone.station,
            contest=contest,
            poll=poll,
            version=version,
            replaces=replaces,
            form=_FORM,
            votes=Figures.of(votes),
            administration=Figures.of(rest),
            photos=tuple(PagePhoto(page, _photo(phone, version, page)) for page in _PAGES),
            acknowledged=(),
            seen_before_entry=False,
        )
        return phone.sign(record)

    def night_of(self, number: int, filings: int = 1) -> Iterator[Filed]:
        """What phone ``number`` files: a first return, then corrections of it, one after the other."""
        phone, before = self.phone(number), None
        for version in range(1, filings + 1):
            numbers = count_of(self.seed, phone.station, version)
            filed = self.file(phone, numbers, version=version, replaces=before)
            before = filed.id
            yield filed


def station_of(number: int) -> StationCode:
    """The invented station of a number from 0 to 9,999,999, in invented villages of province 34."""
    village, within = divmod(number, STATIONS_PER_VILLAGE)
    subdistrict, village = divmod(village, 100)
    regency, subdistrict = divmod(subdistrict, 100)
    return StationCode(f"34{regency + 1:02}{subdistrict:02}{2001 + village:04}{within + 1:03}")


def places(stations: int) -> tuple[list[Region], list[Station]]:
    """The first so many stations, each with a voters' list of 300, and every region they stand in."""
    codes = [station_of(number) for number in range(stations)]
    regions = sorted({NATION, *(region for code in codes for region in ancestors(code))})
    return [Region(code, f"Wilayah {code}") for code in regions], [Station(code, 300) for code in codes]


def count_of(seed: int, station: StationCode, version: int = 1) -> dict[FieldName, int]:
    """A count of 200 to 280 voters whose arithmetic holds, another for each version."""
    rng = random.Random(f"{seed} {station} {version}")  # noqa: S311 -- a make-believe count, no secret
    voters = rng.randrange(200, 281)
    invalid = rng.randrange(9)
    first = rng.randrange(voters - invalid)
    second = rng.randrange(voters - invalid - first)
    women = rng.randrange(80, 120)
    unused = 306 - voters
    fields = {
        "suara_1": first,
        "suara_2": second,
        "suara_3": voters - invalid - first - second,
        "suara_sah": voters - invalid,
        "suara_tidak_sah": invalid,
        "suara_total": voters,
        "pemilih_dpt_l": 150,
        "pemilih_dpt_p": 150,
        "pemilih_dpt_j": 300,
        **_users("dpt", voters - women, women),
        **_users("dptb", 0, 0),
        **_users("non_dpt", 0, 0),
        **_users("total", voters - women, women),
        "surat_suara_diterima": 306,
        "surat_suara_digunakan": voters,
        "surat_suara_dikembalikan": 0,
        "surat_suara_tidak_digunakan": unused,
        "disabilitas_l": 0,
        "disabilitas_p": 1,
        "disabilitas_j": 1,
    }
    return {FieldName(name): count for name, count in fields.items()}


def _users(kind: str, men: int, women: int) -> dict[str, int]:
    name = f"pengguna_{kind}"
    return {f"{name}_l": men, f"{name}_p": women, f"{name}_j": men + women}


def _photo(phone: Phone, version: int, page: int) -> PhotoHash:
    return PhotoHash(hashlib.sha256(f"{phone.key.id} {version} {page}".encode()).hexdigest())
