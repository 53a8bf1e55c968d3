"""An electronic signature laid upon minutes that are drawn already (PAdES, ETSI EN 319 142).

The law wants ink (UU 7/2017 art. 390); this is for who receives the file. It is added behind the
PDF's own bytes, which stay as they are, so several people can sign one after the other.
Needs pyHanko, which the extra ``sign`` brings.
"""

from __future__ import annotations

import io
from enum import StrEnum

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter

from sirekap.seal.refusal import Refusal

FIELD = "Tanda tangan"


class Code(StrEnum):
    """Why a paper is not signed."""

    PAPER_MALFORMED = "paper_malformed"
    PAPER_KEY_MALFORMED = "paper_key_malformed"


def sign_paper(pdf: bytes, keystore: bytes, passphrase: bytes, reason: str) -> bytes:
    """Sign a PDF with the key of a PKCS #12 file (``.p12``, as certification authorities give it).

    The original bytes are the beginning of the result. The signing time is the machine's.
    Raises :class:`Refusal` ``paper_malformed`` for what is no PDF, ``paper_key_malformed`` for a
    key file that is none, or another passphrase's.
    """
    try:
        signer = SimpleSigner.load_pkcs12_data(keystore, [], passphrase)
    except ValueError:
        raise Refusal(Code.PAPER_KEY_MALFORMED) from None
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        place = len(writer.prev.embedded_signatures) + 1
        about = PdfSignatureMetadata(
            field_name=f"{FIELD} {place}",
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
        )
        signed: io.BytesIO = sign_pdf(writer, about, signer)
    except PdfError as error:
        raise Refusal(Code.PAPER_MALFORMED, str(error)) from None
    return signed.getvalue()
