"""Our own documents: what a village's tells of a small night, what it does not, and its bounds."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

from tests.publication.conftest import COUNTRY, FEWER, RULES, SILENT, VOTES, folded
from tests.tiers.acts import CONTEST, ELECTION, FIRST, NIGHT, SECOND, SOMEBODY, decided, filed, key_of

from sirekap.election.canonical import decode
from sirekap.election.identity import Phase as ElectionPhase
from sirekap.election.identity import PhotoHash, record_id
from sirekap.election.records import (
    FieldRead,
    PhotosRead,
    PlacedPhoto,
    Resemblance,
    Ruling,
    Status,
    print_record,
)
from sirekap.publication.own import records, region
from sirekap.publication.own.told import PublicPhoto, Told
from sirekap.publication.own.village import (
    MOST_CLAIMS,
    Village,
    joined,
    path_of,
    pieces_of,
    village,
    without,
)
from sirekap.tiers.claims import Arrival
from sirekap.tiers.outcome.change import Margin
from sirekap.tiers.plenaries import Phase, PlenaryStanding
from sirekap.tiers.tally import Tally

HERE = "3404062001"
WRONG = VOTES | {"suara_sah": 191}


def document(*arrivals, **told):
    """The bytes of the village after these records."""
    threads = {station: each for (station, _), each in folded(*arrivals).threads.items()}
    return village(COUNTRY, Told(RULES, **told), Village(ELECTION, CONTEST, HERE), threads)


def first(*arrivals, **told):
    """What the document tells of the village's first station."""
    return json.loads(document(*arrivals, **told))["stations"][0]


def read(of, values, findings=()):
    """The machine is sure of these values on the photos of a return."""
    fields = tuple(
        FieldRead(name, count, 999_999, Status.ACCEPTED, 2, ()) for name, count in sorted(values.items())
    )
    return _arrived(
        PhotosRead(
            election=ELECTION,
            phase=ElectionPhase.REAL,
            at=NIGHT + timedelta(hours=1),
            signer=key_of("reader"),
            station=FIRST,
            contest=CONTEST,
            of=of.id,
            reader="e" * 64,
            photos=(),
            fields=fields,
            findings=tuple(findings),
        )
    )


def alike():
    """A photo of the first station is one of another's."""
    photos = (
        PlacedPhoto(FIRST, CONTEST, 2, PhotoHash("a" * 64)),
        PlacedPhoto(SECOND, CONTEST, 2, PhotoHash("b" * 64)),
    )
    return _arrived(
        Resemblance(
            election=ELECTION,
            phase=ElectionPhase.REAL,
            at=NIGHT,
            signer=key_of("reader"),
            photos=photos,
            distance=3,
        )
    )


def _arrived(record):
    return Arrival(record_id(print_record(record)), record)


def test_every_station_of_the_village_is_told():
    """Also the silent one, as absent, with the votes it may yet bring."""
    told = json.loads(document(filed(VOTES)))
    assert [each["station"] for each in told["stations"]] == [FIRST, SILENT]
    assert told["stations"][1]["votes"]["state"] == "absent"
    assert told["stations"][1]["open_votes"] == 306
    assert told["counts"] == {"expected": 2, "received": 1, "counted": 1, "pending": 1}
    assert told["votes"]["suara_1"] == 91


def test_states_are_said_in_both_languages():
    """A block's state stands as a code and in words."""
    block = first(filed(VOTES), filed(VOTES, device="b"))["votes"]
    assert block["state"] == "agreed"
    assert block["text"]["en"] == "agreed"
    assert block["figures"]["suara_1"] == 91


def test_a_claim_that_says_what_counts_is_not_told_twice():
    """Two devices differ: what each says stands at its claim; where they agree it stands once."""
    agreed = first(filed(VOTES), filed(VOTES, device="b"))["claims"]["last"]
    assert [each["votes"] for each in agreed] == [None, None]
    differing = first(filed(VOTES), filed(FEWER, device="b", minute=1))
    assert [each["votes"]["suara_1"] for each in differing["claims"]["last"]] == [91, 10]
    assert differing["votes"]["state"] == "differing"


def test_the_machine_is_told_where_it_reads_otherwise():
    """Of a reading: how many fields it is sure of, how many agree, and which do not."""
    entered = filed(VOTES)
    reading = first(entered, read(entered, {"suara_1": 91, "suara_2": 57}))["readings"]["last"][0]
    assert (reading["sure"], reading["of"]) == (2, entered.id)
    assert reading["otherwise"] == {"suara_1": 91, "suara_2": 57}  # Nothing counts while they differ.
    agreeing = first(entered, read(entered, VOTES))["readings"]["last"][0]
    assert (agreeing["agrees"], agreeing["otherwise"]) == (6, {})


def test_findings_are_said_in_words():
    """A broken sum has its facts and a sentence; one seen on the paper a sentence without numbers."""
    entered = filed(WRONG)
    found = first(entered, read(entered, {}, ["R151"]), alike())["findings"]
    by_code = {each["code"]: each for each in found}
    assert by_code["R131"]["facts"] == {"added": 190, "written": 191, "difference": 1}
    assert by_code["R131"]["text"]["en"].startswith("All choices add up to 190, but 191")
    assert by_code["R151"]["text"]["en"] == "The amount in words is not the number in the boxes."
    assert by_code["R402"]["facts"] == {"station": SECOND}


def test_a_missing_ticket_is_named():
    """R411 says how many of the tickets are there, and which one is not."""
    found = first(filed({"suara_1": 4, "suara_2": 5}))["findings"]
    assert [(each["code"], each["fields"], each["facts"]) for each in found] == [
        ("R411", ["suara_3"], {"given": 2, "all": 3})
    ]


