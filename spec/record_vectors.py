"""Vectors of canonical bytes and of records. What is expected is written out here by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sirekap.election.canonical import LARGEST_BYTES, LARGEST_INTEGER, encode
from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import FieldName, Witness
from sirekap.election.identity import (
    ElectionId,
    KeyId,
    Phase,
    RecordId,
    photo_hash,
    record_id,
    salted_hash,
)
from sirekap.election.records import (
    Acknowledgement,
    Answer,
    Authority,
    ChangeReason,
    Cover,
    Decision,
    DeviceEnrolled,
    FieldChange,
    FieldRead,
    Figures,
    FormEdition,
    KeyListed,
    KeyPurpose,
    KeyRevoked,
    Move,
    Objection,
    ObjectionOutcome,
    Objector,
    PagePhoto,
    PhotoRead,
    PhotosRead,
    PictureSize,
    PlacedPhoto,
    Plenary,
    Present,
    PublicationPause,
    PublicationResume,
    Record,
    Release,
    Reopening,
    Resemblance,
    Return,
    RevocationReason,
    Role,
    Ruling,
    Signatory,
    Signature,
    Signed,
    Signing,
    Situation,
    SpecialEvents,
    StationSituation,
    Status,
    Step,
    Turn,
    WitnessCopy,
    kind_of,
    print_record,
)
from sirekap.election.regions import RegionCode, StationCode

Case = dict[str, Any]

ELECTION = ElectionId("pemilu2024")
STATION = StationCode("3504012001001")
POLLING_DAY = datetime(2024, 2, 14, 8, 30, 5, tzinfo=UTC)
SALT = bytes(range(32))
LONGEST_SHOWN = 1_000


def canonical_vectors() -> Case:
    """Values with their one way of being written, and bytes that are refused with why."""
    values: list[tuple[str, Any]] = [
        ("empty object", {}),
        ("the literals", [None, True, False]),
        ("the bounds of whole numbers", [LARGEST_INTEGER, -LARGEST_INTEGER, 0]),
        ("keys in order of ASCII", {"b": 1, "a": 2, "B": 3, "_": 4, "10": 5, "9": 6}),
        (
            "keys of RFC 8785 § 3.2.3: the face stands before the Hebrew letter",
            {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "ö": 7},
        ),
        ("escapes: the short ones, then \\u00xx in lower case", '\b\t\n\f\r"\\/\x00\x0b\x1f\x7f\u2028'),
        ("text beyond ASCII is UTF-8 as it is", {"nama": "Desa Ngunut ✓ \U0001f5f3"}),
        ("nested", {"z": [{"b": [], "a": {}}], "a": [[[]]]}),
    ]
    good = [
        {"name": name, "value": value, "utf8": encode(value).decode(), "sha256": record_id(encode(value))}
        for name, value in values
    ]
    bad = [
        ("white space", b'{"a": 1}', "json_not_canonical"),
        ("a line end after it", b"{}\n", "json_not_canonical"),
        ("keys out of order", b'{"b":1,"a":2}', "json_not_canonical"),
        ("an escape that is not needed", b'"\\u0041"', "json_not_canonical"),
        ("an escape in upper case", b'"\\u001F"', "json_not_canonical"),
        ("a solidus escaped", b'"\\/"', "json_not_canonical"),
        ("minus nought", b"-0", "json_not_canonical"),
        ("a key twice", b'{"a":1,"a":1}', "json_duplicate_key"),
        ("a key twice, further in", b'[{"b":{"a":1,"a":2}}]', "json_duplicate_key"),
        ("a fraction", b'{"a":1.5}', "json_not_integer"),
        ("a whole number written as a fraction", b'{"a":1.0}', "json_not_integer"),
        ("an exponent", b"[1e3]", "json_not_integer"),
        ("not a number", b"[NaN]", "json_not_integer"),
        ("infinity", b"[-Infinity]", "json_not_integer"),
        ("2^53", b"[9007199254740992]", "json_integer_too_large"),
        ("-2^53", b"[-9007199254740992]", "json_integer_too_large"),
        ("ninety digits", b"[" + b"9" * 90 + b"]", "json_integer_too_large"),
        ("half of a surrogate pair", b'"\\ud83d"', "json_surrogate"),
        ("nothing", b"", "json_malformed"),
        ("cut off", b'{"a":', "json_malformed"),
        ("a leading nought", b"[01]", "json_malformed"),
        ("two values", b"{}{}", "json_malformed"),
        ("a control character as it is", b'"\x01"', "json_malformed"),
        ("a byte order mark", b"\xef\xbb\xbf{}", "json_malformed"),
        ("not UTF-8", b'"\xff"', "bytes_not_utf8"),
        ("a surrogate in UTF-8", b'"\xed\xa0\xbd"', "bytes_not_utf8"),
        ("a slash in two bytes", b'"\xc0\xaf"', "bytes_not_utf8"),
        ("brackets without end", b"[" * 60_000, "json_too_deep"),
        ("one byte more than allowed", b'"' + b"a" * (LARGEST_BYTES - 1) + b'"', "bytes_too_large"),
    ]
    return {
        "about": "RFC 8785 without fractions. good: value -> utf8. bad: bytes refused, with the code.",
        "good": good,
        "bad": [{"name": name, **_bytes(data), "refusal": code} for name, data, code in bad],
    }


def _bytes(data: bytes) -> Case:
    """Show bytes as text where they are text, else in hexadecimal; long runs as a run."""
    if len(data) > LONGEST_SHOWN:
        middle = data[len(data) // 2 :][:1]
        run = data.count(middle)
        before, after = data[: data.index(middle)], data[data.rindex(middle) + 1 :]
        return {"before": before.decode(), "run": middle.decode(), "times": run, "after": after.decode()}
    try:
        return {"utf8": data.decode()}
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def first_return(signer: str) -> Return:
    """A presidential return with a broken sum that the officer saw and explained."""
    tickets = {"suara_1": 41, "suara_2": 107, "suara_3": 52}
    votes = {**tickets, "suara_sah": 201, "suara_tidak_sah": 3, "suara_total": 204}
    administration = {"pemilih_dpt_l": 120, "pemilih_dpt_p": 115, "pemilih_dpt_j": 235, "disabilitas_j": None}
    return Return(
        election=ELECTION,
        phase=Phase.REAL,
        at=POLLING_DAY,
        signer=KeyId(signer),
        station=STATION,
        contest=Contest.PRESIDENT,
        poll=Poll.REGULAR,
        version=1,
        replaces=None,
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=Figures.of({FieldName(name): count for name, count in votes.items()}),
        administration=Figures.of({FieldName(name): count for name, count in administration.items()}),
        photos=tuple(PagePhoto(page, photo_hash(b"page %d" % page)) for page in (1, 2, 3)),
        acknowledged=(Acknowledgement("R131", salted_hash(SALT, "Salah jumlah pada baris V.A")),),
        seen_before_entry=False,
    )


def sample_records(signer: str, server: str, certificate: bytes) -> list[tuple[str, Record]]:
    """One record or more of every kind."""
    first = first_return(signer)
    second = replace(
        first, version=2, replaces=record_id(print_record(first)), at=POLLING_DAY + timedelta(hours=1)
    )
    empty = replace(
        first,
        phase=Phase.REHEARSAL,
        votes=Figures(),
        administration=Figures(),
        photos=(),
        acknowledged=(),
        contest=Contest.DPR,
        poll=Poll.RECOUNT,
        seen_before_entry=True,
    )
    head: Any = {"election": ELECTION, "phase": Phase.REAL, "at": POLLING_DAY, "signer": KeyId(server)}
    start, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)
    return [
        ("a first return", first),
        ("a second version that replaces it", second),
        ("a return with nothing in it", empty),
        (
            "a phone enrolled",
            DeviceEnrolled(**head, station=STATION, slot=1, device=KeyId(signer), certificate=certificate),
        ),
        (
            "a receipt key listed",
            KeyListed(
                **head,
                key=KeyId(server),
                purpose=KeyPurpose.RECEIPT,
                public_key=bytes(32),
                valid_from=start,
                valid_until=end,
            ),
        ),
        (
            "a phone's key revoked",
            KeyRevoked(**head, key=KeyId(signer), revoked_from=POLLING_DAY, reason=RevocationReason.LOST),
        ),
        (
            "a held return released",
            Release(
                **head,
                record=RecordId(record_id(print_record(first))),
                holds=("certificate_revoked", "form_edition_older"),
                person=salted_hash(SALT, "Operator PPK Ngunut"),
                reason=salted_hash(SALT, "Foto cocok dengan angka"),
            ),
        ),
        (
            "publication paused",
            PublicationPause(
                **head,
                person=salted_hash(SALT, "Ketua KPU"),
                words=salted_hash(SALT, "Jumlah satu provinsi salah"),
            ),
        ),
        (
            "publication resumed",
            PublicationResume(
                **head, person=salted_hash(SALT, "Ketua KPU"), words=salted_hash(SALT, "Sudah dibetulkan")
            ),
        ),
        ("the photos of a return read", _reading(head, first)),
        (
            "two stations with one photo",
            Resemblance(
                **head,
                photos=tuple(
                    PlacedPhoto(StationCode(station), Contest.PRESIDENT, 1, photo_hash(b"page 1"))
                    for station in (STATION, "3504012001002")
                ),
                distance=0,
            ),
        ),
        ("a photo's public copy", _cover(head, first)),
        *_acts_of_people(head, first),
    ]


def _acts_of_people(head: Any, first: Return) -> list[tuple[str, Record]]:  # noqa: ANN401 -- the members every record has
    """Decisions, plenaries and disputes about the first return."""
    person, words = salted_hash(SALT, "Operator PPK Ngunut"), salted_hash(SALT, "Salah baca pada foto")
    place: Any = {"station": STATION, "contest": Contest.PRESIDENT}
    region: Any = {"region": RegionCode(STATION[:6]), "contest": Contest.PRESIDENT}
    filed = RecordId(record_id(print_record(first)))
    correction = Decision(
        **head,
        **place,
        poll=Poll.REGULAR,
        ruling=Ruling.CORRECT,
        votes=Figures.of(dict(first.votes.all) | {FieldName("suara_1"): 42}),
        administration=first.administration,
        changes=(FieldChange("suara_1", 41, 42, ChangeReason.MISTYPED),),
        basis=(filed,),
        follows=None,
        person=person,
        second=None,
        objector=None,
        words=words,
        order=None,
        witness_copy=WitnessCopy.EQUAL,
        witness=None,
        special_events=SpecialEvents.NONE,
        photos=(),
    )
    certificate = Plenary(
        **head,
        **region,
        step=Step.CERTIFIED,
        version=1,
        follows=RecordId("2" * 64),
        person=person,
        second=words,
        words=None,
        present=(
            Present(person, Role.CHAIR, Signing.SIGNED, None),
            Present(words, Role.WITNESS, Signing.REFUSED, words),
        ),
        content="1" * 64,
    )
    objection = Objection(
        **head, **region, station=STATION, field="suara_1", role=Objector.WITNESS, person=person, words=words
    )
    return [
        ("a station corrected in the plenary", correction),
        (
            "a station without a poll",
            StationSituation(
                **head,
                **place,
                poll=Poll.REGULAR,
                situation=Situation.NO_POLL,
                person=person,
                words=words,
                order=None,
            ),
        ),
        (
            "a return moved to the station it is of",
            Move(
                **head, **place, moved=filed, to=StationCode(STATION[:10] + "002"), person=person, words=words
            ),
        ),
        ("a witness objects to one field", objection),
        (
            "the objection is upheld",
            Answer(
                **head,
                **region,
                station=STATION,
                objection=RecordId(record_id(print_record(objection))),
                outcome=ObjectionOutcome.UPHELD,
                decision=RecordId(record_id(print_record(correction))),
                person=person,
                words=words,
            ),
        ),
        ("a subdistrict certified; a witness refuses to sign", certificate),
        (
            "the certificate sent back by the tier above",
            Reopening(
                **head,
                **region,
                certificate=RecordId(record_id(print_record(certificate))),
                authority=Authority.TIER_ABOVE,
                order=words,
                words=words,
                person=person,
                stations=(STATION,),
            ),
        ),
    ]


def _cover(head: Any, of: Return) -> Cover:  # noqa: ANN401 -- the members all records share
    """A page with a strip across it; one witness did not sign, of another it is not sure."""
    members = tuple(Signature(Signatory.MEMBER, number, Signed.SIGNED) for number in range(1, 8))
    states = (Signed.SIGNED, Signed.EMPTY, Signed.UNSURE)
    return Cover(
        **head,
        station=STATION,
        contest=Contest.PRESIDENT,
        of=record_id(print_record(of)),
        photo=of.photos[0].sha256,
        copy=photo_hash(b"copy of page 1"),
        form="C.HASIL-PPWP",
        page=1,
        program=1,
        size=PictureSize(1000, 1777),
        turn=Turn.NONE,
        kept=((31, 60), (968, 58), (975, 1702), (-4, 1711)),
        painted=(((0, 1430), (999, 1424), (999, 1650), (0, 1660)),),
        signatures=(*members, *(Signature(Signatory.WITNESS, *each) for each in enumerate(states, 1))),
        person=None,
        words=None,
    )


def _reading(head: Any, of: Return) -> PhotosRead:  # noqa: ANN401 -- the members all records share
    """Three photos, of which one is blurred, and three fields, each of another status."""
    pages = ((1, None), (2, None), (None, "photo_too_blurred"))
    photos = (
        PhotoRead(photo.sha256, page, refusal)
        for photo, (page, refusal) in zip(of.photos, pages, strict=True)
    )
    return PhotosRead(
        **head,
        station=STATION,
        contest=Contest.PRESIDENT,
        of=record_id(print_record(of)),
        reader="0" * 64,
        photos=tuple(sorted(photos, key=lambda photo: photo.sha256)),
        fields=(
            FieldRead(FieldName("suara_1"), 41, 999_998, Status.ACCEPTED, 3, ()),
            FieldRead(FieldName("suara_2"), 107, 981_000, Status.ASK, 1, (Witness.BUBBLES,)),
            FieldRead(FieldName("suara_3"), None, 410_000, Status.UNREADABLE, 0, ()),
        ),
        findings=("R152",),
    )


def record_vectors(signer: str, server: str, certificate: bytes) -> Case:
    """Records with their ids, and changes to them that are refused with why and where."""
    good = []
    for name, record in sample_records(signer, server, certificate):
        data = print_record(record)
        good.append({"name": name, "kind": kind_of(record), "utf8": data.decode(), "id": record_id(data)})
    return {
        "about": "good: canonical bytes with their id (SHA-256). bad: the first good record with the"
        " member `at` a JSON pointer set or, with `without`, taken out; the code, and the pointer it names.",
        "salted": {
            "salt": SALT.hex(),
            "words": "Foto cocok dengan angka",
            "hash": salted_hash(SALT, "Foto cocok dengan angka"),
        },
        "good": good,
        "bad": [*_refused_changes()],
    }


def _refused_changes() -> list[Case]:
    page: Case = {"page": 1, "sha256": "0" * 64}
    changes: list[tuple[str, str, Any, str]] = [
        ("a kind nobody knows", "/kind", "vote", "record_kind_unknown"),
        ("a version to come", "/v", 2, "record_version_unknown"),
        ("a version that is true", "/v", True, "record_version_unknown"),
        ("one key more", "/officer", "Budi", "record_key_unknown"),
        ("a field name in capitals", "/votes/Suara_1", 1, "record_key_unknown"),
        ("a count in quotes", "/votes/suara_1", "41", "record_type_wrong"),
        ("a count that is true", "/votes/suara_1", True, "record_type_wrong"),
        ("a count below nought", "/votes/suara_1", -1, "record_value_wrong"),
        ("a count of six digits", "/votes/suara_1", 100_000, "record_value_wrong"),
        ("votes as a list", "/votes", [], "record_type_wrong"),
        ("a station in small letters", "/station", "99aa012001001", "record_value_wrong"),
        ("a station of twelve", "/station", "350401200100", "record_value_wrong"),
        ("a contest nobody holds", "/contest", "pilkada", "record_value_wrong"),
        ("a time with a fraction", "/at", "2024-02-14T08:30:05.000Z", "record_value_wrong"),
        ("a day there is not", "/at", "2024-02-30T08:30:05Z", "record_value_wrong"),
        ("a key id in capitals", "/signer", "A" * 64, "record_value_wrong"),
        ("a photo of page nought", "/photos/0/page", 0, "record_value_wrong"),
        ("a first version that replaces", "/replaces", "0" * 64, "record_replaces_wrong"),
        ("nought for false", "/seen_before_entry", 0, "record_type_wrong"),
    ]
    cases = [
        {"name": name, "at": place, "set": value, "refusal": code, "pointer": place}
        for name, place, value, code in changes
    ]
    elsewhere: list[tuple[str, str, Any, str, str]] = [
        ("a photo twice", "/photos", [page, page], "record_order_wrong", "/photos/1"),
        ("a second version that replaces nothing", "/version", 2, "record_replaces_wrong", "/replaces"),
    ]
    cases += [
        {"name": name, "at": place, "set": value, "refusal": code, "pointer": pointer}
        for name, place, value, code, pointer in elsewhere
    ]
    missing = [("no kind", "/kind"), ("no poll", "/poll"), ("no form edition", "/form/edition")]
    cases += [
        {"name": name, "at": gone, "without": True, "refusal": "record_key_missing", "pointer": gone}
        for name, gone in missing
    ]
    return cases
