"""PostgreSQL as a child process, for a machine that has no database server."""

from sirekap.store.embedded.ground import APP, OWNER, SUPERUSER
from sirekap.store.embedded.server import DATABASE, EmbeddedPostgres

__all__ = ["APP", "DATABASE", "OWNER", "SUPERUSER", "EmbeddedPostgres"]
