"""A receipt held against the log: its record is a leaf of its moment, or the promise is broken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.seal.receipt import expand_receipt, unwrap_receipt
from sirekap.seal.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sirekap.audit.follow import Followed
    from sirekap.audit.visit import Visit
    from sirekap.seal.keylist import KeyRing
    from sirekap.seal.receipt import SignedReceipt


def redeem(visit: Visit, name: str, written: bytes, log: Followed, ring: KeyRing | None) -> None:
    """Look for a receipt's record in the tree that was read. ``name`` is what the receipt is called by."""
    try:
        signed = _parsed(written.strip())
        if ring is not None:
            signed.verify(ring, signed.receipt.record)
    except Refusal as refusal:
        visit.report.find(Code.RECEIPT_MALFORMED, name, about=refusal.code)
        return
    receipt, leaf = signed.receipt, log.leaves.find(signed.receipt.record)
    if leaf is None:
        _absent(visit, name, signed, log.leaves.at)
    elif leaf.time != receipt.at:
        facts = {"told": f"{leaf.time:%Y-%m-%d %H:%M:%S}", "wanted": f"{receipt.at:%Y-%m-%d %H:%M:%S}"}
        visit.report.find(Code.RECEIPT_OTHER_TIME, name, **facts)
    else:
        visit.report.checked["receipts"] += 1
        visit.report.note("site.note.receipt", place=name, index=leaf.index, record=receipt.record)


def _absent(visit: Visit, name: str, signed: SignedReceipt, last: datetime | None) -> None:
    """Broken is a promise only if the log has a leaf of after it was due."""
    due = signed.receipt.at + timedelta(seconds=signed.receipt.log_promise)
    facts = {"record": signed.receipt.record, "due": f"{due:%Y-%m-%d %H:%M:%S}"}
    if last is not None and last > due:
        visit.report.find(Code.RECEIPT_BROKEN, name, **facts)
    else:
        visit.report.note("site.note.receipt_waits", place=name, **facts)


def _parsed(written: bytes) -> SignedReceipt:
    if written.startswith(b"{"):
        return unwrap_receipt(written)
    return expand_receipt(written.decode("ascii", "replace"))
