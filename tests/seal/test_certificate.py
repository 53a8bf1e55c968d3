"""Device certificates, their standing in time, and the hot path that keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sirekap.seal.certificate import (
    Certificate,
    Standing,
    issue_certificate,
    print_certificate,
    verify_certificate,
)
from sirekap.seal.device import DeviceKey
from sirekap.seal.envelope import wrap
from sirekap.seal.refusal import Refusal
from sirekap.seal.verifier import DeviceVerifier

if TYPE_CHECKING:
    from sirekap.seal.keylist import KeyRing
    from sirekap.seal.keys import SigningKey

RECORD = b'{"kind":"return","v":1}'
SECOND = timedelta(seconds=1)


def test_a_certificate_is_taken_from_the_enrolment_key(
    certificate: Certificate, enrolment: SigningKey, ring: KeyRing, phone: DeviceKey
):
    """What the enrolment key signed is taken whole, and names the phone by its key."""
    taken = verify_certificate(issue_certificate(certificate, enrolment), ring)

    assert taken == certificate
    assert taken.device == phone.id


def test_a_certificate_names_no_person(certificate: Certificate):
    """Its members are these and no other."""
    members = "election issued_at issuer key kind slot station v valid_from valid_until"

    assert sorted(part.split(b'"')[-1] for part in print_certificate(certificate).split(b'":')[:-1]) == [
        name.encode() for name in members.split()
    ]


def test_every_byte_of_a_signed_certificate_counts(
    certificate: Certificate, enrolment: SigningKey, ring: KeyRing
):
    """Whichever byte is changed, the certificate is refused."""
    signed = issue_certificate(certificate, enrolment)
    for place in range(len(signed)):
        other = bytearray(signed)
        other[place] ^= 1
        with pytest.raises(Refusal):
            verify_certificate(bytes(other), ring)


def test_key_purpose_wrong(
    certificate: Certificate, enrolment: SigningKey, receipt_key: SigningKey, ring: KeyRing
):
    """A receipt key issues no certificate, and one it signed is not taken."""
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        issue_certificate(certificate, receipt_key)
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        issue_certificate(replace(certificate, issuer=receipt_key.id), enrolment)
    body = print_certificate(replace(certificate, issuer=receipt_key.id))
    with pytest.raises(Refusal, match="key_purpose_wrong"):
        verify_certificate(wrap(body, receipt_key.sign(body)), ring)


def test_statement_malformed(certificate: Certificate, enrolment: SigningKey):
    """What could not be read again is not signed."""
    for other in (replace(certificate, slot=3), replace(certificate, station="1")):
        with pytest.raises(Refusal, match="statement_malformed"):
            issue_certificate(other, enrolment)
    with pytest.raises(Refusal, match="statement_malformed"):
        replace(certificate, valid_until=certificate.valid_from)


def test_standing_in_time(certificate: Certificate):
    """A certificate holds from its first second up to its end; a revoked one no longer."""
    start, end = certificate.valid_from, certificate.valid_until
    expected = [
        (start - SECOND, None, Standing.NOT_YET),
        (start, None, Standing.VALID),
        (end - SECOND, None, Standing.VALID),
        (end, None, Standing.EXPIRED),
        (start, start + SECOND, Standing.VALID),
        (start, start, Standing.REVOKED),
        (end, start, Standing.REVOKED),
    ]

    assert [certificate.standing(at, revoked) for at, revoked, _ in expected] == [
        code for *_, code in expected
    ]


@pytest.fixture
def verifier(ring: KeyRing) -> DeviceVerifier:
    """A verifier that keeps two phones."""
    return DeviceVerifier(ring, capacity=2)


def test_an_admitted_phone_is_verified(
    verifier: DeviceVerifier, certificate: Certificate, enrolment: SigningKey, phone: DeviceKey
):
    """Its records bring back its certificate; another's signature does not."""
    verifier.admit(issue_certificate(certificate, enrolment))

    assert verifier.verify(phone.id, RECORD, phone.sign(RECORD)) == certificate
    with pytest.raises(Refusal, match="signature_wrong"):
        verifier.verify(phone.id, RECORD, DeviceKey(b"another").sign(RECORD))


def test_certificate_unknown(verifier: DeviceVerifier, phone: DeviceKey):
    """A phone must be admitted first."""
    with pytest.raises(Refusal, match="certificate_unknown"):
        verifier.verify(phone.id, RECORD, phone.sign(RECORD))


def test_certificate_conflict(verifier: DeviceVerifier, certificate: Certificate, enrolment: SigningKey):
    """The same certificate again is nothing new; another one for the same key is refused."""
    signed = issue_certificate(certificate, enrolment)
    verifier.admit(signed)
    verifier.admit(signed)
    moved = issue_certificate(replace(certificate, station="3504012001002"), enrolment)

    with pytest.raises(Refusal, match="certificate_conflict"):
        verifier.admit(moved)
    assert len(verifier) == 1


def test_a_certificate_that_is_refused_is_not_kept(
    verifier: DeviceVerifier, certificate: Certificate, receipt_key: SigningKey, phone: DeviceKey
):
    """Admission is by the enrolment key alone."""
    body = print_certificate(certificate)
    with pytest.raises(Refusal, match="signature_wrong"):
        verifier.admit(wrap(body, receipt_key.sign(body)))

    assert phone.id not in verifier


def test_the_phone_used_longest_ago_goes_first(
    verifier: DeviceVerifier, certificate: Certificate, enrolment: SigningKey
):
    """Two are kept: the third pushes out the one not used since."""
    first, second, third = (DeviceKey(name) for name in (b"1", b"2", b"3"))
    for phone in (first, second):
        verifier.admit(issue_certificate(replace(certificate, public=phone.public), enrolment))
    verifier.verify(first.id, RECORD, first.sign(RECORD))
    verifier.admit(issue_certificate(replace(certificate, public=third.public), enrolment))

    assert [phone.id in verifier for phone in (first, second, third)] == [True, False, True]
