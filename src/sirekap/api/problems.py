"""One table: the code of a refusal to the status of its answer, and the answer itself (RFC 9457)."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import msgspec

from sirekap.election.malformed import Code as Malformed
from sirekap.election.returns import REFUSED as STATE_REFUSES
from sirekap.office import (
    dispute,
    enrolment_terms,
    group_commit,
    hold_plenary,
    intake_terms,
    oversee,
    recapitulate,
    release,
    unable,
    verify,
)
from sirekap.office.accounts.terms import Code as Account
from sirekap.office.actor import Code as Actor
from sirekap.office.clerk import OVERTAKEN
from sirekap.office.photo_terms import Code as Photo
from sirekap.seal.refusal import Code as Seal
from sirekap.texts import LANGUAGES, say
from sirekap.tiers.plenaries import REFUSED as PLENARY_REFUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

MEDIA_TYPE = "application/problem+json"


class Code(StrEnum):
    """Why HTTP itself is at fault, before any act."""

    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    REQUEST_MALFORMED = "request_malformed"
    MEDIA_TYPE_WRONG = "media_type_wrong"
    BODY_TOO_SLOW = "body_too_slow"
    FAULT = "fault"


_OF_PEOPLE: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        **dict.fromkeys(map(str, Account), HTTPStatus.UNPROCESSABLE_ENTITY),
        Account.NOT_SIGNED_IN.value: HTTPStatus.UNAUTHORIZED,
        Account.WRONG.value: HTTPStatus.UNAUTHORIZED,
        Account.PAUSED.value: HTTPStatus.TOO_MANY_REQUESTS,
        Account.FACTOR_WRONG.value: HTTPStatus.FORBIDDEN,
        Account.FACTOR_MISSING.value: HTTPStatus.FORBIDDEN,
        Account.FACTOR_THERE.value: HTTPStatus.FORBIDDEN,
        Account.FOREIGN_PAGE.value: HTTPStatus.FORBIDDEN,
        Account.LINK_OVER.value: HTTPStatus.GONE,
        Account.NAME_TAKEN.value: HTTPStatus.CONFLICT,
        Account.CHANGED.value: HTTPStatus.CONFLICT,
        Account.ACCOUNT_UNKNOWN.value: HTTPStatus.NOT_FOUND,
        **dict.fromkeys(map(str, Actor), HTTPStatus.FORBIDDEN),
        **dict.fromkeys(map(str, verify.Code), HTTPStatus.CONFLICT),
        **dict.fromkeys(map(str, recapitulate.Code), HTTPStatus.CONFLICT),
        **dict.fromkeys(map(str, hold_plenary.Code), HTTPStatus.CONFLICT),
        **dict.fromkeys(map(str, dispute.Code), HTTPStatus.CONFLICT),
        **dict.fromkeys(map(str, release.Code), HTTPStatus.CONFLICT),
        oversee.Code.BLIND.value: HTTPStatus.CONFLICT,
        oversee.Code.UNKNOWN.value: HTTPStatus.NOT_FOUND,
        OVERTAKEN: HTTPStatus.CONFLICT,
        STATE_REFUSES: HTTPStatus.CONFLICT,
        PLENARY_REFUSES: HTTPStatus.CONFLICT,
    }
)
"""The codes of what people do."""

OF_PEOPLE = frozenset(_OF_PEOPLE)
"""What only people meet, no phone."""

STATUS: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        **dict.fromkeys(map(str, Malformed), HTTPStatus.BAD_REQUEST),
        Malformed.BYTES_TOO_LARGE.value: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Seal.ENVELOPE_MALFORMED.value: HTTPStatus.BAD_REQUEST,
        Seal.STATEMENT_MALFORMED.value: HTTPStatus.FORBIDDEN,
        Seal.STATEMENT_NOT_CANONICAL.value: HTTPStatus.FORBIDDEN,
        Seal.PUBLIC_KEY_MALFORMED.value: HTTPStatus.FORBIDDEN,
        Seal.SIGNATURE_MALFORMED.value: HTTPStatus.BAD_REQUEST,
        Seal.SIGNATURE_WRONG.value: HTTPStatus.FORBIDDEN,
        Seal.KEY_UNKNOWN.value: HTTPStatus.FORBIDDEN,
        Seal.KEY_PURPOSE_WRONG.value: HTTPStatus.FORBIDDEN,
        Seal.KEY_NOT_VALID_THEN.value: HTTPStatus.FORBIDDEN,
        Seal.KEY_IS_REVOKED.value: HTTPStatus.FORBIDDEN,
        Seal.CERTIFICATE_UNKNOWN.value: HTTPStatus.FORBIDDEN,
        Seal.CERTIFICATE_CONFLICT.value: HTTPStatus.FORBIDDEN,
        **dict.fromkeys(map(str, intake_terms.Code), HTTPStatus.UNPROCESSABLE_ENTITY),
        group_commit.NOT_STORABLE: HTTPStatus.UNPROCESSABLE_ENTITY,
        **dict.fromkeys(map(str, unable.Code), HTTPStatus.SERVICE_UNAVAILABLE),
        Photo.REQUEST_OF_ANOTHER.value: HTTPStatus.UNPROCESSABLE_ENTITY,
        Photo.REQUEST_CLOCK.value: HTTPStatus.UNPROCESSABLE_ENTITY,
        Photo.NOT_NAMED.value: HTTPStatus.UNPROCESSABLE_ENTITY,
        Photo.TOO_EARLY.value: HTTPStatus.TOO_MANY_REQUESTS,
        Photo.ADDRESS_UNKNOWN.value: HTTPStatus.NOT_FOUND,
        Photo.ADDRESS_OVER.value: HTTPStatus.GONE,
        Photo.TOO_LONG.value: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        Photo.RANGE_WRONG.value: HTTPStatus.BAD_REQUEST,
        Photo.GAP.value: HTTPStatus.CONFLICT,
        Seal.CODE_MISTYPED.value: HTTPStatus.UNPROCESSABLE_ENTITY,
        enrolment_terms.Code.MALFORMED.value: HTTPStatus.BAD_REQUEST,
        enrolment_terms.Code.CODE_WRONG.value: HTTPStatus.FORBIDDEN,
        enrolment_terms.Code.CODE_USED.value: HTTPStatus.CONFLICT,
        enrolment_terms.Code.CODE_CANCELLED.value: HTTPStatus.GONE,
        enrolment_terms.Code.CODE_EXPIRED.value: HTTPStatus.GONE,
        enrolment_terms.Code.SLOT_TAKEN.value: HTTPStatus.CONFLICT,
        enrolment_terms.Code.KEY_KNOWN.value: HTTPStatus.CONFLICT,
        enrolment_terms.Code.LOCKED.value: HTTPStatus.TOO_MANY_REQUESTS,
        enrolment_terms.Code.ADDRESS_PAUSED.value: HTTPStatus.TOO_MANY_REQUESTS,
        **_OF_PEOPLE,
        Code.NOT_FOUND.value: HTTPStatus.NOT_FOUND,
        Code.METHOD_NOT_ALLOWED.value: HTTPStatus.METHOD_NOT_ALLOWED,
        Code.REQUEST_MALFORMED.value: HTTPStatus.BAD_REQUEST,
        Code.MEDIA_TYPE_WRONG.value: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        Code.BODY_TOO_SLOW.value: HTTPStatus.REQUEST_TIMEOUT,
        Code.FAULT.value: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""Every code an act behind HTTP may refuse with. A code that is missing here is a fault."""


class Problem(msgspec.Struct, frozen=True):
    """A refusal (RFC 9457): ``code`` is stable, ``detail`` a sentence for the person who must act."""

    type: Annotated[str, msgspec.Meta(description="urn:sirekap:problem: and the code")]
    title: str
    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    code: str
    detail: str


_RENAMED = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}
"""RFC 9110 gave these new names; Python took them over in 3.13."""


def phrase_of(status: HTTPStatus) -> str:
    """A status in RFC 9110's words, whatever Python's age."""
    return _RENAMED.get(status, status.phrase)


def problem(code: str, facts: Mapping[str, str | int | float], language: str) -> Problem:
    """The answer to a refusal. ``KeyError`` for a code that has no status or no text."""
    status = STATUS[code]
    return Problem(
        f"urn:sirekap:problem:{code}", phrase_of(status), status.value, code, say(code, language, **facts)
    )


def language_of(accepted: str) -> str:
    """The language of an answer from ``Accept-Language``: the first of ours it names, else Indonesian."""
    for part in accepted.split(","):
        named = part.split(";", 1)[0].strip().split("-", 1)[0].lower()
        if named in LANGUAGES:
            return named
    return LANGUAGES[0]
