"""The data dictionary: every table and column with its meaning, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.publication.export.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sirekap.election.canonical import Json
    from sirekap.election.contests import Contest
    from sirekap.profiles import Profile
    from sirekap.publication.export.columns import Column, Table

VERSION = 1
PATH = "v1/export/dictionary.json"


def dictionary(profile: Profile, contests: Iterable[Contest]) -> bytes:
    """The dictionary of some contests, canonical JSON."""
    told: dict[str, Json] = {
        contest.value: {
            "name": profile.entry(contest).name,
            "tables": [_table(table) for table in tables_of(profile, contest)],
        }
        for contest in contests
    }
    return encode({"v": VERSION, "election": profile.id, "contests": told})


def _table(table: Table) -> Json:
    return {
        "name": table.name,
        "key": [*table.key],
        "by_province": table.by_province,
        "text": {"id": table.id, "en": table.en},
        "columns": [_column(each) for each in table.columns],
    }


def _column(column: Column) -> Json:
    return {
        "name": column.name,
        "type": column.kind.value,
        "unit": column.unit or None,
        "text": {"id": column.id, "en": column.en},
    }


def described(profile: Profile, contest: Contest, *, but: Contest | None = None) -> Iterator[str]:
    """The tables of a contest as lines of Markdown; of those that ``but`` has just so, nothing."""
    known = () if but is None else tables_of(profile, but)
    for table in tables_of(profile, contest):
        if table in known:
            continue
        yield from (
            f"### `{table.name}` of `{contest}`",
            "",
            f"{_begun(table.en)}. {_begun(table.id)}.",
        )
        yield from (f"Key: {', '.join(f'`{name}`' for name in table.key)}.", "")
        yield from ("| column | type | unit | meaning | arti |", "|---|---|---|---|---|")
        for each in table.columns:
            yield f"| `{each.name}` | {each.kind} | {each.unit} | {each.en} | {each.id} |"
        yield ""


def _begun(words: str) -> str:
    """Words as a sentence begins."""
    return words[:1].upper() + words[1:]
