"""What the database itself refuses, whoever asks."""

from __future__ import annotations

import asyncpg
import pytest

from sirekap.store.postgres.queries import SQL, parse

APPEND_ONLY = {
    "record": "station",
    "device": "station",
    "revocation": "reason",
    "leaf": "position",
    "checkpoint": "note",
    "journal": "kind",
}
"""Each with a column."""
CHANGES = ("UPDATE {} SET {} = DEFAULT", "DELETE FROM {}", "TRUNCATE {}")


async def attempt(dsn, statement):
    """Run a statement; the error's name and the first words of its text."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        return type(error).__name__, str(error)
    finally:
        await connection.close()
    return "done", ""


def changing(change, table):
    """A statement that would change a table."""
    return change.format(table, APPEND_ONLY[table])


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", CHANGES)
async def test_changes_are_refused_by_grant(database, table, change):
    """The role the program runs as has no right to change or remove a row."""
    name, text = await attempt(database.app, changing(change, table))

    assert (name, text) == ("InsufficientPrivilegeError", f"permission denied for table {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["owner", "superuser"])
async def test_changes_are_refused_by_trigger(database, table, change, role):
    """The owner and a superuser, who have the right, meet the trigger, even as a replica does."""
    statement = changing(change, table)
    if role == "superuser":
        statement = f"SET session_replication_role = replica; {statement}"

    name, text = await attempt(getattr(database, role), statement)

    assert name == "RestrictViolationError"
    assert text.startswith(f"{table} is append-only: {change.split()[0]} is refused")


async def test_the_program_cannot_take_the_guards_away(database):
    """It owns nothing: no trigger, no table, no function."""
    for statement in (
        "ALTER TABLE record DISABLE TRIGGER record_append_only",
        "DROP TRIGGER record_append_only ON record",
        "DROP TABLE record",
        "ALTER FUNCTION refuse_change() RENAME TO allow_change",
        "SET ROLE sirekap",
        "SET session_replication_role = replica",
    ):
        assert (await attempt(database.app, statement))[0] == "InsufficientPrivilegeError", statement


async def test_a_record_comes_in_only_through_the_function(database):
    """Rows put past the numbering are refused."""
    statement = "INSERT INTO record SELECT * FROM record"

    assert (await attempt(database.app, statement))[0] == "InsufficientPrivilegeError"


async def test_every_query_is_understood(database):
    """The program's role may run each statement of ``queries.sql`` on a migrated database."""
    connection = await asyncpg.connect(database.app)
    try:
        for name, statement in SQL.items():
            prepared = await connection.prepare(statement)
            assert prepared.get_attributes() or name in {
                "enrol",
                "keep_words",
                "withdraw_words",
                "give_back_work",
                "type_work",
                "clear_work",
                "revoke",
                "put_figures",
                "put_totals",
                "reset_cursor",
                "expire_older",
                "open_upload",
                "settle_upload",
                "park_lost",
                "job_done",
                "job_back",
                "put_look",
                "clear_projections",
                "be_patient",
                "setup_changed",
                "publish_anew",
                "tell_words",
                "untell_words",
                "issue_link",
                "begin_session",
                "touch_session",
                "count_try",
                "clear_tries",
            }
    finally:
        await connection.close()


def test_queries_are_read_by_name():
    """A name, a sentence, a statement; the sentence is not sent."""
    text = (
        "-- About the file.\n\n-- name: one\n-- Says one.\nSELECT 1;\n\n"
        "-- name: two\n-- Says\n-- two.\nSELECT\n2;\n"
    )

    assert parse(text) == {"one": "SELECT 1", "two": "SELECT\n2"}


@pytest.mark.parametrize(
    "text",
    ["-- name: one\nSELECT 1;\n", "-- name: one\n-- A.\nSELECT 1;\n-- name: one\n-- B.\nSELECT 2;\n"],
    ids=["no-sentence", "name-twice"],
)
def test_a_query_without_sentence_or_with_a_taken_name_is_a_fault(text):
    """The file is refused when it is read."""
    with pytest.raises(ValueError, match="a statement has no sentence, or two have one name"):
        parse(text)
