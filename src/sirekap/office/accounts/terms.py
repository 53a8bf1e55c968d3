"""On what terms people sign in: why it is refused, how long things hold, how often one may be wrong."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from math import ceil

from sirekap.election.refusal import Refusal
from sirekap.office.ports import Bound

IDLE = timedelta(hours=1)
"""A session that is not used for so long has ended; a plenary's screen asks every few seconds."""
LONGEST = timedelta(hours=12)
"""No session lasts longer: a plenary's day."""
FIRST_HOLDS = timedelta(minutes=15)
INVITED_FOR = timedelta(days=3)
RECOVERY_HOLDS = timedelta(hours=24)
"""Within this time a second administrator must ask for the recovery too."""

FROM_KNOWN = Bound(free=5)
"""From a browser in which this account signed in before."""
OF_ACCOUNT = Bound(free=5)
"""Of an account, from all other browsers together."""
OF_NETWORK = Bound(free=60)
"""From a network, whatever the account: an office may be behind one address."""
OF_FACTOR = Bound(free=5)
"""Codes of a second factor, of an account whose password was right."""

LEAST_PASSWORD, MOST_PASSWORD = 12, 128
_LEAST_DIFFERENT = 5


class Code(StrEnum):
    """Why it is refused."""

    NOT_SIGNED_IN = "not_signed_in"
    WRONG = "sign_in_wrong"
    PAUSED = "sign_in_paused"
    FACTOR_WRONG = "factor_wrong"
    FACTOR_MISSING = "factor_missing"
    FACTOR_THERE = "factor_there"
    PASSWORD_WEAK = "password_weak"  # noqa: S105 -- a code, no password
    LINK_OVER = "link_over"
    NAME_TAKEN = "account_name_taken"
    NAME_WRONG = "account_name_wrong"
    REGION_WRONG = "account_region_wrong"
    ACCOUNT_UNKNOWN = "account_unknown"
    OWN_ACCOUNT = "account_own"
    CHANGED = "account_changed"
    FOREIGN_PAGE = "request_of_another_page"
    NO_ORIGIN = "passkeys_not_set_up"


class Wait(Refusal):
    """Refused for now, whatever the password: come again in ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, ceil(seconds))
        super().__init__(Code.PAUSED, {"minutes": ceil(self.seconds / 60)})


def need_strong(password: str, name: str) -> None:
    """Refuse a password that is short, over-long, nearly one character, or has the account's name in it.

    Length is what counts (NIST SP 800-63B-4 § 3.1.1.2); nothing is asked of its composition.
    """
    long_enough = LEAST_PASSWORD <= len(password) <= MOST_PASSWORD
    varied = len(set(password)) >= _LEAST_DIFFERENT
    if not (long_enough and varied) or name.casefold() in password.casefold():
        raise Refusal(Code.PASSWORD_WEAK, {"least": LEAST_PASSWORD, "most": MOST_PASSWORD})
