"""``sirekap seats``: votes of electoral districts become seats, and seats people."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sirekap import profiles
from sirekap.cli.exits import Exit
from sirekap.cli.storage import Data, Dsn, on_store
from sirekap.cli.tables import UNREADABLE, table
from sirekap.election.contests import Contest
from sirekap.election.refusal import Refusal
from sirekap.office.certified import Certified, Legislative
from sirekap.texts import say
from sirekap.tiers.outcome.seats import allot, fill, over_threshold
from sirekap.tiers.outcome.tables import candidates_of, national_of, need_seats, seats_of, votes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sirekap.tiers.outcome.seats import Allotment, PartyNumber, PartySeats
    from sirekap.tiers.outcome.tables import Person
    from sirekap.wiring.process import Store
    from sirekap.wiring.settings import Settings

T = TypeVar("T")

Votes = Annotated[
    Path | None,
    typer.Option(help="Votes by district and party: kode_dapil, partai, suara_total; else certified totals."),
]
Districts = Annotated[Path | None, typer.Option(help="Seats by district: kode_dapil, kursi.")]
ContestCode = Annotated[str, typer.Option("--contest", help="Of certified totals: pdpr, pdprdp or pdprdk.")]
National = Annotated[Path | None, typer.Option(help="Votes in the whole country: nomor, suara_total.")]
Candidates = Annotated[
    Path | None, typer.Option(help="Candidates: kode_dapil, partai, no_urut, nama, suara, id_caleg.")
]
Threshold = Annotated[str, typer.Option(help="Share of national votes a party needs: 4%, or none (DPRD).")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a party with seats on stdout.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]


@dataclass(frozen=True, slots=True)
class _Line:
    """A party's seats in a district, with what a person must settle."""

    district: str
    party: PartySeats
    people: Mapping[str, Person]
    allotment: Allotment

    def json(self) -> str:
        found: dict[str, object] = {
            "district": self.district,
            "party": self.party.party,
            "seats": self.party.seats,
            "candidates": [asdict(self.people[each]) for each in self.party.elected],
        }
        if self.allotment.tied:
            found |= {"tie": list(self.allotment.tied), "open_seats": self.allotment.open_seats}
        if self.party.tied:
            found["candidates_level"] = [asdict(self.people[each]) for each in self.party.tied]
        if self.party.unfilled:
            found["unfilled"] = self.party.unfilled
        return json.dumps(found, ensure_ascii=False)

    def text(self, lang: str) -> str:
        names = "; ".join(
            f"{each.name} ({each.votes:,})" for each in map(self.people.get, self.party.elected) if each
        )
        facts = {"party": self.party.party, "district": self.district}
        level = say("seats_level", lang, **facts) if self.party.tied else ""
        empty = say("seats_unfilled", lang, **facts, seats=self.party.unfilled) if self.party.unfilled else ""
        return "  ".join(
            each
            for each in (f"{self.district:<8}{self.party.party:>3}{self.party.seats:>4}", names, level, empty)
            if each
        )

    @property
    def asks(self) -> bool:
        return bool(self.allotment.tied or self.party.tied or self.party.unfilled)


def seats(  # noqa: PLR0913, PLR0917 -- one argument an option of the command
    votes: Votes = None,
    districts: Districts = None,
    national: National = None,
    candidates: Candidates = None,
    threshold: Threshold = "4%",
    as_json_lines: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    contest: ContestCode = Contest.DPR.value,
    data: Data = None,
    dsn: Dsn = None,
    lang: Language = "id",
) -> None:
    """Allot the seats of districts by Sainte-Laguë, and name who takes them."""
    try:
        share = _share(threshold)
        if votes is None or districts is None:
            given = on_store(data, dsn, lang, lambda store, settings: _certified(store, settings, contest))
        else:
            given = _given(votes, districts, national, candidates, lang)
        need_seats(given.votes, given.seats)
    except Refusal as refusal:
        _refuse(say(refusal.code, lang, **refusal.facts))
    _say_what_lacks(given, share, lang, whole_country=bool(national) or votes is None)
    lines = list(_lines(given, over_threshold(given.national, share)))
    for each in lines:
        sys.stdout.write((each.json() if as_json_lines else each.text(lang)) + "\n")
    undecided = {each.district: each.allotment for each in lines if each.allotment.tied}
    for district, allotment in undecided.items():
        level = ", ".join(map(str, allotment.tied))
        typer.echo(
            say("seats_tie", lang, district=district, parties=level, seats=allotment.open_seats), err=True
        )
    unsettled = given.settled < given.expected
    asks = unsettled or any(each.asks for each in lines)
    raise typer.Exit(Exit.NEEDS_PERSON if asks else Exit.DONE)


async def _certified(store: Store, settings: Settings, contest: str) -> Legislative:
    if contest not in set(Contest) or not Contest(contest).by_party:
        raise Refusal("contest_unknown", {"row": contest})
    profile = profiles.load(settings.election)
    return await Certified(store.places, store.projections, profile).legislative(Contest(contest))


def _given(
    votes: Path, districts: Path, national: Path | None, candidates: Path | None, lang: str
) -> Legislative:
    """What files say, in the shape certified totals have; nothing of them is unsettled."""
    counted = _read(votes, votes_of, lang)
    whole = _read(national, national_of, lang) if national else _together(counted.values())
    people = _read(candidates, candidates_of, lang) if candidates else {}
    return Legislative(counted, _read(districts, seats_of, lang), whole, people, 0, 0)


def _say_what_lacks(given: Legislative, share: Fraction | None, lang: str, *, whole_country: bool) -> None:
    missing = len(given.seats.keys() - given.votes.keys())
    if share is not None and missing and not whole_country:
        typer.echo(say("seats_part", lang, missing=missing), err=True)
    if given.settled < given.expected:
        typer.echo(say("seats_unsettled", lang, settled=given.settled, expected=given.expected), err=True)


def _lines(given: Legislative, taking_part: Iterable[PartyNumber]) -> Iterator[_Line]:
    partaking = frozenset(taking_part)
    for district in sorted(given.votes):
        allotment = allot(
            {party: count for party, count in given.votes[district].items() if party in partaking},
            given.seats[district],
        )
        shown = dict.fromkeys(allotment.tied, 0) | dict(allotment.seats)
        for party, won in sorted(shown.items()):
            listed = given.candidates.get((district, party), []) if given.candidates else None
            known = None if listed is None else {str(each.number): each for each in listed}
            counted = None if known is None else {number: each.votes for number, each in known.items()}
            yield _Line(district, fill(party, won, counted), known or {}, allotment)


def _together(votes: Iterable[Mapping[PartyNumber, int]]) -> dict[PartyNumber, int]:
    total: dict[PartyNumber, int] = {}
    for each in votes:
        for party, count in each.items():
            total[party] = total.get(party, 0) + count
    return total


def _share(text: str) -> Fraction | None:
    if text == "none":
        return None
    try:
        share = Fraction(text.removesuffix("%")) / 100 if text.endswith("%") else None
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 <= share < 1:
        raise Refusal("seats_threshold", {"found": text[:20]})
    return share


def _read(path: Path, make: Callable[[Iterable[Mapping[str, str]]], T], lang: str) -> T:
    try:
        return make(table(path))
    except Refusal as refusal:
        _refuse(f"{path}: {say(refusal.code, lang, **refusal.facts)}")
    except UNREADABLE as error:
        _refuse(f"{path}: {say('recap_file', lang, reason=error)}")
    raise AssertionError  # Both ways out have been taken.


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(Exit.REFUSED)
