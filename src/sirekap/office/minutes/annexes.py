"""The appendix of minutes: every correction, event, finding and objection, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sirekap.election.records import Decision, Ruling, SpecialEvents, StationSituation, WitnessCopy
from sirekap.office.hold_plenary import signing_code
from sirekap.sheet.minutes.book import Annex, Changed, thousands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sirekap.election.forms import Form
    from sirekap.election.identity import RecordId, SaltedHash
    from sirekap.election.records import Acknowledgement
    from sirekap.office.minutes.saying import Saying
    from sirekap.tiers.minuted import Correction, Dispute, Event, Remark, Sent
    from sirekap.tiers.minutes import Minutes, Taken

Written: TypeAlias = "Mapping[RecordId, tuple[Acknowledgement, ...]]"
"""What officers wrote about findings, by the return they sent."""


def words_of(minutes: Minutes, acknowledged: Written) -> Iterator[SaltedHash | None]:
    """Every hash whose words the minutes tell."""
    if minutes.certificate is not None:
        for one in minutes.certificate.present:
            yield from (one.person, one.words)
    for made in minutes.corrections:
        yield from (made.act.words, made.act.objector, made.act.order)
    for event in minutes.events:
        yield event.act.words
        yield event.act.order
        yield event.act.witness if isinstance(event.act, Decision) else None
    for written in acknowledged.values():
        yield from (one.reason for one in written)
    for each in minutes.disputes:
        yield from (each.objection.person, each.objection.words)
        yield each.answer.words if each.answer else None
    for sent in minutes.sent_back:
        yield from (sent.act.order, sent.act.words)


def annexes_of(minutes: Minutes, acknowledged: Written, saying: Saying) -> tuple[Annex, ...]:
    """All lists of the appendix, those without a line too, so that "none" is said."""
    form = minutes.parts[0].ballot.form
    lists = [corrections(minutes.corrections, form, saying)]
    if minutes.taken:
        lists = [taken(minutes.taken, saying), *lists, sent_back(minutes.sent_back, saying)]
    else:
        lists += [events(minutes.events, saying), remarks(minutes.remarks, acknowledged, saying)]
        lists += [sent_back(minutes.sent_back, saying)] if minutes.sent_back else []
    return (*lists, disputes(minutes.disputes, form, saying))


def corrections(made: Sequence[Correction], form: Form, saying: Saying) -> Annex:
    """Every figure that was changed: the old one struck out, the new one, why, and who asked."""
    rows = [
        (
            saying.station(one.act.station),
            saying.field(form, change.field),
            Changed(thousands(change.old), thousands(change.new)),
            saying.say(f"reason.{change.reason}"),
            _with_order(one.act, saying),
            saying.words(one.act.objector),
            saying.time(one.act.at),
        )
        for one in made
        for change in one.act.changes
    ]
    heads = ("station", "field", "change", "reason", "explanation", "objector", "when")
    return _annex("corrections", heads, (16, 21, 10, 15, 27, 12, 15), rows, saying)


def events(noted: Sequence[Event], saying: Saying) -> Annex:
    """What else was noted of a station."""
    rows = [
        (
            saying.station(one.act.station),
            _event(one, saying),
            _with_order(one.act, saying),
            saying.time(one.act.at),
        )
        for one in noted
    ]
    return _annex("events", ("station", "event", "explanation", "when"), (16, 40, 45, 15), rows, saying)


def remarks(found: Sequence[Remark], acknowledged: Written, saying: Saying) -> Annex:
    """Every contradiction and warning about the figures, with what the officers wrote about it."""
    rows = [
        (
            saying.station(one.station),
            one.finding.code,
            saying.finding(one.finding.code, one.finding.facts),
            "; ".join(
                dict.fromkeys(
                    saying.words(written.reason)
                    for head in one.heads
                    for written in acknowledged.get(head, ())
                    if written.code == one.finding.code and written.reason is not None
                )
            )
            or saying.say("unexplained"),
        )
        for one in found
    ]
    return _annex("remarks", ("station", "code", "finding", "explanation"), (16, 6, 50, 40), rows, saying)


def disputes(raised: Sequence[Dispute], form: Form, saying: Saying) -> Annex:
    """Every objection, and what became of it."""
    rows = []
    for one in raised:
        about = "" if one.objection.station is None else saying.station(one.objection.station)
        if one.objection.field is not None:
            about = f"{about}, {saying.field(form, one.objection.field)}".removeprefix(", ")
        outcome = saying.say(f"outcome.{one.answer.outcome if one.answer else 'open'}")
        by = f"{saying.say(f'objector.{one.objection.role}')} {saying.person(one.objection.person)}".strip()
        rows.append(
            (
                saying.time(one.objection.at),
                by,
                about or saying.say("whole"),
                saying.words(one.objection.words),
                outcome,
                saying.words(one.answer.words if one.answer else None),
            )
        )
    heads = ("when", "by", "about", "objection", "outcome", "explanation")
    return _annex("disputes", heads, (15, 14, 22, 30, 12, 28), rows, saying)


def taken(below: Sequence[Taken], saying: Saying) -> Annex:
    """The certificates of the tier below that these minutes stand on."""
    rows = [
        (
            f"{saying.name(one.region)} ({one.region})",
            str(one.version),
            saying.say("not_standing") if one.content is None else signing_code(one.content),
            "" if one.content is None else one.content,
            "" if one.at is None else saying.time(one.at),
        )
        for one in below
    ]
    return _annex(
        "taken", ("region", "version", "code", "content", "certified"), (24, 6, 12, 56, 16), rows, saying
    )


def sent_back(acts: Sequence[Sent], saying: Saying) -> Annex:
    """Certificates that had to be made again, and by whose order."""
    rows = [
        (
            saying.time(one.act.at),
            saying.name(one.act.region),
            saying.say(f"authority.{one.act.authority}"),
            saying.words(one.act.order),
            saying.words(one.act.words),
            ", ".join(saying.station(each) for each in one.act.stations),
        )
        for one in acts
    ]
    heads = ("when", "region", "authority", "order", "explanation", "stations")
    return _annex("sent_back", heads, (15, 16, 14, 16, 28, 28), rows, saying)


def _with_order(act: Decision | StationSituation, saying: Saying) -> str:
    told = saying.words(act.words)
    return told if act.order is None else f"{told} ({saying.say('by_order')} {saying.words(act.order)})"


def _event(event: Event, saying: Saying) -> str:
    """What happened at a station, as sentences."""
    act = event.act
    if isinstance(act, StationSituation):
        return saying.say(f"situation.{act.situation}")
    told = [saying.say("entered")] if act.ruling is Ruling.ENTER else []
    if act.witness_copy is WitnessCopy.DIFFERS:
        told.append(saying.say("copy_differs", witness=saying.words(act.witness)))
    if act.special_events is not SpecialEvents.NONE:
        told.append(saying.say(f"special_events.{act.special_events}"))
    return " ".join(told)


def _annex(
    name: str,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Sequence[tuple[str | Changed, ...]],
    saying: Saying,
) -> Annex:
    return Annex(
        saying.say(f"annex.{name}"),
        tuple(saying.say(f"head.{each}") for each in heads),
        widths,
        tuple(rows),
        saying.say("none"),
    )
