"""Electronic signatures upon a PDF, judged by poppler, which is not ours."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from tests.sheet.minutes.small import book

from sirekap.seal.refusal import Refusal
from sirekap.sheet.minutes.press import MinutesPress

paper = pytest.importorskip("sirekap.seal.paper", reason="pyHanko, the extra `sign`, is not installed")


def keystore(name, passphrase=b"rahasia"):
    """A key with a certificate that it made itself, in the file an authority would give."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = datetime(2024, 1, 1, tzinfo=UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        **dict.fromkeys(
            (
                *("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
                *("encipher_only", "decipher_only"),
            ),
            False,
        ),
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(made)
        .not_valid_after(made + timedelta(days=36_500))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, None, BestAvailableEncryption(passphrase)
    )


@pytest.fixture(scope="module")
def drawn():
    """Small minutes, unsigned."""
    with MinutesPress() as press:
        return press.minutes(book())


def judged(tool, tmp_path, pdf):
    """What pdfsig says of a file."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    told = subprocess.run([tool("pdfsig"), "-nocert", path], capture_output=True, text=True, check=False)
    return told.stdout


def test_two_people_sign_one_after_the_other(drawn, tool, tmp_path):
    """Both signatures are valid, and the minutes' own bytes are untouched."""
    first = paper.sign_paper(drawn, keystore("Ketua PPK"), b"rahasia", "D.HASIL")
    both = paper.sign_paper(first, keystore("Anggota PPK"), b"rahasia", "D.HASIL")

    told = judged(tool, tmp_path, both)
    assert told.count("Signature is Valid") == 2
    assert "Ketua PPK" in told
    assert "Anggota PPK" in told
    assert first.startswith(drawn)
    assert both.startswith(first)


def test_a_changed_figure_breaks_it(drawn, tool, tmp_path):
    """One byte within the signed range, and poppler says so."""
    signed = bytearray(paper.sign_paper(drawn, keystore("Ketua PPK"), b"rahasia", "D.HASIL"))
    place = signed.index(b"stream") + 40
    signed[place] ^= 1

    assert "Digest Mismatch" in judged(tool, tmp_path, bytes(signed))


@pytest.mark.parametrize(
    ("pdf", "passphrase", "code"),
    [(b"no PDF", b"rahasia", "paper_malformed"), (None, b"lain", "paper_key_malformed")],
)
def test_what_cannot_be_signed_is_refused(drawn, pdf, passphrase, code):
    """Another file, another passphrase."""
    with pytest.raises(Refusal) as refused:
        paper.sign_paper(pdf or drawn, keystore("Ketua PPK"), passphrase, "D.HASIL")

    assert refused.value.code == code
