"""What an office cannot do now, though nothing is wrong with what was sent: come again later."""

from __future__ import annotations

from enum import StrEnum

from sirekap.election.refusal import Refusal


class Code(StrEnum):
    """Why an act must wait."""

    OVERLOADED = "overloaded"
    """More is waiting to be stored than this process takes on."""
    STORE_AWAY = "store_away"
    """The store did not answer; whether it has the record is not known."""
    REVOCATIONS_STALE = "revocations_stale"
    """The list of revoked keys could not be read for too long to judge a phone by it."""
    DRAINING = "draining"
    """This process is being stopped and takes nothing new."""


class Unable(Refusal):
    """Send the same again later; a record is stored once, however often it comes."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
