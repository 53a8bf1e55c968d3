"""The vectors under ``spec/vectors``: made by the code as it is, and true of the code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sirekap.election.canonical import decode, encode
from sirekap.election.identity import record_id, salted_hash
from sirekap.election.malformed import Code as RecordCode
from sirekap.election.malformed import Malformed
from sirekap.election.records import KeyPurpose, kind_of, parse_record, print_record
from sirekap.seal.certificate import verify_certificate
from sirekap.seal.claim import print_claim, verify_claim
from sirekap.seal.codes import CodeKey, one_time_code, read_code
from sirekap.seal.device import DeviceKey, DevicePublicKey
from sirekap.seal.keylist import KeyRing
from sirekap.seal.keys import Purpose, SigningKey, VerifyingKey
from sirekap.seal.receipt import expand_receipt, unwrap_receipt
from sirekap.seal.refusal import Code as SealCode
from sirekap.seal.refusal import Refusal
from sirekap.seal.statement import parse_octets, print_octets

SPEC = Path(__file__).parents[2] / "spec"


def vectors(name: str) -> Any:  # noqa: ANN401 - whatever the file holds.
    """Read one file of vectors."""
    return json.loads((SPEC / "vectors" / f"{name}.json").read_text())


def cases(name: str, part: str = "cases") -> list[Any]:
    """Give the cases of a file to pytest, by their names."""
    return [pytest.param(case, id=case["name"]) for case in vectors(name)[part]]


def shown_bytes(case: Any) -> bytes:  # noqa: ANN401 - a case of a file.
    """Give the bytes that a case shows."""
    if "run" in case:
        whole: str = case["before"] + case["run"] * case["times"] + case["after"]
        return whole.encode()
    return bytes.fromhex(case["hex"]) if "hex" in case else case["utf8"].encode()


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    """The key list of the vectors, taken as an outsider takes it."""
    lists = vectors("key-lists")
    return KeyRing.verified(lists["cases"][0]["utf8"].encode(), VerifyingKey(parse_octets(lists["root"])))


def test_files_are_what_the_code_makes():
    """``spec/make.py --check`` finds no vector and no table that differs."""
    run = subprocess.run(
        [sys.executable, SPEC / "make.py", "--check"],
        env={"PYTHONPATH": str(SPEC.parent / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("case", cases("canonical", "good"))
def test_canonical_good(case: Any):  # noqa: ANN401 - a case of a file.
    """The value is written as shown, with that hash, and read back."""
    data = case["utf8"].encode()

    assert data == encode(case["value"])
    assert case["value"] == decode(data)
    assert case["sha256"] == record_id(data)


@pytest.mark.parametrize("case", cases("canonical", "bad"))
def test_canonical_bad(case: Any):  # noqa: ANN401 - a case of a file.
    """The bytes are refused with the code shown."""
    with pytest.raises(Malformed) as caught:
        decode(shown_bytes(case))

    assert case["refusal"] == caught.value.code


@pytest.mark.parametrize("case", cases("records", "good"))
def test_records_good(case: Any):  # noqa: ANN401 - a case of a file.
    """The record is read, has the kind and the id shown, and is written just so."""
    data = case["utf8"].encode()
    record = parse_record(data)

    assert data == print_record(record)
    assert (case["kind"], case["id"]) == (kind_of(record), record_id(data))


@pytest.mark.parametrize("case", cases("records", "bad"))
def test_records_bad(case: Any):  # noqa: ANN401 - a case of a file.
    """The first record, changed as shown, is refused with the code and the place shown."""
    whole = json.loads(vectors("records")["good"][0]["utf8"])
    *way, last = [int(step) if step.isdigit() else step for step in case["at"].split("/")[1:]]
    place = whole
    for step in way:
        place = place[step]
    if "without" in case:
        del place[last]
    else:
        place[last] = case["set"]

    with pytest.raises(Malformed) as caught:
        parse_record(encode(whole))

    assert (case["refusal"], case["pointer"]) == (caught.value.code, caught.value.pointer)


def test_salted_hash():
    """The words with the salt have the hash shown."""
    shown = vectors("records")["salted"]

    assert shown["hash"] == salted_hash(bytes.fromhex(shown["salt"]), shown["words"])


def test_keys():
    """Each test key follows from its seed, and is named by its public bytes."""
    shown = vectors("keys")
    for key in shown["ed25519"]:
        made = SigningKey(Purpose(key["purpose"]), bytes.fromhex(key["TEST_ONLY_seed"]))
        assert (key["public"], key["id"]) == (print_octets(made.public), made.id)
    for key in shown["p256"]:
        phone = DeviceKey(key["words"].encode())
        assert (key["public"], key["id"]) == (print_octets(phone.public), phone.id)


@pytest.mark.parametrize("case", cases("signatures"))
def test_signatures(case: Any):  # noqa: ANN401 - a case of a file.
    """The phone's signature is taken, or refused with the code shown."""
    key = DevicePublicKey(parse_octets(vectors("signatures")["public"]))

    verdict = "valid"
    try:
        key.verify(case["message"].encode(), parse_octets(case["signature"]))
    except Refusal as refusal:
        verdict = refusal.code

    assert case["verdict"] == verdict


