"""Each refusal of a record, by a test named after its code; and what a return keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sirekap.election.canonical import encode
from sirekap.election.contests import Poll
from sirekap.election.forms import FieldName
from sirekap.election.identity import (
    ElectionId,
    KeyId,
    Phase,
    RecordId,
    SaltedHash,
    photo_hash,
    record_id,
    salted_hash,
)
from sirekap.election.malformed import Code, Malformed
from sirekap.election.records import (
    ACTS,
    DeviceEnrolled,
    Figures,
    KeyListed,
    KeyPurpose,
    PagePhoto,
    Release,
    Return,
    kind_of,
    parse_record,
    print_record,
)
from sirekap.election.regions import StationCode

HEAD: Any = {
    "election": ElectionId("pemilu2024"),
    "phase": Phase.REAL,
    "at": datetime(2024, 2, 14, 8, tzinfo=UTC),
    "signer": KeyId("e" * 64),
}


def changed(filed: Return, path: list[str | int], value: Any) -> Malformed:  # noqa: ANN401 - any JSON value.
    """Put a value into the printed return and give the refusal it meets."""
    whole = json.loads(print_record(filed))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(Malformed) as caught:
        parse_record(encode(whole))
    return caught.value


def test_record_kind_unknown(filed: Return):
    """A kind nobody knows, or one that is no text, is refused."""
    for kind in ("vote", "", 1, None, ["return"]):
        assert changed(filed, ["kind"], kind).code is Code.RECORD_KIND_UNKNOWN


def test_record_version_unknown(filed: Return):
    """Version 1 is the only one, and it is a number."""
    for version in (0, 2, "1", True, None):
        refusal = changed(filed, ["v"], version)
        assert (refusal.code, refusal.pointer) == (Code.RECORD_VERSION_UNKNOWN, "/v")


def test_record_key_unknown(filed: Return):
    """A key that has no place is named, with the way to it."""
    assert changed(filed, ["officer"], "Budi").pointer == "/officer"
    refusal = changed(filed, ["photos", 1, "name"], "a.jpg")
    assert (refusal.code, refusal.pointer) == (Code.RECORD_KEY_UNKNOWN, "/photos/1/name")
    for name in ("Suara_1", "suara 1", "", "suara_é", "_suara", "s" * 49, "suara_1\n"):
        assert changed(filed, ["votes", name], 1).code is Code.RECORD_KEY_UNKNOWN


@pytest.mark.parametrize("key", json.loads('["kind", "v", "at", "votes", "replaces", "seen_before_entry"]'))
def test_record_key_missing(filed: Return, key: str):
    """No key may be left out, not even one that is null."""
    whole = json.loads(print_record(filed))
    del whole[key]

    with pytest.raises(Malformed) as caught:
        parse_record(encode(whole))

    assert (caught.value.code, caught.value.pointer) == (Code.RECORD_KEY_MISSING, f"/{key}")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["votes", "suara_1"], "41"),
        (["votes", "suara_1"], True),
        (["votes"], []),
        (["version"], True),
        (["version"], "1"),
        (["station"], 3504012001001),
        (["contest"], None),
        (["at"], 1707899405),
        (["photos"], {}),
        (["photos", 0], "a"),
        (["form"], None),
        (["seen_before_entry"], 0),
        (["replaces"], 0),
    ],
)
def test_record_type_wrong(filed: Return, path: list[str | int], value: Any):  # noqa: ANN401 - any JSON value.
    """A value of another JSON type is refused where it stands; true is no 1."""
    refusal = changed(filed, path, value)

    assert (refusal.code, refusal.path) == (Code.RECORD_TYPE_WRONG, tuple(path))


def test_record_type_wrong_for_what_is_no_object():
    """A record is an object."""
    for data in (b"[]", b'"return"', b"null", b"1"):
        with pytest.raises(Malformed, match="record_type_wrong"):
            parse_record(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["votes", "suara_1"], -1),
        (["votes", "suara_1"], 100_000),
        (["version"], 0),
        (["version"], 1_000),
        (["station"], "350401200100"),
        (["station"], "3504012001001\n"),
        (["station"], "99aa012001001"),
        (["station"], "३५04012001001"),
        (["contest"], "PPWP"),
        (["poll"], "Regular"),
        (["phase"], "test"),
        (["election"], "Pemilu 2024"),
        (["at"], "2024-02-14T08:30:05.000Z"),
        (["at"], "2024-02-14T08:30:05+00:00"),
        (["at"], "2024-02-30T08:30:05Z"),
        (["at"], "2024-02-14T08:30:60Z"),
        (["at"], "0000-02-14T08:30:05Z"),
        (["signer"], "C" * 64),
        (["signer"], "c" * 63),
        (["replaces"], ""),
        (["photos", 0, "page"], 0),
        (["acknowledged", 0, "code"], "R1"),
    ],
)
def test_record_value_wrong(filed: Return, path: list[str | int], value: Any):  # noqa: ANN401 - any JSON value.
    """A value out of its bounds or its pattern is refused where it stands."""
    refusal = changed(filed, path, value)

    assert (refusal.code, refusal.path) == (Code.RECORD_VALUE_WRONG, tuple(path))


def test_record_value_wrong_for_too_many(filed: Return):
    """Lists and blocks are bounded, whatever fits into the bytes."""
    photos = [{"page": 1, "sha256": f"{number:064x}"} for number in range(201)]
    assert changed(filed, ["photos"], photos).code is Code.RECORD_VALUE_WRONG
    votes = {f"suara_{number}": 0 for number in range(2_001)}
    assert changed(filed, ["votes"], votes).code is Code.RECORD_VALUE_WRONG


@pytest.mark.parametrize("certificate", ["", "a", "YQ==", "YR", "+/==", "YQ YQ", "A" * 2_800])
def test_record_value_wrong_for_bytes(certificate: str):
    """Bytes have one way of being written: base64url, no padding, spare bits nought."""
    record = DeviceEnrolled(
        **HEAD, station=StationCode("3504012001001"), slot=1, device=KeyId("a" * 64), certificate=b"a"
    )
    whole = json.loads(print_record(record)) | {"certificate": certificate}

    with pytest.raises(Malformed, match="record_value_wrong at /certificate"):
        parse_record(encode(whole))


def test_record_order_wrong(filed: Return):
    """A list that stands for a set is ascending, and holds nothing twice."""
    first, second = filed.photos
    for photos in ((second, first), (first, first)):
        with pytest.raises(Malformed) as caught:
            print_record(replace(filed, photos=photos))
        assert (caught.value.code, caught.value.pointer) == (Code.RECORD_ORDER_WRONG, "/photos/1")
    with pytest.raises(Malformed, match="record_order_wrong at /holds/1"):
        print_record(
            Release(
                **HEAD,
                record=RecordId("a" * 64),
                holds=("late", "certificate_expired"),
                person=SaltedHash("b" * 64),
                reason=SaltedHash("c" * 64),
            )
        )


def test_record_replaces_wrong(filed: Return):
    """The first version replaces nothing, and every other one names what it replaces."""
    with pytest.raises(Malformed, match="record_replaces_wrong at /replaces"):
        replace(filed, replaces=RecordId("a" * 64))
    with pytest.raises(Malformed, match="record_replaces_wrong at /replaces"):
        replace(filed, version=2)
    assert changed(filed, ["version"], 2).code is Code.RECORD_REPLACES_WRONG


def test_record_validity_wrong():
    """A key's validity has an end after its beginning."""
    at = HEAD["at"]
    with pytest.raises(Malformed, match="record_validity_wrong at /valid_until"):
        KeyListed(
            **HEAD,
            key=KeyId("a" * 64),
            purpose=KeyPurpose.LOG,
            public_key=bytes(32),
            valid_from=at,
            valid_until=at,
        )


