"""OpenAPI 3.1 of every served route, the bare ASGI one among them, with the problems each may answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from sirekap.api.answers import Envelope, Taken
from sirekap.api.devices import DEVICES, REFUSED_WITH, SCHEMAS, enrolment_operation
from sirekap.api.forms import FORM
from sirekap.api.kit import KIT
from sirekap.api.people import ACT
from sirekap.api.problems import MEDIA_TYPE, OF_PEOPLE, STATUS, Code, Problem, phrase_of
from sirekap.api.stations import ROW, STATION
from sirekap.election.malformed import Code as MalformedCode
from sirekap.office import enrolment_terms, unable
from sirekap.office.accounts.terms import Code as Account
from sirekap.office.actor import Code as Actor
from sirekap.office.oversee import Code as Oversee
from sirekap.office.photo_terms import Code as Photo
from sirekap.seal.refusal import Code as Seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from litestar.handlers import HTTPRouteHandler

PATH = "/api/openapi.json"
RETURNS = "/api/v1/returns"
TITLE, VERSION = "Sirekap", "1"
_COMPONENTS = "#/components/schemas/"
_TYPED = re.compile(r":str(?=})")
_ASKED_WHO = {Code.REQUEST_MALFORMED, Code.NOT_FOUND, Code.METHOD_NOT_ALLOWED, *map(str, Actor)}
_SEEN = {*_ASKED_WHO, Account.NOT_SIGNED_IN, Account.ACCOUNT_UNKNOWN, Oversee.BLIND, Oversee.UNKNOWN}
_DONE = {*_ASKED_WHO, MalformedCode.BYTES_TOO_LARGE, *OF_PEOPLE}
_MET = {"get": _SEEN, "post": _DONE, "delete": _DONE}
"""What an operation of people may answer with, whichever it is."""

_ELSEWHERE = {
    *(Code.NOT_FOUND, Code.REQUEST_MALFORMED, Seal.CODE_MISTYPED),
    *(*enrolment_terms.Code, *Photo),
    *OF_PEOPLE,
}
_OF_RETURNS = sorted(code for code in STATUS if code not in _ELSEWHERE)
_OF_READS = (Code.FAULT, unable.Code.STORE_AWAY)
_READS = {
    "/api/v1/returns/{record}": (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    "/api/v1/totals/{region}": (Code.REQUEST_MALFORMED, *_OF_READS),
    STATION.replace(":str", ""): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    KIT.replace(":str", ""): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    FORM.replace(":str", ""): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, Code.FAULT),
    ROW.replace(":str", ""): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    "/healthz": (Code.FAULT,),
    "/readyz": (*unable.Code, Code.FAULT),
    "/metrics": (Code.FAULT,),
    PATH: (Code.FAULT,),
}
_SEAL = (
    Seal.ENVELOPE_MALFORMED,
    Seal.STATEMENT_MALFORMED,
    Seal.STATEMENT_NOT_CANONICAL,
    Seal.SIGNATURE_MALFORMED,
    Seal.SIGNATURE_WRONG,
    Seal.CERTIFICATE_UNKNOWN,
    Seal.CERTIFICATE_CONFLICT,
    Seal.KEY_UNKNOWN,
    Seal.KEY_NOT_VALID_THEN,
    Seal.KEY_IS_REVOKED,
    Seal.KEY_PURPOSE_WRONG,
)
_ASKED = (Photo.REQUEST_OF_ANOTHER, Photo.REQUEST_CLOCK, Photo.NOT_NAMED, Photo.TOO_EARLY)
_SENT = (Photo.ADDRESS_UNKNOWN, Photo.ADDRESS_OVER, Photo.TOO_LONG, Photo.RANGE_WRONG, Photo.GAP)
_PHOTOS = {
    ("/api/v1/photos/{sha256}", "post"): (
        *(Code.REQUEST_MALFORMED, MalformedCode.BYTES_TOO_LARGE, *_SEAL, *_ASKED),
        *_OF_READS,
    ),
    ("/api/v1/photos/{sha256}", "get"): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    ("/api/v1/photos/{sha256}", "head"): (Code.REQUEST_MALFORMED, Code.NOT_FOUND, *_OF_READS),
    ("/api/v1/incoming/{token}", "put"): (
        *(Code.REQUEST_MALFORMED, Code.BODY_TOO_SLOW, *_SENT),
        *_OF_READS,
    ),
}
_MORE: dict[tuple[str, str], dict[str, Any]] = {
    ("/api/v1/photos/{sha256}", "head"): {
        "202": {"description": "It is on its way: `photo-state`, and `photo-received` bytes are there"},
        "409": {"description": "The bytes were not what was announced; `photo-refusal` says why"},
    },
}
_BODIES = {
    ("/api/v1/photos/{sha256}", "post"): {
        "required": True,
        "description": "An envelope (spec/record.md § 4) around a `photo_request` (§ 8), byte by byte",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
    ("/api/v1/incoming/{token}", "put"): {
        "required": True,
        "description": "The bytes from the start, or those that `Content-Range: bytes first-last/size` names",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
}


def described(handlers: Sequence[HTTPRouteHandler]) -> bytes:
    """The description as it is served and committed.

    The framework describes the typed routes, in an application that serves nothing; the
    intake and the problems are added.
    """
    told = Litestar(
        handlers, openapi_config=OpenAPIConfig(TITLE, VERSION), logging_config=None
    ).openapi_schema.to_schema()
    people = set(_of_people(handlers))
    paths, components = told["paths"], told["components"]["schemas"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            _amend(operation, path, method, of_people=(path, method) in people)
    _, own = msgspec.json.schema_components(
        [Envelope, Taken, Problem, *SCHEMAS], ref_template=_COMPONENTS + "{name}"
    )
    enrolment = enrolment_operation(_COMPONENTS)
    enrolment["responses"] |= _problems(REFUSED_WITH)
    told["components"]["schemas"] = dict(sorted((components | own).items()))
    told["paths"] = dict(
        sorted((paths | {RETURNS: {"post": _intake()}, DEVICES: {"post": enrolment}}).items())
    )
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _of_people(handlers: Iterable[HTTPRouteHandler]) -> Iterator[tuple[str, str]]:
    """The operations that ask who it is, or begin a session: what they may answer is told alike."""
    for one in handlers:
        if ACT in one.opt or one.guards:
            for path in one.paths:
                for method in one.http_methods:
                    yield _TYPED.sub("", path), method.lower()


def _amend(operation: dict[str, Any], path: str, method: str, *, of_people: bool) -> None:
    """Add what the framework does not see: bodies that are bytes, and every problem."""
    good, key = operation["responses"]["200"], (path, method)
    if of_people:
        codes: Iterable[str] = (*sorted(_MET[method]), *_OF_READS)
    else:
        codes = _PHOTOS[key] if key in _PHOTOS else _READS[path]
    answers = {"200": good} | ({"202": {**good, "description": "A part is there"}} if method == "put" else {})
    operation["responses"] = answers | _MORE.get(key, {}) | _problems(codes)
    if key in _BODIES:
        operation["requestBody"] = _BODIES[key]


def _intake() -> dict[str, Any]:
    """The one operation that the framework does not see."""
    taken = {"application/json": {"schema": {"$ref": _COMPONENTS + Taken.__name__}}}
    return {
        "summary": "A signed return; the answer is its receipt, given after it is stored durably",
        "description": "The same bytes again get the same receipt. The body is an envelope as spec/record.md"
        " § 4 has it, byte by byte: no white space, no other member.",
        "operationId": "SendReturn",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": _COMPONENTS + Envelope.__name__}}},
        },
        "responses": {
            "200": {"description": "It was stored before", "content": taken},
            "201": {"description": "It is stored", "content": taken},
            **_problems(_OF_RETURNS),
        },
    }


def _problems(codes: Iterable[str]) -> dict[str, Any]:
    """The answers with the codes of each status."""
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in codes:
        by_status.setdefault(STATUS[code], []).append(str(code))
    return {
        str(status.value): {
            "description": f"{phrase_of(status)}: " + ", ".join(f"`{code}`" for code in sorted(listed)),
            "content": {MEDIA_TYPE: {"schema": {"$ref": _COMPONENTS + Problem.__name__}}},
            **({"headers": _RETRY} if status in _LATER else {}),
        }
        for status, listed in sorted(by_status.items())
    }


_LATER = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
_RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}}
