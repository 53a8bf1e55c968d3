"""The records in PostgreSQL 15 to 18: core features, SQL in files, no mapper."""

from sirekap.store.postgres.accounts import PostgresAccounts, PostgresSessions, PostgresTries
from sirekap.store.postgres.desk import PostgresDesk
from sirekap.store.postgres.devices import PostgresDevices
from sirekap.store.postgres.enrolment import PostgresEnrolment
from sirekap.store.postgres.forward import migrate, need_current
from sirekap.store.postgres.jobs import PostgresJobs
from sirekap.store.postgres.journal import PostgresJournal
from sirekap.store.postgres.log import PostgresLog, PostgresPen
from sirekap.store.postgres.looks import PostgresLooks
from sirekap.store.postgres.places import PostgresPlaces
from sirekap.store.postgres.pools import open_intake_pool, open_pool
from sirekap.store.postgres.projections import PostgresProjections
from sirekap.store.postgres.published import PostgresPublished
from sirekap.store.postgres.records import PostgresRecords
from sirekap.store.postgres.standing import standing
from sirekap.store.postgres.turn import export_turn, fold_turn, publication_turn
from sirekap.store.postgres.uploads import PostgresUploads
from sirekap.store.postgres.words import PostgresWordbook

__all__ = [
    "PostgresAccounts",
    "PostgresDesk",
    "PostgresDevices",
    "PostgresEnrolment",
    "PostgresJobs",
    "PostgresJournal",
    "PostgresLog",
    "PostgresLooks",
    "PostgresPen",
    "PostgresPlaces",
    "PostgresProjections",
    "PostgresPublished",
    "PostgresRecords",
    "PostgresSessions",
    "PostgresTries",
    "PostgresUploads",
    "PostgresWordbook",
    "export_turn",
    "fold_turn",
    "migrate",
    "need_current",
    "open_intake_pool",
    "open_pool",
    "publication_turn",
    "standing",
]
