"""What a check finds, as values: a code, the place, the facts. The sentences stand in ``texts/``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from sirekap.texts import say, table

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TOLD = 1_000
"""Findings kept of one code; the others are counted. A site wrong everywhere must not fill the memory."""


class Code(StrEnum):
    """What can be wrong with a site, each with its own test."""

    FILE_TOO_LARGE = "site_file_too_large"
    FILE_UNREADABLE = "site_file_unreadable"
    FILE_MALFORMED = "site_file_malformed"
    FILE_MISSING = "site_file_missing"
    CHECKPOINT_OTHER_LOG = "site_checkpoint_other_log"
    CHECKPOINT_OTHER_KEY = "site_checkpoint_other_key"
    CHECKPOINT_MALFORMED = "site_checkpoint_malformed"
    KEY_LIST_WRONG = "site_key_list_wrong"
    OLDER = "site_older"
    FORKED = "site_forked"
    AHEAD = "site_ahead"
    ENTRIES_CHANGED = "site_entries_changed"
    TILE_CHANGED = "site_tile_changed"
    ROOT_WRONG = "site_root_wrong"
    LEAF_MALFORMED = "site_leaf_malformed"
    LEAF_TWICE = "site_leaf_twice"
    LATEST_WRONG = "site_latest_wrong"
    RECORD_MISSING = "site_record_missing"
    RECORD_CHANGED = "site_record_changed"
    RECORD_MALFORMED = "site_record_malformed"
    RECORD_OTHER_LEAF = "site_record_other_leaf"
    RECORD_UNLOGGED = "site_record_unlogged"
    SIGNATURE_MISSING = "site_signature_missing"
    SIGNATURE_WRONG = "site_signature_wrong"
    HOLD_WRONG = "site_hold_wrong"
    WORDS_CHANGED = "site_words_changed"
    DOCUMENT_MISSING = "site_document_missing"
    DOCUMENT_MISNAMED = "site_document_misnamed"
    DOCUMENT_CHANGED = "site_document_changed"
    POINTER_WRONG = "site_pointer_wrong"
    CORRECTION_HIDDEN = "site_correction_hidden"
    CORRECTION_UNRECORDED = "site_correction_unrecorded"
    TOTAL_WRONG = "site_total_wrong"
    KPU_CHANGED = "site_kpu_changed"
    PHOTO_MISSING = "site_photo_missing"
    PHOTO_CHANGED = "site_photo_changed"
    PHOTO_UNCOVERED = "site_photo_uncovered"
    SIBLING_DIFFERS = "site_sibling_differs"
    RECEIPT_MALFORMED = "site_receipt_malformed"
    RECEIPT_BROKEN = "site_receipt_broken"
    RECEIPT_OTHER_TIME = "site_receipt_other_time"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be. ``place`` is a path on the site, or what it is about."""

    code: Code
    place: str
    facts: tuple[tuple[str, str | int], ...] = ()

    def sentence(self, language: str) -> str:
        """What it means, for a person. A kind of record is told by its word."""
        told = dict(self.facts)
        if "kind" in told:
            word = f"site.kind.{told['kind']}"
            told["what"] = say(word, language) if word in table(language) else told["kind"]
        return say(self.code, language, place=self.place, **told)


@dataclass
class Report:
    """What was found, and how many of each thing were looked at.

    ``notes`` are no faults, as codes of ``texts/`` with their facts. ``unchecked`` are paths that no
    check covers, as far as the site can be listed.
    """

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    notes: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    identified: bool = False
    _told: Counter[Code] = field(default_factory=Counter)
    _found: set[Finding] = field(default_factory=set)

    def find(self, code: Code, place: str, **facts: str | int) -> None:
        """Add a finding, once; or count it when enough of its code are told."""
        finding = Finding(code, place, tuple(facts.items()))
        if finding in self._found:
            return
        self._told[code] += 1
        if self._told[code] <= MOST_TOLD:
            self.findings.append(finding)
            self._found.add(finding)

    def note(self, code: str, **facts: str | int) -> None:
        """Add what is no fault and still should be known."""
        self.notes.append((code, facts))

    def untold(self) -> Iterator[tuple[Code, int]]:
        """How many findings of a code were counted and not kept."""
        for code, count in self._told.items():
            if count > MOST_TOLD:
                yield code, count - MOST_TOLD

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings
