"""Search by name without a server: small files by the first letters of every word of a place's name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sirekap.election.canonical import encode
from sirekap.election.regions import NATION, Level, level_of
from sirekap.publication.pages.speech import title_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.canonical import Json
    from sirekap.election.regions import RegionCode
    from sirekap.publication.country import Country
    from sirekap.publication.pages.site import File

LETTERS = 3
"""How many letters name a file; a shorter word is filled with underscores."""


def index_files(country: Country) -> Iterator[File]:
    """``cari/{abc}.json``: every region that has a word beginning so, as ``[code, name, where]``.

    Larger regions come first. Written once: names do not change in a night.
    """
    found: dict[str, list[tuple[int, RegionCode]]] = {}
    for code in _regions(country):
        for key in {key_of(word) for word in words(country.name(code))}:
            found.setdefault(key, []).append((int(level_of(code)), code))
    for key, regions in sorted(found.items()):
        listed: list[Json] = [_entry(country, code) for _, code in sorted(regions)]
        yield f"cari/{key}.json", encode(listed)


def words(name: str) -> list[str]:
    """The words of a name in plain small letters and figures, as the search script makes them too."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(
        each if each.isascii() and each.isalnum() else " "
        for each in plain
        if not unicodedata.combining(each)
    ).split()


def key_of(word: str) -> str:
    """The file in which a word is found."""
    return word[:LETTERS].ljust(LETTERS, "_")


def _regions(country: Country) -> Iterator[RegionCode]:
    for code in country.below.get(NATION, ()):
        yield from _inside(country, code)


def _inside(country: Country, code: RegionCode) -> Iterator[RegionCode]:
    yield code
    for child in country.below.get(code, ()):
        yield from _inside(country, child)


def _entry(country: Country, code: RegionCode) -> Json:
    level = level_of(code)
    above = [
        code[:length]
        for length, each in ((6, Level.SUBDISTRICT), (4, Level.REGENCY), (2, Level.PROVINCE))
        if each < level
    ]
    where = ", ".join(title_case(country.names[each]) for each in above if each in country.names)  # type: ignore[index]
    return [code, title_case(country.name(code)), where]
