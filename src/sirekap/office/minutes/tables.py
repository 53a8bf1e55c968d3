"""The tables of minutes: every line of the form by every station, or by every region below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.amounts import spell
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.regions import RegionCode, StationCode, number_of
from sirekap.election.rules import TakesAll
from sirekap.office.minutes.saying import tier_of
from sirekap.sheet.minutes.book import Column, Group, Kind, Line, Outcome, Table
from sirekap.tiers.ladder import settles_stations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sirekap.election.choices import Ticket
    from sirekap.election.forms import Field, Form
    from sirekap.office.minutes.saying import Saying
    from sirekap.tiers.ledger import Thread
    from sirekap.tiers.minutes import Column as Figures
    from sirekap.tiers.minutes import Minutes, Part

_TOTALS = (FieldName("suara_sah"), FieldName("suara_tidak_sah"), FieldName("suara_total"))
_SUMS = ("suara_sah", "suara_total")


def choices_of(form: Form) -> tuple[FieldName, ...]:
    """The fields that together are all valid votes."""
    return next((rule.choices for rule in form.rules if isinstance(rule, TakesAll)), ())


def lines_of(form: Form) -> tuple[Line, ...]:
    """The form's lines in the order of the paper, each group a block under its head."""
    adds = set(choices_of(form))
    lines: list[Line] = []
    for block, group in enumerate(form.groups):
        lines.append(Line(f"{group.heading}  {group.label}", Kind.HEAD, block=block))
        lines += [Line(each.label, _kind(each), each.name, each.name in adds, block) for each in group.fields]
    return tuple(lines)


def _kind(field: Field) -> Kind:
    sums = field.name in _SUMS or field.name.endswith(("_total", "_total_j"))
    return Kind.SUM if sums else Kind.FIGURE


def tables_of(minutes: Minutes, threads: Mapping[StationCode, Thread], saying: Saying) -> Iterator[Table]:
    """For each ballot: the regions below and their sum, then what each of them is the sum of."""
    through_stations = settles_stations(minutes.region)
    for part in minutes.parts:
        lines = lines_of(part.ballot.form)
        about = "" if part.ballot.district is None else f" · {part.ballot.district.name}"
        columns = tuple(Column(saying.name(_region(each)), each.figures) for each in part.columns)
        total = Column(saying.say("total"), part.total)
        kind = saying.say(f"below_{tier_of(minutes.region)}")
        yield Table(saying.say("table") + about, lines, (Group(kind, columns, total),))
        detail = tuple(_detail(each, threads, saying) for each in part.columns if each.below)
        if detail:
            title = saying.say("table_stations" if through_stations else "table_overseas")
            yield Table(title + about, lines, detail)


def copy_table(form: Form, figures: Mapping[FieldName, int | None], saying: Saying) -> Table:
    """One station's figures, each with its words."""
    column = Column(saying.say("figure"), figures)
    return Table(saying.say("table_copy"), lines_of(form), (Group("", (column,)),), spelled=True)


def outcomes_of(part: Part, tickets: Sequence[Ticket]) -> tuple[Outcome, ...]:
    """What each choice has in the whole region, then valid, invalid and all votes."""
    form = part.ballot.form
    choices = choices_of(form)
    labels: dict[str, str] = {each.name: each.label for each in form.fields()}
    if form.contest is Contest.PRESIDENT:
        labels |= {f"suara_{each.number}": f"{each.number}. {' · '.join(each.names)}" for each in tickets}
    by_party = form.contest.by_party
    if by_party:
        labels |= {
            name: f"{name.split('_')[1]}. {group.label}"
            for group in form.groups
            for name in choices
            if any(each.name == name for each in group.fields)
        }
    names = [*choices, *_TOTALS]
    return tuple(
        Outcome(
            labels.get(name, name),
            part.total.get(name, 0),
            "" if by_party else spell(part.total.get(name, 0)).capitalize(),
            sums=name not in choices,
        )
        for name in names
    )


def _detail(column: Figures, threads: Mapping[StationCode, Thread], saying: Saying) -> Group:
    name = saying.name(_region(column))
    columns = tuple(_below(each, threads, saying) for each in column.below)
    return Group(name, columns, Column(saying.say("sum_of", name=name), column.figures))


def _below(column: Figures, threads: Mapping[StationCode, Thread], saying: Saying) -> Column:
    code = StationCode(column.code)
    if code not in threads:
        return Column(saying.name(_region(column)), column.figures)
    state = threads[code].standing.votes.state
    note = "" if state.settled else saying.say(f"state.{state}")
    return Column(f"TPS {number_of(code):03}", column.figures, note)


def _region(column: Figures) -> RegionCode:
    return RegionCode(column.code)
