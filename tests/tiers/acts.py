"""Acts of people, as the tests of the tiers make them: every part with a plain default."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId, KeyId, Phase, SaltedHash, record_id
from sirekap.election.records import (
    Answer,
    Authority,
    ChangeReason,
    Decision,
    FieldChange,
    Figures,
    FormEdition,
    Move,
    Objection,
    ObjectionOutcome,
    Objector,
    Plenary,
    Reopening,
    Return,
    Ruling,
    Situation,
    SpecialEvents,
    StationSituation,
    Step,
    WitnessCopy,
    print_record,
)
from sirekap.election.regions import RegionCode, StationCode
from sirekap.tiers.claims import Arrival

ELECTION = ElectionId("uji2024")
FIRST, SECOND = StationCode("3404062001001"), StationCode("3404062002001")
SUBDISTRICT = RegionCode("340406")
CONTEST = Contest.PRESIDENT
NIGHT = datetime(2024, 2, 14, 12, 0, 0, tzinfo=UTC)
SOMEBODY = SaltedHash("0" * 64)


def key_of(name: str) -> KeyId:
    return KeyId(hashlib.sha256(name.encode()).hexdigest())


def _head(minute, signer="office"):
    return {
        "election": ELECTION,
        "phase": Phase.REAL,
        "at": NIGHT + timedelta(minutes=minute),
        "signer": key_of(signer),
    }


def arrived(record, holds=()):
    return Arrival(record_id(print_record(record)), record, holds)


def filed(  # noqa: PLR0913 -- each part of the act has a plain default
    votes,
    *,
    device="a",
    station=FIRST,
    replaces=None,
    poll=Poll.REGULAR,
    minute=0,
):
    """A presidential return with these votes."""
    return arrived(
        Return(
            **_head(minute, device),
            station=station,
            contest=CONTEST,
            poll=poll,
            version=replaces.record.version + 1 if replaces else 1,
            replaces=replaces.id if replaces else None,
            form=FormEdition("C.HASIL-PPWP", "2024"),
            votes=Figures.of(votes),
            administration=Figures(),
            photos=(),
            acknowledged=(),
            seen_before_entry=False,
        )
    )


def decided(  # noqa: PLR0913 -- each part of the act has a plain default
    votes,
    *,
    ruling=Ruling.CONFIRM,
    station=FIRST,
    follows=None,
    basis=(),
    minute=60,
    **more,
):
    """A decision with these votes; a correction says that suara_1 was 91."""
    corrects = ruling is Ruling.CORRECT
    plain = Decision(
        **_head(minute),
        station=station,
        contest=CONTEST,
        poll=Poll.REGULAR,
        ruling=Ruling.VERIFY,
        votes=Figures.of(votes),
        administration=Figures(),
        changes=(FieldChange("suara_1", 91, votes.get("suara_1"), ChangeReason.MISREAD),) if corrects else (),
        basis=tuple(sorted(each.id for each in basis)),
        follows=follows.id if follows else None,
        person=SOMEBODY,
        second=SOMEBODY if ruling is Ruling.ENTER else None,
        objector=None,
        words=SOMEBODY if corrects else None,
        order=None,
        witness_copy=WitnessCopy.NONE,
        witness=None,
        special_events=SpecialEvents.NONE,
        photos=(),
    )
    return arrived(replace(plain, ruling=ruling, **more))


def situated(situation, *, station=FIRST, poll=Poll.REGULAR, minute=90):
    """A station has no poll, or it is annulled, or restored."""
    return arrived(
        StationSituation(
            **_head(minute),
            station=station,
            contest=CONTEST,
            poll=poll,
            situation=situation,
            person=SOMEBODY,
            words=SOMEBODY,
            order=SOMEBODY if situation is Situation.ANNULLED else None,
        )
    )


def moved(target, to, *, minute=30):
    """A return moved to another station."""
    return arrived(
        Move(
            **_head(minute),
            station=target.record.station,
            contest=CONTEST,
            moved=target.id,
            to=to,
            person=SOMEBODY,
            words=SOMEBODY,
        )
    )


def stepped(  # noqa: PLR0913 -- each part of the act has a plain default
    step,
    *,
    follows=None,
    version=1,
    region=SUBDISTRICT,
    content=None,
    minute=100,
):
    """A step of a plenary."""
    certifies = step is Step.CERTIFIED
    return arrived(
        Plenary(
            **_head(minute),
            region=region,
            contest=CONTEST,
            step=step,
            version=version,
            follows=follows.id if follows else None,
            person=SOMEBODY,
            second=SOMEBODY if certifies else None,
            words=None,
            present=(),
            content=(content or "1" * 64) if certifies else None,
        )
    )


def reopened(certificate, *, stations=(FIRST,), region=SUBDISTRICT, minute=200):
    """The tier above sends a certificate back, for these stations."""
    return arrived(
        Reopening(
            **_head(minute),
            region=region,
            contest=CONTEST,
            certificate=certificate.id,
            authority=Authority.TIER_ABOVE,
            order=SOMEBODY,
            words=SOMEBODY,
            person=SOMEBODY,
            stations=tuple(sorted(stations)),
        )
    )


def objected(*, station=FIRST, region=SUBDISTRICT, minute=110):
    """A witness objects."""
    return arrived(
        Objection(
            **_head(minute),
            region=region,
            contest=CONTEST,
            station=station,
            field=None,
            role=Objector.WITNESS,
            person=SOMEBODY,
            words=SOMEBODY,
        )
    )


def answered(objection, *, minute=120):
    """An objection is rejected."""
    record = objection.record
    return arrived(
        Answer(
            **_head(minute),
            region=record.region,
            contest=CONTEST,
            station=record.station,
            objection=objection.id,
            outcome=ObjectionOutcome.REJECTED,
            decision=None,
            person=SOMEBODY,
            words=SOMEBODY,
        )
    )
