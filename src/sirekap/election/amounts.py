"""Amounts in words, as officers write them on the form in capitals (PKPU 25/2023)."""

from __future__ import annotations

_UNITS = ("NOL", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN")
_BEYOND = 1_000_000_000
_TEN, _ELEVEN = 10, 11


def spell(number: int) -> str:
    """The amount in Indonesian capitals; ``ValueError`` outside 0 to 999,999,999.

    >>> spell(141), spell(0), spell(11), spell(1250)
    ('SERATUS EMPAT PULUH SATU', 'NOL', 'SEBELAS', 'SERIBU DUA RATUS LIMA PULUH')
    """
    if not 0 <= number < _BEYOND:
        message = f"{number} is not an amount a form has words for (0 to 999,999,999)"
        raise ValueError(message)
    return " ".join(_words(number)) or _UNITS[0]


def _words(number: int) -> list[str]:
    millions, rest = divmod(number, 1_000_000)
    thousands, rest = divmod(rest, 1000)
    words = [*_words(millions), "JUTA"] if millions else []
    words += _group(thousands, "RIBU", "SERIBU")
    hundreds, rest = divmod(rest, 100)
    words += _group(hundreds, "RATUS", "SERATUS")
    if rest in {_TEN, _ELEVEN}:
        return [*words, "SEPULUH" if rest == _TEN else "SEBELAS"]
    tens, units = divmod(rest, 10)
    if tens == 1:
        return [*words, _UNITS[units], "BELAS"]
    words += [_UNITS[tens], "PULUH"] if tens else []
    return [*words, _UNITS[units]] if units else words


def _group(count: int, name: str, single: str) -> list[str]:
    if count == 0:
        return []
    return [single] if count == 1 else [*_words(count), name]
