"""Why something that should be of a log is not taken. The sentences stand in ``texts/``."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The reasons, each with its own test."""

    NOTE_MALFORMED = "note_malformed"
    """The bytes are no signed note."""
    NOTE_UNSIGNED = "note_unsigned"
    """No signature on the note is of the key asked for."""
    NOTE_SIGNATURE_WRONG = "note_signature_wrong"
    """The key's signature is not on this text."""
    VERIFIER_KEY_MALFORMED = "verifier_key_malformed"
    """The text is no verifier key of an Ed25519 key."""
    CHECKPOINT_MALFORMED = "checkpoint_malformed"
    """The note's text is no checkpoint in its one writing."""
    CHECKPOINT_OF_ANOTHER_LOG = "checkpoint_of_another_log"
    """The checkpoint's origin is another log's."""
    TILE_MALFORMED = "tile_malformed"
    """A tile has another length than its place asks for, or is not there."""
    BUNDLE_MALFORMED = "bundle_malformed"
    """An entry bundle is cut short or has another number of entries."""
    ROOT_WRONG = "root_wrong"
    """Hashed together, the parts do not give the root that was signed."""
    PROOF_WRONG = "proof_wrong"
    """The proof does not lead from what it is given to the root."""


class Refusal(Exception):  # noqa: N818 -- a refusal is no error: it is one of the three kinds of trouble
    """Something is refused; ``code`` says why and ``facts`` what exactly."""

    def __init__(self, code: Code, about: str) -> None:
        super().__init__(f"{code.value}: {about}")
        self.code = code
        self.facts = {"about": about}
