"""Capital letters as a ball pen draws them, and amounts in Indonesian words."""

from __future__ import annotations

from sirekap.simulate.strokes import glyph

LETTERS = {
    letter: glyph(text)
    for letter, text in {
        "A": "0,1 | .5,0 | 1,1 ; .2,.62 | .85,.6",
        "B": "0,0 | 0,1 ; 0,.02 .7,.03 .85,.25 .6,.47 | 0,.5 ; 0,.5 .75,.52 1,.75 .7,.98 0,1",
        "C": "1,.12 .6,0 .15,.2 0,.55 .2,.9 .6,1 1,.88",
        "D": "0,0 | 0,1 ; 0,0 .6,.05 1,.35 .95,.7 .55,.97 0,1",
        "E": "1,0 | 0,0 | 0,1 | 1,1 ; 0,.5 | .8,.48",
        "F": "1,0 | 0,.02 | 0,1 ; 0,.48 | .75,.46",
        "G": "1,.12 .6,0 .15,.2 0,.55 .2,.92 .65,1 1,.85 | 1,.58 | .55,.56",
        "H": "0,0 | 0,1 ; 1,0 | 1,1 ; 0,.5 | 1,.48",
        "I": ".5,0 | .5,1",
        "J": ".85,0 | .85,.7 .7,.95 .35,1 .05,.8 ; .4,0 | 1.1,0",
        "K": "0,0 | 0,1 ; 1,0 | .02,.52 | 1,1",
        "L": "0,0 | 0,1 | 1,1",
        "M": "0,1 | .08,0 | .5,.65 | .92,0 | 1,1",
        "N": "0,1 | 0,0 | 1,1 | 1,0",
        "O": ".5,0 .1,.15 0,.5 .12,.88 .5,1 .9,.86 1,.5 .88,.12 .45,.01",
        "P": "0,0 | 0,1 ; 0,.02 .75,.05 .95,.27 .7,.5 0,.55",
        "Q": ".5,0 .1,.15 0,.5 .12,.88 .5,1 .9,.86 1,.5 .88,.12 .45,.01 ; .6,.7 | 1.05,1.08",
        "R": "0,0 | 0,1 ; 0,.02 .75,.05 .95,.25 .7,.48 | .05,.52 | 1,1",
        "S": ".95,.1 .5,0 .08,.15 .12,.4 .55,.5 .95,.65 .92,.9 .5,1 0,.9",
        "T": "0,0 | 1,.02 ; .5,0 | .48,1",
        "U": "0,0 | .02,.6 .12,.92 .5,1 .88,.9 .98,.6 | 1,0",
        "V": "0,0 | .5,1 | 1,0",
        "W": "0,0 | .25,1 | .5,.3 | .75,1 | 1,0",
        "X": "0,0 | 1,1 ; 1,0 | 0,1",
        "Y": "0,0 | .5,.5 ; 1,0 | .5,.5 | .45,1",
        "Z": "0,0 | 1,0 | 0,1 | 1,1",
        "-": ".1,.52 | .9,.5",
        ".": ".45,.98 | .55,1",
        "/": "1,0 | 0,1",
        "'": ".5,0 | .42,.2",
    }.items()
}
"""The way of the pen for each letter and the few signs place names need."""

NARROW = frozenset("I.'-/1")
"""Signs that take less room than a letter."""

_UNITS = ("NOL", "SATU", "DUA", "TIGA", "EMPAT", "LIMA", "ENAM", "TUJUH", "DELAPAN", "SEMBILAN")


def in_words(number: int) -> str:
    """Return the amount in Indonesian capitals, as the form asks: 141 → SERATUS EMPAT PULUH SATU.

    Holds for 0 to 999,999; ``ValueError`` outside.
    """
    if not 0 <= number < 1_000_000:  # noqa: PLR2004 the bound said above
        message = f"no station counts {number} votes"
        raise ValueError(message)
    return " ".join(_words(number)) or _UNITS[0]


def _words(number: int) -> list[str]:
    thousands, rest = divmod(number, 1000)
    words = _group(thousands, "RIBU", ["SERIBU"])
    hundreds, rest = divmod(rest, 100)
    words += _group(hundreds, "RATUS", ["SERATUS"])
    if rest in (10, 11):
        return [*words, "SEPULUH" if rest == 10 else "SEBELAS"]  # noqa: PLR2004 the number it names
    tens, units = divmod(rest, 10)
    if tens == 1:
        return [*words, _UNITS[units], "BELAS"]
    words += [_UNITS[tens], "PULUH"] if tens else []
    return [*words, _UNITS[units]] if units else words


def _group(count: int, name: str, single: list[str]) -> list[str]:
    if count == 0:
        return []
    return single if count == 1 else [*_words(count), name]
