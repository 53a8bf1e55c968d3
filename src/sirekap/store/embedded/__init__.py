"""PostgreSQL as a child process, for a machine that has no database server."""

from sirekap.store.embedded.server import APP, DATABASE, OWNER, SUPERUSER, EmbeddedPostgres

__all__ = ["APP", "DATABASE", "OWNER", "SUPERUSER", "EmbeddedPostgres"]
