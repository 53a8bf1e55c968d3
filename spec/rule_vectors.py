"""Vectors of the rules: forms as phones are given them, numbers, and everything that is found of them.

Numbers stand in the order of the form's fields, ``null`` for a field without one; findings name
fields by their place in that order. A few cases are made by hand, the others by a seed.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from sirekap.api.forms import form_told
from sirekap.election.choices import DistrictCode
from sirekap.election.forms import FieldName
from sirekap.election.records.returned import LARGEST_COUNT
from sirekap.election.rules import Circumstances, Finding, Sum, TakesAll, evaluate
from sirekap.profiles import load
from sirekap.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sirekap.election.forms import Form

Case = dict[str, Any]
Numbers = dict[FieldName, int | None]
Counts = defaultdict[str, int]

PROFILE = load()
FORMS = (
    ("ppwp", "C.HASIL-PPWP", None, 180),
    ("pdpr", "C.HASIL-DPR", "3506", 24),
    ("pdpd", "C.HASIL-DPD", "35", 40),
    ("pdprdp", "C.HASIL-DPRD-PROV", "110001", 12),
    ("pdprdk", "C.HASIL-DPRD-KABKO", "350401", 10),
)
"""A form of every contest, the district, and how many cases are drawn; DPRD of Aceh has local parties."""

_VOTERS = ("pengguna_dpt", "pengguna_dptb", "pengguna_non_dpt")
_VALID = FieldName("suara_sah")

REGULAR = Circumstances(voter_limit=PROFILE.limits.voters)
ABROAD = Circumstances(irregular=True)


def rule_vectors() -> dict[str, str]:
    """The text of each file: one line a case, for these are many."""
    return {f"rules-{name}": _text(*_form(code, district), cases) for name, code, district, cases in FORMS}


def _form(code: str, district: str | None) -> tuple[Form, Case]:
    form = PROFILE.form(code, DistrictCode(district) if district else None)
    return form, msgspec.to_builtins(form_told(form, district, PROFILE.limits.voters))


def _text(form: Form, told: Case, count: int) -> str:
    cases = list(_cases(form, random.Random(form.code), count))  # noqa: S311 -- a seed repeats it
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in cases)
    form_line = json.dumps(told, separators=(",", ":"), ensure_ascii=True)
    sentences = ",\n".join(json.dumps(each, ensure_ascii=True) for each in _sentences(cases))
    about = "Numbers by the order of the form's fields; findings name fields by their place in it."
    return (
        f'{{\n"about": {json.dumps(about)},\n"form": {form_line},\n"cases": [\n{lines}\n],\n'
        f'"sentences": [\n{sentences}\n]\n}}\n'
    )


def _cases(form: Form, draw: random.Random, count: int) -> Iterator[Case]:
    names = [each.name for each in form.fields()]
    yield _case(form, "nothing entered", dict.fromkeys(names), REGULAR)
    yield _case(form, "nothing but noughts", dict.fromkeys(names, 0), REGULAR)
    yield _case(form, "the largest everywhere", dict.fromkeys(names, LARGEST_COUNT), REGULAR)
    right = _right(form, draw)
    yield _case(form, "all agrees", right, REGULAR)
    yield _case(form, "all agrees, abroad", right, ABROAD)
    (choices,) = [rule.choices for rule in form.rules if isinstance(rule, TakesAll)]
    alone = dict.fromkeys(choices, 0) | {choices[0]: right[_VALID]}
    yield _case(form, "one choice has every vote", right | alone, REGULAR)
    for number in range(count):
        numbers = dict(_right(form, draw))
        for name in draw.sample(names, draw.choice((1, 1, 1, 2, 3))):
            numbers[name] = draw.choice(
                (None, 0, 1, 300, 301, (numbers[name] or 0) + 1, draw.randrange(LARGEST_COUNT + 1))
            )
        about = ABROAD if draw.random() < 0.2 else REGULAR  # noqa: PLR2004 -- one in five
        yield _case(form, f"drawn {number}", numbers, about)


def _right(form: Form, draw: random.Random) -> Numbers:
    """Numbers that agree in everything."""
    numbers: Counts = defaultdict(int)
    for sex in "lp":
        numbers[f"pemilih_dpt_{sex}"] = draw.randrange(60, 149)
        numbers[f"pengguna_dpt_{sex}"] = numbers[f"pemilih_dpt_{sex}"] * draw.randrange(60, 90) // 100
        numbers[f"pengguna_dptb_{sex}"], numbers[f"pengguna_non_dpt_{sex}"] = (
            draw.randrange(3),
            draw.randrange(2),
        )
        numbers[f"disabilitas_{sex}"] = draw.randrange(3)
        numbers[f"pengguna_total_{sex}"] = sum(numbers[f"{kind}_{sex}"] for kind in _VOTERS)
    for kind in ("pemilih_dpt", *_VOTERS, "pengguna_total", "disabilitas"):
        numbers[f"{kind}_j"] = numbers[f"{kind}_l"] + numbers[f"{kind}_p"]
    listed, came = numbers["pemilih_dpt_j"], numbers["pengguna_total_j"]
    numbers["surat_suara_diterima"] = listed - -listed // 50  # Two percent, rounded up.
    numbers["surat_suara_digunakan"], numbers["surat_suara_dikembalikan"] = came, draw.randrange(3)
    left = numbers["surat_suara_diterima"] - came - numbers["surat_suara_dikembalikan"]
    numbers["surat_suara_tidak_digunakan"] = left
    numbers["suara_total"], numbers["suara_tidak_sah"] = came, draw.randrange(9)
    numbers["suara_sah"] = came - numbers["suara_tidak_sah"]
    _cast(form, draw, numbers)
    return {each.name: numbers[each.name] for each in form.fields()}


def _cast(form: Form, draw: random.Random, numbers: Counts) -> None:
    """Cast the valid votes on the choices, a party's on itself and its candidates."""
    sums = {rule.total: rule.parts for rule in form.rules if isinstance(rule, Sum)}
    for _ in range(numbers["suara_sah"]):
        choice = draw.choice(sums[_VALID])
        numbers[choice] += 1
        if choice in sums:
            numbers[draw.choice(sums[choice])] += 1


def _case(form: Form, name: str, numbers: Numbers, about: Circumstances) -> Case:
    places = {each.name: place for place, each in enumerate(form.fields())}
    return {
        "name": name,
        "numbers": [numbers[each] for each in places],
        "voter_limit": about.voter_limit,
        "irregular": about.irregular,
        "findings": [_finding(each, places) for each in evaluate(form.rules, numbers, about)],
    }


def _finding(found: Finding, places: dict[FieldName, int]) -> Case:
    return {
        "code": found.code,
        "fields": [places[name] for name in found.fields],
        "facts": dict(found.facts),
    }


def _sentences(cases: list[Case]) -> Iterator[Case]:
    """Each code that was found, the first time, in its words."""
    seen = set[str]()
    for each in cases:
        for found in each["findings"]:
            code, facts = found["code"], found["facts"]
            if code not in seen:
                seen.add(code)
                said = {language: say(code, language, **facts) for language in LANGUAGES}
                yield {"code": code, "facts": facts, **said}