def test_what_could_not_be_read_is_not_written(filed: Return):
    """Printing refuses a value out of its shape, as reading it would."""
    wib = timezone(timedelta(hours=7))
    out_of_shape = [
        replace(filed, at=filed.at.astimezone(wib)),
        replace(filed, at=filed.at.replace(microsecond=1)),
        replace(filed, at=filed.at.replace(tzinfo=None)),
        replace(filed, version=1_000, replaces=RecordId("a" * 64)),
        replace(filed, station=StationCode("1")),
        replace(filed, votes=Figures.of({FieldName("suara_1"): -1})),
        replace(filed, photos=(PagePhoto(0, photo_hash(b"")),)),
    ]
    for record in out_of_shape:
        with pytest.raises(Malformed, match="record_value_wrong"):
            print_record(record)


def test_a_refusal_shows_little_of_the_input(filed: Return):
    """A long value is not carried into logs whole."""
    assert len(changed(filed, ["station"], "1" * 5_000).detail) == 80


def test_a_return_keeps_empty_apart_from_nought(filed: Return):
    """An empty place on the paper is null, stays so, and is no number for the rules."""
    again = parse_record(print_record(filed))

    assert isinstance(again, Return)
    assert again.administration.all == {"pemilih_dpt_j": 235, "disabilitas_j": None}
    assert again.administration.numbers == {"pemilih_dpt_j": 235}


def test_the_order_of_entry_makes_no_other_record(filed: Return):
    """The same numbers entered in another order are the same record."""
    backwards = Figures(tuple(reversed(filed.votes.entries)))

    assert print_record(replace(filed, votes=backwards)) == print_record(filed)


def test_any_difference_is_another_record(filed: Return):
    """Ids differ when a number, a station's poll or the phase differs."""
    others = [
        filed,
        replace(filed, votes=Figures.of(dict(filed.votes.all) | {FieldName("suara_1"): 42})),
        replace(filed, poll=Poll.REPEAT_POLL),
        replace(filed, phase=Phase.REHEARSAL),
        replace(filed, seen_before_entry=True),
    ]

    assert len({record_id(print_record(record)) for record in others}) == len(others)


def test_every_kind_is_named_once(filed: Return):
    """No two acts share a kind or a type."""
    assert len({act.kind for act in ACTS}) == len({act.type for act in ACTS}) == len(ACTS)
    assert kind_of(filed) == "return"


def test_the_same_words_under_another_salt_are_another_hash():
    """A salted hash tells nothing to who guesses the words, and stays for who has the salt."""
    words = "Salah jumlah"

    assert salted_hash(bytes(32), words) == salted_hash(bytes(32), words)
    assert salted_hash(bytes(32), words) != salted_hash(b"\1" * 32, words)
    with pytest.raises(ValueError, match="32 bytes"):
        salted_hash(b"short", words)
