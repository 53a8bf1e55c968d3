"""The contests of a polling day, and the polls that may be held for one at a station."""

from __future__ import annotations

from enum import StrEnum


class Contest(StrEnum):
    """What is voted on; the values are KPU's ``jenis`` (``domain`` of its public files)."""

    PRESIDENT = "ppwp"
    DPR = "pdpr"
    DPD = "pdpd"
    DPRD_PROVINCE = "pdprdp"
    DPRD_REGENCY = "pdprdk"

    @property
    def by_party(self) -> bool:
        """Whether votes go to parties and their candidates."""
        return self in {Contest.DPR, Contest.DPRD_PROVINCE, Contest.DPRD_REGENCY}


class Poll(StrEnum):
    """Which poll of a station a return is of: KPU's ``psu``. The last valid one counts."""

    REGULAR = "Reguler"
    REPEAT_POLL = "Pemungutan Suara Ulang"
    LATE_POLL = "Pemungutan Suara Susulan"
    CONTINUED_POLL = "Pemungutan Suara Lanjutan"
    RECOUNT = "Penghitungan Suara Ulang"
    LATE_COUNT = "Penghitungan Suara Susulan"


class Block(StrEnum):
    """The two parts of a return, each with its own state (``status_suara``, ``status_adm``)."""

    VOTES = "votes"
    ADMINISTRATION = "administration"
