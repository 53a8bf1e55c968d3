"""Twins of the store in memory, for tests, demonstrations and the deterministic simulation.

They keep no time, start no thread and wait for nothing of their own. A simulation hands in a
``moment``: it is awaited before and after every act that changes something, and may wait
on a virtual clock or raise :class:`sirekap.office.ports.StoreAway`. Raised before, the act
was not done; raised after, it was, and only the answer is lost.
"""

from sirekap.store.memory.accounts import MemoryAccounts, MemorySessions, MemoryTries
from sirekap.store.memory.desk import MemoryDesk
from sirekap.store.memory.devices import MemoryDevices
from sirekap.store.memory.enrolment import MemoryEnrolment
from sirekap.store.memory.jobs import MemoryJobs
from sirekap.store.memory.journal import MemoryJournal
from sirekap.store.memory.log import MemoryLog, MemoryPen
from sirekap.store.memory.looks import MemoryLooks
from sirekap.store.memory.moments import Moment, calm
from sirekap.store.memory.objects import MemoryObjects
from sirekap.store.memory.places import MemoryPlaces
from sirekap.store.memory.projections import MemoryProjections
from sirekap.store.memory.published import MemoryPublished
from sirekap.store.memory.records import MemoryRecords
from sirekap.store.memory.site import MemorySite
from sirekap.store.memory.uploads import MemoryUploads
from sirekap.store.memory.words import MemoryWordbook

__all__ = [
    "MemoryAccounts",
    "MemoryDesk",
    "MemoryDevices",
    "MemoryEnrolment",
    "MemoryJobs",
    "MemoryJournal",
    "MemoryLog",
    "MemoryLooks",
    "MemoryObjects",
    "MemoryPen",
    "MemoryPlaces",
    "MemoryProjections",
    "MemoryPublished",
    "MemoryRecords",
    "MemorySessions",
    "MemorySite",
    "MemoryTries",
    "MemoryUploads",
    "MemoryWordbook",
    "Moment",
    "calm",
]
