"""``POST /api/v1/devices``: a phone is enrolled. And how many phones the stations of a region have."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Request, Response, post
from litestar.params import Parameter, QueryParameter
from msgspec import Meta, Struct

from sirekap.api.answers import Digest, Signature  # noqa: TC001 -- msgspec reads a type's annotations
from sirekap.api.bodies import whole
from sirekap.api.problems import Code
from sirekap.election.malformed import Code as MalformedCode
from sirekap.office import enrolment_terms, intake_terms, unable
from sirekap.seal.refusal import Code as Seal

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from sirekap.api.doors import Doors

DEVICES = "/api/v1/devices"
LARGEST_CLAIM = 2_000
"""Bytes: a claim has some five hundred."""

_LONGEST_PAGE = 500
_TIME = Meta(description="RFC 3339, UTC")

REFUSED_WITH: tuple[str, ...] = (
    *enrolment_terms.Code,
    Seal.ENVELOPE_MALFORMED,
    Seal.SIGNATURE_MALFORMED,
    Seal.SIGNATURE_WRONG,
    Seal.CODE_MISTYPED,
    intake_terms.Code.ELECTION_UNKNOWN,
    intake_terms.Code.STATION_UNKNOWN,
    unable.Code.STORE_AWAY,
    MalformedCode.BYTES_TOO_LARGE,
    Code.MEDIA_TYPE_WRONG,
    Code.METHOD_NOT_ALLOWED,
    Code.BODY_TOO_SLOW,
    Code.FAULT,
)
"""What a claim may be answered with instead of a certificate."""


class ClaimBody(Struct, frozen=True):
    """A claim, spec/enrolment.md § 3: canonical JSON, signed by the key it names."""

    code: Annotated[str, Meta(pattern="^[0-9A-Za-z -]{1,64}$", description="as scanned, or as typed")]
    election: str
    key: Annotated[str, Meta(description="the phone's public key, `raw` or `spki`, base64url")]
    kind: Literal["enrolment_claim"]
    station: Annotated[str, Meta(pattern="^[0-9]{2}[0-9A-Z]{8}[0-9]{3}$")]
    v: Literal[1]


class SignedClaim(Struct, frozen=True):
    """A claim with the phone's signature: no other byte, as every envelope."""

    body: ClaimBody
    signature: Signature


class CertificateBody(Struct, frozen=True):
    """A device certificate, spec/record.md § 6."""

    election: str
    issued_at: Annotated[str, _TIME]
    issuer: Digest
    key: str
    kind: Literal["certificate"]
    slot: Annotated[int, Meta(ge=1, le=2)]
    station: str
    v: Literal[1]
    valid_from: Annotated[str, _TIME]
    valid_until: Annotated[str, _TIME]


class SignedCertificate(Struct, frozen=True):
    """A certificate with the signature of the enrolment key."""

    body: CertificateBody
    signature: Signature


class PhoneEnrolled(Struct, frozen=True):
    """The answer to a claim: the certificate, and the id of the record that says the phone has it."""

    record: Digest
    certificate: SignedCertificate


RegionName = Annotated[
    str,
    Parameter(
        pattern="^(0|[0-9]{2}|[0-9]{2}[0-9A-Z]{2}|[0-9]{2}[0-9A-Z]{4}|[0-9]{2}[0-9A-Z]{8})$",
        description="A region's code, 2 to 10 characters; 0 is the nation.",
    ),
]
After = Annotated[
    str,
    QueryParameter(name="after", pattern="^([0-9]{2}[0-9A-Z]{8}[0-9]{3})?$", description="A station's code."),
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=_LONGEST_PAGE, description="Most stations.")]


def device_routes(doors: Doors) -> list[HTTPRouteHandler]:
    """The handlers on these doors."""

    @post(DEVICES, include_in_schema=False, status_code=HTTPStatus.CREATED)
    async def enrol(request: Request[Any, Any, Any]) -> Response[bytes]:
        envelope = await whole(request, LARGEST_CLAIM, doors.body_patience_s)
        enrolled = await doors.enrol(envelope, address_of(request, forwarded=doors.forwarded))
        told = b'{"record":"%b","certificate":%b}' % (enrolled.record.encode(), enrolled.certificate)
        status = HTTPStatus.OK if enrolled.repeated else HTTPStatus.CREATED
        headers = {"cache-control": "no-store"}
        return Response(told, status_code=status, media_type="application/json", headers=headers)

    return [enrol]


def address_of(request: Request[Any, Any, Any], *, forwarded: bool) -> str | None:
    """Who is at the other end: as the proxy in front says it, if one is set up, else the peer.

    ``None`` when that is this machine itself, which is nobody's address.
    """
    if forwarded:
        told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told or None
    host = request.client.host if request.client else ""
    try:
        return None if ip_address(host).is_loopback else host
    except ValueError:
        return None  # A socket in the file system.


def enrolment_operation(schema: str) -> dict[str, Any]:
    """How ``POST /api/v1/devices`` is described, but for its problems; ``schema`` begins a reference."""
    answer = {"application/json": {"schema": {"$ref": schema + PhoneEnrolled.__name__}}}
    return {
        "summary": "A phone claims its slot with its letter's code; the answer is its certificate",
        "description": "The same code again from the same phone gets the same certificate. The body is an"
        " envelope as spec/record.md § 4 has it, byte by byte, around a claim: spec/enrolment.md § 3.",
        "operationId": "EnrolPhone",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": schema + SignedClaim.__name__}}},
        },
        "responses": {
            "200": {"description": "It was enrolled before", "content": answer},
            "201": {"description": "It is enrolled", "content": answer},
        },
    }


SCHEMAS: tuple[type[msgspec.Struct], ...] = (SignedClaim, PhoneEnrolled)
"""What the operation names."""