@pytest.mark.parametrize("case", cases("certificates"))
def test_certificates(case: Any, ring: KeyRing):  # noqa: ANN401 - a case of a file.
    """The certificate is taken for the device shown, or refused with the code shown."""
    verdict = "valid"
    try:
        certificate = verify_certificate(case["utf8"].encode(), ring)
        assert certificate.device == vectors("certificates")["device"]
    except Refusal as refusal:
        verdict = refusal.code

    assert case["verdict"] == verdict


@pytest.mark.parametrize("case", cases("receipts"))
def test_receipts(case: Any, ring: KeyRing):  # noqa: ANN401 - a case of a file.
    """Both forms say the same, and meet the verdict shown."""
    wrapped, expanded = unwrap_receipt(case["utf8"].encode()), expand_receipt(case["compact"])
    assert wrapped == expanded
    assert (case["utf8"], case["compact"]) == (expanded.wrapped().decode(), wrapped.compact())

    verdict = "valid"
    try:
        wrapped.verify(ring, vectors("receipts")["record"])
    except Refusal as refusal:
        verdict = refusal.code

    assert case["verdict"] == verdict


@pytest.mark.parametrize("case", cases("key-lists"))
def test_key_lists(case: Any):  # noqa: ANN401 - a case of a file.
    """The key list is taken, or refused with the code shown."""
    shown = vectors("key-lists")

    verdict = "valid"
    try:
        KeyRing.verified(
            case["utf8"].encode(), VerifyingKey(parse_octets(shown["root"])), shown["newest_serial"]
        )
    except Refusal as refusal:
        verdict = refusal.code

    assert case["verdict"] == verdict


def test_enrolment():
    """Codes in their forms, what is a slip, and a claim that its own key signed."""
    shown = vectors("enrolment")
    key = CodeKey(bytes.fromhex(shown["secret"]))
    for case in shown["codes"]:
        code = one_time_code(case["station"], bytes.fromhex(case["random"]))
        assert (code.payload, code.typed) == (case["payload"], case["typed"])
        assert key.digests(code) == (case["digest_scanned"], case["digest_typed"])
        assert read_code(code.station, case["typed"]) == code.text[:12]
    for case in shown["slips"]:
        with pytest.raises(Refusal) as caught:
            read_code(case["station"], case["entered"])
        assert caught.value.code == SealCode.CODE_MISTYPED
    claim = verify_claim(shown["claim"]["envelope"].encode())
    assert print_claim(claim).decode() == shown["claim"]["body"]


def test_javascript_agrees(tool):
    """Node's own SHA-256, ECDSA and Ed25519 (WebCrypto) come to the verdicts of the vectors."""
    run = subprocess.run(
        [tool("node"), Path(__file__).with_name("vectors.mjs"), SPEC / "vectors"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr


def test_purposes_are_the_same_in_both_rooms():
    """A record's purposes of keys are the seal's, without the root and the secret of codes, in no record."""
    listed = {purpose.value for purpose in Purpose} - {"root", "codes", "accounts"}
    assert {purpose.value for purpose in KeyPurpose} == listed


def test_codes_of_the_two_rooms_are_apart():
    """No code stands for two things."""
    assert not {code.value for code in RecordCode} & {code.value for code in SealCode}
