"""Records as they are published: each under the hash of its bytes, opening its leaf, signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.audit.finding import Code
from sirekap.audit.signatures import Signatures, Signed, octets, sig_path
from sirekap.election.identity import RecordId, record_id
from sirekap.election.records import DeviceEnrolled, kind_of, parse_record
from sirekap.election.refusal import Refusal
from sirekap.seal.keys import KeyId
from sirekap.seal.refusal import Refusal as SealRefusal
from sirekap.tiers.claims import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sirekap.audit.leaves import Leaf, Leaves
    from sirekap.audit.visit import Visit
    from sirekap.election.identity import ElectionId, Phase
    from sirekap.election.records import Record

_HOLD = re.compile(r"[a-z][a-z0-9_]{0,62}")
_MEMBERS = {"v", "key", "signature", "holds"}


@dataclass(frozen=True, slots=True)
class Published:
    """A record with its leaf, and what it was held for when it came."""

    leaf: Leaf
    record: Record
    holds: tuple[str, ...]

    @property
    def arrival(self) -> Arrival:
        """As the fold takes it: the leaves are in the one order of all records."""
        return Arrival(self.leaf.record, self.record, self.holds, self.leaf.index + 1)


def record_path(record: str) -> str:
    """Where a record stands."""
    return f"v1/records/{record}.json"


@dataclass
class Records:
    """Reads the records of leaves; of those from ``required`` on one may be not there yet."""

    visit: Visit
    signatures: Signatures
    election: ElectionId
    phase: Phase
    required: int

    def of(self, leaves: Sequence[Leaf], *, again: bool = False) -> list[Published]:
        """The records of these leaves, in the order given; what is wrong with one is a finding.

        Those that are read ``again``, for another village's sake, are not counted a second time.
        """
        found = self.visit.files(
            path for leaf in leaves for path in (record_path(leaf.record), sig_path(leaf.record))
        )
        taken = [self._one(leaf, found) for leaf in _each_once(leaves, self.visit)]
        there = [each for each in taken if each is not None]
        if not again:
            self.visit.report.checked["records"] += len(there)
            for published, _ in there:
                self._enrol(published)
            for _, signed in there:
                if signed is not None:
                    self.signatures.check(signed)
        return [published for published, _ in there]

    def late(self, leaves: Leaves, *, sampled: bool) -> None:
        """Check the signatures that waited for a phone of another village.

        Of a sample those whose phone's village was not looked at are told as not checked.
        """
        waiting, self.signatures.waiting = self.signatures.waiting, []
        self.signatures.next_village()
        for signed in waiting:
            village = self.signatures.village_of(signed.key)
            if village is None and sampled:
                self.visit.report.note("site.note.phone", place=record_path(signed.leaf.record))
                continue
            phones = [each for each in leaves.of_village(village or "") if each.kind == "device_enrolled"]
            found = self.visit.files(record_path(each.record) for each in phones)
            for leaf in phones:
                if record_id(found.get(record_path(leaf.record), b"")) == leaf.record:
                    self.signatures.admit(parse_record(found[record_path(leaf.record)]))
            self.signatures.check(signed, last=True)

    def _one(self, leaf: Leaf, found: dict[str, bytes]) -> tuple[Published, Signed | None] | None:
        path, report = record_path(leaf.record), self.visit.report
        body = found.get(path)
        if body is None:
            if leaf.index < self.required:
                facts = {"kind": leaf.kind, "station": leaf.place or "-", "index": leaf.index}
                report.find(Code.RECORD_MISSING, path, **facts)
            return None
        if record_id(body) != leaf.record:
            facts = {"kind": leaf.kind, "station": leaf.place or "-", "index": leaf.index}
            report.find(Code.RECORD_CHANGED, path, **facts)
            return None
        try:
            record = parse_record(body)
        except Refusal as refusal:
            report.find(Code.RECORD_MALFORMED, path, about=refusal.code)
            return None
        if not self._opens(leaf, record):
            report.find(Code.RECORD_OTHER_LEAF, path, kind=leaf.kind, index=leaf.index)
            return None
        return self._signed(leaf, body, record, found)

    def _opens(self, leaf: Leaf, record: Record) -> bool:
        """Whether a record is what its leaf says: of this election, of this kind, place and contest."""
        said = (kind_of(record), getattr(record, "station", None), getattr(record, "contest", None))
        logged = (leaf.kind, leaf.place, leaf.contest)
        return said == logged and (record.election, record.phase) == (self.election, self.phase)

    def _signed(
        self, leaf: Leaf, body: bytes, record: Record, found: dict[str, bytes]
    ) -> tuple[Published, Signed | None]:
        """A record with what stands beside it; what is wrong with that is a finding."""
        path, report = sig_path(leaf.record), self.visit.report
        if path not in found:
            report.find(Code.SIGNATURE_MISSING, path, kind=leaf.kind, station=leaf.place or "-")
            return Published(leaf, record, ()), None
        beside = self.visit.parsed(path, found[path])
        if beside is None:
            return Published(leaf, record, ()), None
        key, holds = beside.get("key"), _holds(beside.get("holds"))
        signature = octets(beside.get("signature"))
        if beside.keys() != _MEMBERS or signature is None or holds is None or not isinstance(key, str):
            report.find(Code.FILE_MALFORMED, path)
            return Published(leaf, record, ()), None
        return Published(leaf, record, holds), Signed(leaf, body, record, KeyId(key), signature, holds)

    def _enrol(self, published: Published) -> None:
        if not isinstance(published.record, DeviceEnrolled):
            return
        try:
            self.signatures.enrolled(published.record)
        except SealRefusal as refusal:
            leaf = published.leaf
            facts = {"about": refusal.code.value, "kind": leaf.kind, "station": leaf.place or "-"}
            self.visit.report.find(Code.SIGNATURE_WRONG, record_path(leaf.record), **facts)


def _holds(written: object) -> tuple[str, ...] | None:
    """Codes of holds, ascending; ``None`` for anything else."""
    if not isinstance(written, list):
        return None
    codes = [one for one in written if isinstance(one, str) and _HOLD.fullmatch(one)]
    return tuple(codes) if len(codes) == len(written) and codes == sorted(set(codes)) else None


def _each_once(leaves: Iterable[Leaf], visit: Visit) -> list[Leaf]:
    """The leaves without those that log a record again, each of which is a finding."""
    first: dict[RecordId, Leaf] = {}
    for leaf in leaves:
        if first.setdefault(leaf.record, leaf) is not leaf:
            visit.report.find(
                Code.LEAF_TWICE, record_path(leaf.record), index=leaf.index, first=first[leaf.record].index
            )
    return list(first.values())
