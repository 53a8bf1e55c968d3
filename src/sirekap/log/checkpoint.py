"""Checkpoints (C2SP tlog-checkpoint): the name of a log, how many leaves it has, their root."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from sirekap.log.hashing import HASH_BYTES
from sirekap.log.refusal import Code, Refusal

_TEXT = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree of a log; ``origin`` names the log, and is its key's name too."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str, origin: str) -> Checkpoint:
        """Read the text of the log named; refuses another log's, and any other writing.

        A checkpoint of ours has no further lines, so none are taken.
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise Refusal(Code.CHECKPOINT_MALFORMED, text[:80])
        checkpoint = cls(found["origin"], int(found["size"]), base64.b64decode(found["root"]))
        if len(checkpoint.root) != HASH_BYTES or str(checkpoint) != text:
            raise Refusal(Code.CHECKPOINT_MALFORMED, text[:80])
        if checkpoint.origin != origin:
            raise Refusal(Code.CHECKPOINT_OF_ANOTHER_LOG, checkpoint.origin)
        return checkpoint
