"""A phone's claim: what it signs is taken, and nothing near it."""

from __future__ import annotations

import json

import pytest

from sirekap.seal.claim import Claim, print_claim, sign_claim, verify_claim
from sirekap.seal.device import DeviceKey
from sirekap.seal.envelope import wrap
from sirekap.seal.refusal import Code, Refusal
from sirekap.seal.statement import print_octets

KEY, OTHER = DeviceKey(b"a phone"), DeviceKey(b"another")
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200") + KEY.public


def claim(exported: bytes = KEY.public) -> Claim:
    """A claim of this phone."""
    return Claim(election="pemilu2024", station="3404062001006", code="0123 4567 89ab c", exported=exported)


def refused(envelope: bytes) -> Code:
    """The code that an envelope meets."""
    with pytest.raises(Refusal) as caught:
        verify_claim(envelope)
    return caught.value.code


@pytest.mark.parametrize("exported", [KEY.public, SPKI], ids=["raw", "spki"])
def test_what_a_phone_claims_is_taken(exported):
    """Its key in either of WebCrypto's forms; it is named by its raw bytes."""
    taken = verify_claim(sign_claim(claim(exported), KEY))

    assert taken == claim(exported)
    assert (taken.public, taken.device) == (KEY.public, KEY.id)


def test_a_claim_for_another_phones_key_is_refused():
    """Who does not hold the key cannot have it certified."""
    assert refused(sign_claim(claim(), OTHER)) == Code.SIGNATURE_WRONG


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("code", ""),
        ("code", "a" * 65),
        ("code", "kode é"),
        ("key", print_octets(KEY.public[:-1])),
        ("key", print_octets(KEY.public)[:-1] + "B"),
        ("station", "340406200100"),
        ("v", 2),
        ("kind", "certificate"),
    ],
)
def test_a_malformed_claim_is_refused(member, value):
    """Each member is checked, and signed though it be it is not taken."""
    body = json.dumps(
        json.loads(print_claim(claim())) | {member: value}, sort_keys=True, separators=(",", ":")
    ).encode()

    assert refused(wrap(body, KEY.sign(body))) == Code.STATEMENT_MALFORMED


def test_a_key_that_is_no_point_is_refused():
    """Sixty-five bytes are not yet a key."""
    assert refused(sign_claim(claim(b"\4" + b"1" * 64), KEY)) == Code.PUBLIC_KEY_MALFORMED


def test_a_code_does_not_show():
    """It is a secret until it is used, and a log may print a claim."""
    assert "4567" not in repr(claim())
