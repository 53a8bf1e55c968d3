"""Records of every kind: printing and parsing undo each other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sirekap.election.contests import Contest, Poll
from sirekap.election.forms import Witness
from sirekap.election.identity import Phase
from sirekap.election.malformed import Malformed
from sirekap.election.records import (
    ACTS,
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
    parse_record,
    print_record,
)
from sirekap.election.regions import station_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

DIGESTS: SearchStrategy[Any] = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
STATIONS: SearchStrategy[Any] = st.from_regex(r"[0-9]{2}[0-9A-Z]{8}[0-9]{3}", fullmatch=True)
FIELDS: SearchStrategy[Any] = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001 - the zone is given by the strategy.
    lambda at: at.replace(microsecond=0)
)
HEAD: dict[str, SearchStrategy[Any]] = {
    "election": st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True),
    "phase": st.sampled_from(Phase),
    "at": TIMES,
    "signer": DIGESTS,
}
FIGURES = st.dictionaries(FIELDS, st.none() | st.integers(0, 99_999), max_size=8).map(Figures.of)
PHOTOS = st.sets(st.builds(PagePhoto, st.integers(1, 99), DIGESTS), max_size=4)
FINDINGS = st.dictionaries(st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True), st.none() | DIGESTS, max_size=3)


@st.composite
def returns(draw: st.DrawFn) -> Return:
    """Any return."""
    version = draw(st.integers(1, 999))
    return Return(
        **{name: draw(values) for name, values in HEAD.items()},
        station=draw(STATIONS),
        contest=draw(st.sampled_from(Contest)),
        poll=draw(st.sampled_from(Poll)),
        version=version,
        replaces=None if version == 1 else draw(DIGESTS),
        form=FormEdition("C.HASIL-PPWP", "2024"),
        votes=draw(FIGURES),
        administration=draw(FIGURES),
        photos=tuple(sorted(draw(PHOTOS), key=lambda photo: (photo.page, photo.sha256))),
        acknowledged=tuple(Acknowledgement(*finding) for finding in sorted(draw(FINDINGS).items())),
        seen_before_entry=draw(st.booleans()),
    )


@st.composite
def keys_listed(draw: st.DrawFn) -> KeyListed:
    """Any listed key."""
    start, end = sorted(draw(st.sets(TIMES, min_size=2, max_size=2)))
    return KeyListed(
        **{name: draw(values) for name, values in HEAD.items()},
        key=draw(DIGESTS),
        purpose=draw(st.sampled_from(KeyPurpose)),
        public_key=draw(st.binary(min_size=32, max_size=32)),
        valid_from=start,
        valid_until=end,
    )


def _ascending(values: SearchStrategy[Any], order: Callable[[Any], Any], most: int) -> SearchStrategy[Any]:
    return st.lists(values, unique_by=order, max_size=most).map(lambda each: tuple(sorted(each, key=order)))


FIELDS_READ = st.builds(
    FieldRead,
    name=FIELDS,
    value=st.none() | st.integers(0, 99_999),
    confidence=st.integers(0, 1_000_000),
    status=st.sampled_from(Status),
    agreeing=st.integers(0, 9),
    outvoted=_ascending(st.sampled_from(Witness), str, 5),
)
PHOTOS_READ = st.builds(
    PhotoRead,
    sha256=DIGESTS,
    page=st.none() | st.integers(1, 99),
    refusal=st.none() | st.sampled_from(["page_not_found", "photo_truncated"]),
)


@st.composite
def resemblances(draw: st.DrawFn) -> Resemblance:
    """Any two photos of two stations."""
    stations = sorted(draw(st.sets(STATIONS, min_size=2, max_size=2)))
    contest, page = draw(st.sampled_from(Contest)), draw(st.integers(1, 99))
    photos = tuple(PlacedPhoto(station, contest, page, draw(DIGESTS)) for station in stations)
    head = {name: draw(values) for name, values in HEAD.items()}
    return Resemblance(**head, photos=photos, distance=draw(st.integers(0, 256)))


CORNERS = st.tuples(*[st.integers(-99_999, 99_999)] * 2)
AREAS = st.lists(CORNERS, min_size=3, max_size=9).map(tuple)
SIGNATURES = st.builds(
    Signature, role=st.sampled_from(Signatory), number=st.integers(1, 99), state=st.sampled_from(Signed)
)


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """Any cover, by a program or by a person."""
    person, words = draw(st.sampled_from([(None, None), ("a" * 64, "b" * 64)]))
    return Cover(
        **{name: draw(values) for name, values in HEAD.items()},
        station=draw(STATIONS),
        contest=draw(st.sampled_from(Contest)),
        of=draw(DIGESTS),
        photo=draw(DIGESTS),
        copy=draw(DIGESTS),
        form="C.HASIL-DPR",
        page=draw(st.integers(1, 99)),
        program=draw(st.integers(1, 999)),
        size=PictureSize(draw(st.integers(1, 9_999)), draw(st.integers(1, 9_999))),
        turn=draw(st.sampled_from(Turn)),
        kept=draw(AREAS),
        painted=tuple(sorted(draw(st.sets(AREAS, max_size=3)))),
        signatures=draw(_ascending(SIGNATURES, lambda each: (each.role, each.number), 9)),
        person=person,
        words=words,
    )


HOLDS = st.sets(st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True), max_size=4).map(
    lambda codes: tuple(sorted(codes))
)


def ascending(values: SearchStrategy[Any], key: Callable[[Any], Any], most: int = 3) -> SearchStrategy[Any]:
    """Lists in the order that records want."""
    return st.lists(values, unique_by=key, max_size=most).map(lambda some: tuple(sorted(some, key=key)))


COUNTS = st.none() | st.integers(0, 99_999)
REGIONS: SearchStrategy[Any] = st.sampled_from(["0", "34", "3404", "340406", "3404062001", "99"])
PLACE: dict[str, SearchStrategy[Any]] = {
    "station": STATIONS,
    "contest": st.sampled_from(Contest),
    "poll": st.sampled_from(Poll),
}
PERSON: dict[str, SearchStrategy[Any]] = {"person": DIGESTS, "words": DIGESTS}


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """Any decision."""
    ruling = draw(st.sampled_from(Ruling))
    change = st.builds(FieldChange, FIELDS, COUNTS, COUNTS, st.sampled_from(ChangeReason))
    changes = draw(ascending(change, lambda one: one.field))
    if ruling is Ruling.CORRECT:
        changes = changes or (FieldChange("suara_1", 91, 41, ChangeReason.MISREAD),)
    if ruling is Ruling.CONFIRM:
        changes = ()
    return Decision(
        **{name: draw(values) for name, values in (HEAD | PLACE).items()},
        ruling=ruling,
        votes=draw(FIGURES),
        administration=draw(FIGURES),
        changes=changes,
        basis=draw(ascending(DIGESTS, str)),
        follows=draw(st.none() | DIGESTS),
        person=draw(DIGESTS),
        second=draw(DIGESTS),
        objector=draw(st.none() | DIGESTS),
        words=draw(DIGESTS),
        order=draw(st.none() | DIGESTS),
        witness_copy=draw(st.sampled_from(WitnessCopy)),
        witness=draw(st.none() | DIGESTS),
        special_events=draw(st.sampled_from(SpecialEvents)),
        photos=tuple(sorted(draw(PHOTOS), key=lambda photo: (photo.page, photo.sha256))),
    )


@st.composite
def plenaries(draw: st.DrawFn) -> Plenary:
    """Any step of a plenary."""
    step = draw(st.sampled_from(Step))
    present = st.builds(
        Present, DIGESTS, st.sampled_from(Role), st.sampled_from(Signing), st.none() | DIGESTS
    )
    certifies = step is Step.CERTIFIED
    return Plenary(
        **{name: draw(values) for name, values in HEAD.items()},
        region=draw(REGIONS),
        contest=draw(st.sampled_from(Contest)),
        step=step,
        version=draw(st.integers(1, 99)),
        follows=draw(st.none() | DIGESTS),
        person=draw(DIGESTS),
        second=draw(DIGESTS) if certifies else None,
        words=draw(st.none() | DIGESTS),
        present=draw(ascending(present, lambda one: one.person)),
        content=draw(DIGESTS) if certifies else None,
    )


@st.composite
def moves(draw: st.DrawFn) -> Move:
    """Any move from a station to another."""
    here, there = draw(st.lists(STATIONS, min_size=2, max_size=2, unique=True))
    return Move(
        **{name: draw(values) for name, values in (HEAD | PERSON).items()},
        station=here,
        contest=draw(st.sampled_from(Contest)),
        moved=draw(DIGESTS),
        to=there,
    )


RECORDS: SearchStrategy[Record] = st.one_of(
    decisions(),
    plenaries(),
    moves(),
    st.builds(
        StationSituation,
        **HEAD,
        **PLACE,
        **PERSON,
        situation=st.sampled_from(Situation),
        order=DIGESTS,
    ),
    st.builds(
        Objection,
        **HEAD,
        **PERSON,
        region=REGIONS,
        contest=st.sampled_from(Contest),
        station=st.none() | STATIONS,
        field=st.none() | FIELDS,
        role=st.sampled_from(Objector),
    ),
    st.builds(
        Answer,
        **HEAD,
        **PERSON,
        region=REGIONS,
        contest=st.sampled_from(Contest),
        station=st.none() | STATIONS,
        objection=DIGESTS,
        outcome=st.sampled_from(ObjectionOutcome),
        decision=st.none() | DIGESTS,
    ),
    st.builds(
        Reopening,
        **HEAD,
        **PERSON,
        region=REGIONS,
        contest=st.sampled_from(Contest),
        certificate=DIGESTS,
        authority=st.sampled_from(Authority),
        order=DIGESTS,
        stations=ascending(STATIONS, str),
    ),
    returns(),
    keys_listed(),
    st.builds(
        DeviceEnrolled,
        **HEAD,
        station=STATIONS,
        slot=st.integers(1, 2),
        device=DIGESTS,
        certificate=st.binary(min_size=1, max_size=40),
    ),
    st.builds(KeyRevoked, **HEAD, key=DIGESTS, revoked_from=TIMES, reason=st.sampled_from(RevocationReason)),
    st.builds(PublicationPause, **HEAD, person=DIGESTS, words=DIGESTS),
    st.builds(PublicationResume, **HEAD, person=DIGESTS, words=DIGESTS),
    st.builds(Release, **HEAD, record=DIGESTS, holds=HOLDS, person=DIGESTS, reason=DIGESTS),
    st.builds(
        PhotosRead,
        **HEAD,
        station=STATIONS,
        contest=st.sampled_from(Contest),
        of=DIGESTS,
        reader=DIGESTS,
        photos=_ascending(PHOTOS_READ, lambda photo: photo.sha256, 4),
        fields=_ascending(FIELDS_READ, lambda field: field.name, 4),
        findings=_ascending(st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True), str, 3),
    ),
    resemblances(),
    covers(),
)


@given(RECORDS)
def test_parsing_undoes_printing(record: Record):
    """parse(print(x)) is x, of the same type, and printing it again gives the same bytes."""
    data = print_record(record)
    again = parse_record(data)

    assert record == again
    assert type(record) is type(again)
    assert data == print_record(again)


@given(RECORDS, st.data())
def test_a_changed_byte_is_refused_or_another_record(record: Record, data: st.DataObject):
    """No single byte can be changed without refusal or another record that prints just so."""
    whole = bytearray(print_record(record))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        again = parse_record(bytes(whole))
    except Malformed:
        return
    assert again != record
    assert print_record(again) == bytes(whole)


@given(RECORDS, st.data())
def test_no_member_can_be_left_out(record: Record, data: st.DataObject):
    """Each member of each kind is needed."""
    whole: dict[str, Any] = json.loads(print_record(record))
    del whole[data.draw(st.sampled_from(sorted(whole)))]
    written = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    with pytest.raises(Malformed, match="record_key_missing"):
        parse_record(written)


@given(STATIONS)
def test_stations_of_records_are_stations(code: str):
    """A record's pattern for stations and the regions' own agree."""
    assert station_code(code) == code


def test_every_kind_is_tried_here():
    """The strategies above cover all acts there are."""
    tried: set[type] = set()

    @settings(database=None, max_examples=400)
    @given(RECORDS)
    def look(record: Record) -> None:
        tried.add(type(record))

    look()

    assert {act.type for act in ACTS} == tried
