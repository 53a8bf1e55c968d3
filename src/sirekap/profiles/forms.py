"""A profile's form files made into :class:`~sirekap.election.forms.Form` values.

``forms/<code>.toml`` names the pages shared with other forms (``before``,
``after``; ``together`` puts the last one on the page of the last choices) and what
stands between them: the choices of the contest, which are tickets, candidates, or
parties with their candidates. ``@choices`` in a rule stands for the fields that
together are all valid votes.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sirekap.election.choices import Candidate, DistrictCode
from sirekap.election.contests import Block, Contest
from sirekap.election.forms import Field, FieldName, Form, Group, Witness
from sirekap.election.rules import AllZero, AtMost, Equal, Reserve, Rule, Sum, TakesAll, VoterLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sirekap.election.choices import Party
    from sirekap.profiles.profile import Limits, Profile

Data = dict[str, Any]  # What tomllib gives; it is turned into types here and goes no further.

_SEXES = (("l", "L"), ("p", "P"), ("j", "L+P"))
_ALL_CHOICES = "@choices"


def build_form(profile: Profile, code: str, district: DistrictCode | None) -> Form:
    """The form ``code`` of a profile, for one district where its choices depend on it.

    Pages are numbered in the order of the paper: shared pages before, choices, shared
    pages after.
    """
    contest = profile.contest_of_form(code)
    if contest is not Contest.PRESIDENT and district is None:
        message = f"the choices of {code} depend on the electoral district: name one"
        raise ValueError(message)
    data = _read(profile, code)
    before, after = _read(profile, data["before"]), _read(profile, data["after"])
    choices = _Choices(profile, contest, data["choices"], district)
    opening = [_group(each, page=1) for each in before["group"]]
    middle = choices.groups(first_page=2)
    last_page = max(each.page for group in middle for each in group.fields) + (
        not data.get("together", False)
    )
    closing = [_group(each, page=last_page) for each in after["group"]]
    rules = [
        *(_rule(each, choices.counted, profile.limits) for each in before["rule"]),
        *choices.rules,
        *(_rule(each, choices.counted, profile.limits) for each in after["rule"]),
    ]
    return Form(code, profile.edition, contest, (*opening, *middle, *closing), tuple(rules))


class _Choices:
    """What stands between the shared pages: groups, counted fields, and rules of their own."""

    def __init__(self, profile: Profile, contest: Contest, data: Data, district: DistrictCode | None) -> None:
        self._profile, self._contest, self._data, self._district = profile, contest, data, district
        self._witnesses = _witnesses(data["witnesses"])
        self._total_witnesses = _witnesses(data.get("total_witnesses", ["boxes"]))
        self.counted: tuple[FieldName, ...] = ()
        self.rules: tuple[Rule, ...] = ()

    def groups(self, first_page: int) -> list[Group]:
        """The groups in order; ``counted`` and ``rules`` are known afterwards."""
        makers: dict[str, Callable[[int], list[Group]]] = {
            "tickets": self._tickets,
            "candidates": self._people,
            "parties": self._parties,
        }
        return makers[self._data["kind"]](first_page)

    def _people_of(self, party: Party | None) -> Sequence[Candidate]:
        if self._district is None:
            return ()
        everyone = self._profile.candidates(self._contest, self._district)
        if not everyone and party is not None:
            return self._unnamed(party)
        return [each for each in everyone if each.party == (party.number if party else None)]

    def _unnamed(self, party: Party) -> list[Candidate]:
        """Where no names are known, a place for each seat: as many as a party may nominate (UU 7/2017)."""
        district = self._profile.districts(self._contest).get(DistrictCode(self._district or ""))
        seats = (district.seats if district else None) or 0
        return [Candidate(number, "", "", "", party.number) for number in range(1, seats + 1)]

    def _tickets(self, page: int) -> list[Group]:
        fields = [
            self._field(f"suara_{each.number}", f"{each.number}. {each.names[0]}", page)
            for each in self._profile.tickets
        ]
        return [self._simple_group(fields)]

    def _people(self, page: int) -> list[Group]:
        per_page = self._data["per_page"]
        fields = [
            self._field(f"suara_{each.number}", f"{each.number}. {each.name}", page + place // per_page)
            for place, each in enumerate(self._people_of(None))
        ]
        return [self._simple_group(fields)]

    def _simple_group(self, fields: list[Field]) -> Group:
        self.counted = tuple(each.name for each in fields)
        return Group(self._data["heading"], self._data["label"], tuple(fields))

    def _parties(self, page: int) -> list[Group]:
        groups, rules = [], []
        for offset, party in enumerate(self._profile.parties_of(self._district or DistrictCode(""))):
            number, here = party.number, page + offset
            own = self._field(f"partai_{number}", f"Suara {party.short_name}", here)
            people = [
                self._field(
                    f"partai_{number}_caleg_{each.number}", f"{each.number}. {each.name}".strip(), here
                )
                for each in self._people_of(party)
            ]
            total = replace(
                self._field(f"partai_{number}_total", f"Jumlah suara {party.short_name} dan calon", here),
                witnesses=self._total_witnesses,
            )
            groups.append(Group(f"{self._data['heading']}.{number}", party.name, (own, *people, total)))
            parts = (own.name, *(each.name for each in people))
            rules.append(Sum(self._data["rule"]["code"], parts, total.name))
            self.counted = (*self.counted, total.name)
        self.rules = tuple(rules)
        return groups

    def _field(self, name: str, label: str, page: int) -> Field:
        return Field(FieldName(name), label, Block.VOTES, page, witnesses=self._witnesses)


def _witnesses(names: Sequence[str]) -> tuple[Witness, ...]:
    return tuple(Witness(each) for each in names)


def _read(profile: Profile, name: str) -> Data:
    return tomllib.loads((profile.folder / "forms" / f"{name}.toml").read_text(encoding="utf-8"))


def _group(data: Data, page: int) -> Group:
    block = Block(data["block"])
    fields: list[Field] = []
    for each in data["fields"]:
        witnesses = _witnesses(each.get("witnesses", ("boxes",)))
        field = Field(FieldName(each["name"]), each["label"], block, page, witnesses=witnesses)
        fields.extend(_by_sex(field) if each.get("sexes") else (field,))
    return Group(data["heading"], data["label"], tuple(fields))


def _by_sex(field: Field) -> list[Field]:
    return [
        replace(field, name=FieldName(f"{field.name}_{letter}"), label=f"{field.label} · {word}")
        for letter, word in _SEXES
    ]


def _rule(data: Data, choices: tuple[FieldName, ...], limits: Limits) -> Rule:
    """One ``[[rule]]`` of a form file; the key beside its code tells its shape."""
    code = data["code"]

    def one(key: str) -> FieldName:
        return FieldName(data[key])

    def names(key: str) -> tuple[FieldName, ...]:
        spread = [choices if each == _ALL_CHOICES else (FieldName(each),) for each in data[key]]
        return tuple(name for group in spread for name in group)

    shapes: dict[str, Callable[[], Rule]] = {
        "sum": lambda: Sum(code, names("sum"), one("total")),
        "equal": lambda: Equal(code, *names("equal")),
        "at_most": lambda: AtMost(code, *names("at_most")),
        "reserve": lambda: Reserve(
            code,
            data["near_code"],
            one("reserve"),
            one("voters"),
            limits.reserve_percent,
            limits.reserve_tolerance,
        ),
        "voter_limit": lambda: VoterLimit(code, one("voter_limit")),
        "all_zero": lambda: AllZero(code, names("all_zero")),
        "takes_all": lambda: TakesAll(code, names("takes_all")),
    }
    (shape,) = shapes.keys() & data.keys()
    return shapes[shape]()