def test_a_correction_has_its_old_figure_and_its_reason():
    """The act, what changed, why, and the words behind the hash; no person."""
    entered = filed(VOTES)
    corrected = decided(VOTES | {"suara_1": 90}, ruling=Ruling.CORRECT, basis=[entered])
    told = first(entered, corrected, words={SOMEBODY: "Salah baca."}, log={corrected.id: 7})["history"][
        "acts"
    ]
    assert [(each["kind"], each["record"], each["log"]) for each in told] == [("decision", corrected.id, 7)]
    assert told[0]["changes"] == [{"field": "suara_1", "old": 91, "new": 90, "reason": "misread"}]
    assert told[0]["words"] == {"hash": SOMEBODY, "text": "Salah baca."}
    assert "person" not in told[0]


def test_withdrawn_words_leave_their_hash():
    """The history stays whole when a text is withdrawn."""
    entered = filed(VOTES)
    told = first(entered, decided(VOTES | {"suara_1": 90}, ruling=Ruling.CORRECT, basis=[entered]))
    assert told["history"]["acts"][0]["words"] == {"hash": SOMEBODY, "text": None}


def test_photos_are_told_by_page():
    """The original's hash, and where the covered copy is, or that it is not public yet."""
    photos = (PublicPhoto(2, PhotoHash("b" * 64), None), PublicPhoto(1, PhotoHash("a" * 64), "/foto/a.jpg"))
    told = first(filed(VOTES), photos={(FIRST, CONTEST): photos})["photos"]
    assert [(each["page"], each["address"]) for each in told] == [(1, "/foto/a.jpg"), (2, None)]


def test_the_bytes_are_canonical_and_any_order_gives_them():
    """The same records in another order give the same document under the same name."""
    arrivals = [filed(VOTES), filed(VOTES, device="b"), filed(FEWER, device="c"), alike()]
    once = document(*arrivals)
    Random(3).shuffle(arrivals)
    assert document(*arrivals) == once
    assert decode(once)["region"] == HERE
    assert path_of(CONTEST, HERE, once) != path_of(CONTEST, HERE, document(filed(VOTES)))


def test_another_village_changes_nothing_here():
    """What happens elsewhere leaves a village's document, and so its name, as it was."""
    assert document(filed(VOTES)) == document(filed(VOTES), filed(FEWER, station=SECOND))


def test_a_device_that_files_without_end_does_not_swell_the_file():
    """The last claims are told and the earlier ones counted."""
    versions = [filed(VOTES)]
    for minute in range(1, 60):
        versions.append(filed(VOTES | {"suara_1": minute}, replaces=versions[-1], minute=minute))
    claims = first(*versions)["claims"]
    assert (claims["earlier"], len(claims["last"])) == (60 - MOST_CLAIMS, MOST_CLAIMS)
    assert claims["last"][-1]["record"] == versions[-1].id


def told_of(code, **more):
    """What the document of a region tells."""
    tally = Tally(votes={"suara_1": 5}, stations={"counted": 1, "pending": 1})
    totals = {code: tally, "34": tally}
    return json.loads(region.region(COUNTRY, region.Told(ELECTION, CONTEST, code, 12, totals, **more)))


def test_the_nation_says_whether_it_can_change():
    """The margin against the open votes in a sentence; regions below say nothing of it."""
    said = told_of("0", margin=Margin(10, 612))
    assert (said["size"], said["counts"]) == (12, {"expected": 3, "counted": 1, "pending": 1})
    assert said["margin"]["text"]["en"] == "10 votes could change the outcome, and 612 are still open."
    closed = told_of("0", margin=Margin(700, 612))
    assert closed["margin"]["can_change"] is False
    assert "but only 612" in closed["margin"]["text"]["en"]
    assert "margin" not in told_of("34")


def test_a_region_tells_what_lies_below_it_and_its_plenary():
    """Each region one tier below by its code, and the certificate that stands."""
    standing = PlenaryStanding(Phase.CERTIFIED, "b" * 64, (("b" * 64, "c" * 64),))
    said = told_of("3404", plenary=standing)
    assert [(each["region"], each["counts"]) for each in said["children"]] == [("340406", {"expected": 3})]
    assert said["plenary"] == {"phase": "certified", "record": "b" * 64, "minutes": None}
    assert told_of("3404")["plenary"] is None
    assert region.path_of(CONTEST, "340406") == "v1/ppwp/34/3404/340406.json"


def test_a_document_comes_apart_into_what_it_was_joined_from():
    """What did not change is taken from the document that stands; withdrawn words leave their hash there."""
    entered = filed(VOTES)
    corrected = decided(VOTES | {"suara_1": 90}, ruling=Ruling.CORRECT, basis=[entered])
    arrivals = entered, corrected, filed(VOTES, device="b"), alike()
    made = document(*arrivals, words={SOMEBODY: 'Salah "waiting":1},{ baca.'})

    pieces = pieces_of(made)
    assert [json.loads(each)["station"] for each in pieces] == [FIRST, SILENT]
    threads = folded(*arrivals)
    total = threads.totals[CONTEST, HERE]
    assert joined(COUNTRY, Village(ELECTION, CONTEST, HERE), total, pieces) == made
    assert without(made, {SOMEBODY}) == document(*arrivals)


def test_a_record_stands_under_its_own_hash():
    """Its bytes are those that were signed, and their SHA-256 is the file's name."""
    entered = filed(VOTES)
    path, content = records.record(print_record(entered.record))
    assert path == f"v1/records/{entered.id}.json"
    assert record_id(content) == entered.id
