"""What a hostile keeper of a site could do to it: each is found, and it is said which."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace

import brotli
import pytest
from tests.audit import world
from tests.audit.conftest import WITH_KEYS, built, checked, codes, places, sentences

from sirekap.election.canonical import encode
from sirekap.election.contests import Contest
from sirekap.election.records import Cover, Decision, Release
from sirekap.log.note import NoteKey
from sirekap.seal.keys import VerifyingKey

HERE = "v1/ppwp/34/3404/340406/3404062001"
PHOTO = f"foto/{hashlib.sha256(world.COPY).hexdigest()}.jpg"


def record_of(kind):
    """Where the record of a kind stands."""
    found = next(each for each in world.night() if isinstance(each.record, kind))
    return f"v1/records/{found.id}.json", found


def document_of(site):
    """Where the first village's document stands, and what it says."""
    path = json.loads(site[f"{HERE}.json"])["document"]
    return path, json.loads(site[path])


def flipped(content, bit):
    """The same bytes but for one bit."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def republished(site, document):
    """A village's document replaced by another under its right name, the pointer with it."""
    content = encode(document)
    path = f"{HERE}.{hashlib.sha256(content).hexdigest()[:16]}.json"
    site[path] = content
    site[f"{HERE}.json"] = encode({**json.loads(site[f"{HERE}.json"]), "document": path})
    return path


def test_a_right_site_is_all_right(site):
    """Nothing is found, every file was looked at, and it is known whose site it is."""
    outcome = checked(site)
    assert outcome.report.findings == []
    assert outcome.report.identified
    assert outcome.report.unchecked == []
    assert outcome.point == built().point
    assert outcome.report.checked["records"] == outcome.report.checked["leaves"] == len(world.night())
    assert outcome.report.checked["signatures"] == len(world.night())
    assert outcome.report.checked["stations"] == 4


def test_the_roots_key_alone_says_whose_it_is(site):
    """The log's key stands on the list that the root signed."""
    assert checked(site, replace(WITH_KEYS, key=None)).report.identified


def test_without_a_key_nobody_knows_whose_it_is(site):
    """Consistent and unidentified; the key list is told as not checked."""
    report = checked(site, replace(WITH_KEYS, key=None, root=None)).report
    assert report.sound
    assert not report.identified
    assert report.unchecked == ["v1/key-list.json"]


def test_a_flipped_bit_in_the_entries(site):
    """The bundle is named, since the root that was signed comes out no more."""
    path = f"log/tile/entries/000.p/{len(world.night())}"
    site[path] = flipped(site[path], 8 * 40)
    outcome = checked(site)
    assert {"site_entries_changed", "site_root_wrong"} <= codes(outcome)
    assert f"The entries in {path} are not those that were hashed" in sentences(outcome)


def test_a_flipped_bit_in_a_tile(site):
    """The tile is named, since the entries do give the root."""
    path = f"log/tile/0/000.p/{len(world.night())}"
    site[path] = flipped(site[path], 1000)
    outcome = checked(site)
    assert places(outcome) == [("site_tile_changed", path)]


def test_a_flipped_bit_in_a_record(site):
    """The record is named with its kind and station."""
    path, kept = record_of(Decision)
    site[path] = flipped(kept.body, 900)
    outcome = checked(site)
    assert codes(outcome) == {"site_record_changed"}
    assert f"A decision or correction of station {world.FIRST} (leaf 10) was changed" in sentences(outcome)


def test_a_flipped_bit_in_a_photo(site):
    """The photo is named with its page and station."""
    site[PHOTO] = flipped(world.COPY, 70)
    outcome = checked(site)
    assert codes(outcome) == {"site_photo_changed"}
    assert f"The photo of page 2 of station {world.FIRST} was changed" in sentences(outcome)


def test_a_flipped_bit_in_a_document(site):
    """The document no longer bears its name."""
    path, _ = document_of(site)
    site[path] = site[path].replace(b'"suara_1":90', b'"suara_1":91')
    outcome = checked(site)
    assert codes(outcome) == {"site_document_misnamed"}
    assert f"{path} was changed" in sentences(outcome)


def test_a_changed_number_in_a_document_that_is_named_anew(site):
    """A document with another number, under its right name: the records give another."""
    _, document = document_of(site)
    document["stations"][0]["votes"]["figures"]["suara_1"] = 190
    path = republished(site, document)
    outcome = checked(site)
    assert places(outcome) == [("site_document_changed", path)]
    assert "at /stations/0/votes/figures/suara_1 it says 190; it should be 90" in sentences(outcome)


@pytest.mark.parametrize("path", ["v1/ppwp.json", "v1/ppwp/34/3404.json", "v1/ppwp/34/3404/340406.json"])
def test_a_changed_total_of_a_region(site, path):
    """The region's sum, or the row of a child, is not what the villages add up to."""
    document = json.loads(site[path])
    document["votes"]["suara_2"] += 1000
    site[path] = encode(document)
    outcome = checked(site)
    assert places(outcome) == [("site_total_wrong", path)]
    assert "at /votes/suara_2 it says" in sentences(outcome)
    document["votes"]["suara_2"] -= 1000
    document["children"][0]["votes"]["suara_1"] += 1
    site[path] = encode(document)
    assert "/votes/suara_1 it says" in sentences(checked(site))


@pytest.mark.parametrize(
    "path",
    [
        "pemilu/hhcw/ppwp.json",
        "pemilu/hhcw/ppwp/34.json",
        "pemilu/hhcw/ppwp/34/3404/340406/3404062001.json",
        f"pemilu/hhcw/ppwp/34/3404/340406/3404062001/{world.FIRST}.json",
    ],
)
def test_a_changed_number_in_kpus_files(site, path):
    """A number in a file of KPU's shape is not what the records give."""
    document = json.loads(site[path])
    document["chart"]["100025"] += 1
    site[path] = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    outcome = checked(site)
    assert places(outcome) == [("site_kpu_changed", path)]
    assert "at /chart/100025 it says" in sentences(outcome)


def test_a_missing_photo(site):
    """Named with its page and station."""
    del site[PHOTO]
    outcome = checked(site)
    assert codes(outcome) == {"site_photo_missing"}
    assert (
        f"The photo of page 2 of station {world.FIRST} is told to be public and is not there: {PHOTO}."
        in sentences(outcome)
    )


def test_a_photo_without_a_cover(site):
    """A photo that no record covers is named."""
    path = f"foto/{hashlib.sha256(b'faces').hexdigest()}.jpg"
    site[path] = b"faces"
    assert sentences(checked(site)) == f"{path} is published without a record of its covering."


def test_a_checkpoint_of_another_log(site):
    """A whole other log of the same records under another name."""
    site["log/checkpoint"] = world.Site(origin="sirekap.example/other").files["log/checkpoint"]
    outcome = checked(site)
    assert "site_checkpoint_other_log" in codes(outcome)
    assert not outcome.report.identified
    assert "of the log sirekap.example/other, not of sirekap.example/uji2024" in sentences(outcome)


def test_a_checkpoint_by_another_key(site):
    """The right tree under the right name, signed by a stranger."""
    site["log/checkpoint"] = world.Site(key=world.STRANGER).files["log/checkpoint"]
    outcome = checked(site)
    assert codes(outcome) == {"site_checkpoint_other_key"}
    assert not outcome.report.identified
    assert checked(site, replace(WITH_KEYS, key=NoteKey(world.ORIGIN, world.STRANGER.public))).report.sound


def test_a_removed_correction(site):
    """The record's file is gone: named with kind, station and leaf."""
    path, kept = record_of(Decision)
    del site[path]
    outcome = checked(site)
    assert codes(outcome) == {"site_record_missing"}
    said = (
        f"A decision or correction of station {world.FIRST} is in the log (leaf 10) and not published: {path}"
    )
    assert said in sentences(outcome)
    assert kept.id in path


def test_a_removed_correction_and_all_numbers_as_before(site):
    """Record gone, document and sums as if it had never been: still named."""
    before = world.Site(10)
    path, _ = record_of(Decision)
    for name in (f"{HERE}.json", json.loads(before.files[f"{HERE}.json"])["document"]):
        site[name] = before.files[name]
    del site[path]
    assert f"of station {world.FIRST} is in the log (leaf 10) and not published" in sentences(checked(site))


def test_a_correction_that_is_not_shown(site):
    """The record is there; the village's history does not tell of it."""
    _, document = document_of(site)
    document["stations"][0]["history"]["acts"] = []
    path = republished(site, document)
    _, kept = record_of(Decision)
    outcome = checked(site)
    assert codes(outcome) == {"site_document_changed", "site_correction_hidden"}
    said = f"A decision or correction of station {world.FIRST} is in the log and not shown in {path}"
    assert said in sentences(outcome)
    assert kept.id in sentences(outcome)


def test_a_correction_that_has_no_record(site):
    """A history tells of an act that nobody recorded."""
    _, document = document_of(site)
    invented = {**document["stations"][0]["history"]["acts"][0], "record": "b" * 64}
    document["stations"][1]["history"]["acts"] = [invented]
    republished(site, document)
    outcome = checked(site)
    assert "site_correction_unrecorded" in codes(outcome)
    assert f"an act about station {world.SILENT} that has no record" in sentences(outcome)


def test_a_forged_record(site):
    """A return that the log does not have is named."""
    body = world.night()[3].body.replace(b'"suara_1":91', b'"suara_1":99')
    path = f"v1/records/{hashlib.sha256(body).hexdigest()}.json"
    site[path] = body
    assert sentences(checked(site)) == f"{path} is published and not in the log."


@pytest.mark.parametrize("kind", [Decision, Cover, Release])
def test_a_signature_by_nobody(site, kind):
    """A record whose signature was not made by its signer's key."""
    path, kept = record_of(kind)
    beside = path.replace(".json", ".sig.json")
    site[beside] = site[beside].replace(kept.signature.hex().encode(), (b"00" * 64))
    outcome = checked(site)
    assert places(outcome) == [("site_signature_wrong", beside)]


def test_a_hold_that_is_hidden(site):
    """A return was held when it came; without that its village's document cannot be made again."""
    path = f"v1/records/{world.night()[4].id}.sig.json"
    site[path] = site[path].replace(b'["received_late"]', b'["clock_far_off"]')
    assert "site_document_changed" in codes(checked(site))


@pytest.mark.parametrize(
    ("place", "holds", "wanted"),
    [
        (6, [], "certificate_of_another_station"),
        (5, ["certificate_expired"], "-"),
        (5, ["certificate_revoked"], "-"),
    ],
)
def test_a_hold_that_the_certificate_does_not_bear_out(site, place, holds, wanted):
    """A return let through though its phone is another station's, or held back for no reason."""
    path = f"v1/records/{world.night()[place].id}.sig.json"
    said = json.loads(site[path])
    site[path] = encode({**said, "holds": holds})
    named = ", ".join(holds) or "-"
    told = f"was held for {named}; by its phone's certificate it should be: {wanted}"
    assert told in sentences(checked(site))


def test_words_that_were_changed(site):
    """A reason that is not the one whose hash was signed."""
    path = f"v1/words/{world.SAID}.json"
    site[path] = site[path].replace(b"salah", b"benar")
    outcome = checked(site)
    assert "site_words_changed" in codes(outcome)


def test_words_that_were_withdrawn_are_no_fault():
    """Their file is gone and the document says null: counted, not found."""
    told = world.Site(words={})
    outcome = checked(told.files)
    assert outcome.report.findings == []
    assert outcome.report.checked["words_withdrawn"] == 1


def test_a_key_list_of_a_stranger(site):
    """A list that another root signed."""
    outcome = checked(site, replace(WITH_KEYS, root=VerifyingKey(world.STRANGER.public)))
    assert "site_key_list_wrong" in codes(outcome)


def test_more_told_than_logged(site):
    """A pointer that claims more leaves than the log has."""
    site[f"{HERE}.json"] = encode({**json.loads(site[f"{HERE}.json"]), "size": 40})
    outcome = checked(site)
    assert f"{HERE}.json tells of 40 leaves, but the log has only 12." in sentences(outcome)


def test_latest_is_held_against_the_log(site):
    """Counts of returns, and the moment of the last leaf."""
    latest = json.loads(site["v1/latest.json"])
    site["v1/latest.json"] = encode({**latest, "received": {"ppwp": 2}, "opens": "2024-02-14T09:00:00Z"})
    said = sentences(checked(site))
    assert "received/ppwp says 2; by the log and the set-up it is 3" in said
    assert "opens says" in said


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("br", brotli.compress)])
def test_a_compressed_copy_that_says_something_else(site, ending, pack):
    """What a server gives to who takes it compressed must be the file; bombs and broken ones too."""
    site[f"v1/ppwp.json.{ending}"] = pack(site["v1/ppwp.json"])
    assert checked(site).report.findings == []
    for other in (pack(b"{}"), pack(b" " * 1_000_000), pack(site["v1/ppwp.json"])[:-4], b"x"):
        site[f"v1/ppwp.json.{ending}"] = other
        outcome = checked(site)
        assert places(outcome) == [("site_sibling_differs", f"v1/ppwp.json.{ending}")]


def test_what_no_check_covers_is_named(site):
    """Pages for people and whatever else lies there."""
    site["index.html"] = b"<p>"
    table = f"v1/export/ppwp/stations.12.{hashlib.sha256(b'tps').hexdigest()[:16]}.csv"
    site |= {"v1/export/latest.json": b"{}", table: b"tps"}
    report = checked(site).report
    assert report.findings == []
    assert sorted(report.unchecked) == ["index.html", "v1/export/latest.json", table]
    site[table] = b"TPS"
    assert places(checked(site)) == [("site_document_misnamed", table)]


def test_earlier_files_of_the_log_and_of_villages_are_right_too(site):
    """Partial tiles of earlier sizes begin the later ones; old documents bear their hash."""
    old = {
        path: data for path, data in built(9).files.items() if path not in site and "/records/" not in path
    }
    assert checked({**old, **site}).report.findings == []
    tile, document = "log/tile/0/000.p/9", next(path for path in old if path.startswith(f"{HERE}."))
    site |= {**old, tile: flipped(old[tile], 9), document: flipped(old[document], 99)}
    assert sorted(places(checked(site))) == [
        ("site_document_misnamed", document),
        ("site_tile_changed", tile),
    ]


def test_a_changed_number_in_a_districts_file():
    """With a contest by parties: the sums of electoral districts are added up again too."""
    site = dict(world.Site(contests=(Contest.PRESIDENT, Contest.DPR)).files)
    assert checked(site).report.findings == []
    path = "pemilu/hhcd/pdpr/3401.json"
    site[path] = site[path].replace(b'"jml_suara_total":0', b'"jml_suara_total":1', 1)
    outcome = checked(site)
    assert places(outcome) == [("site_kpu_changed", path)]


def test_a_signature_that_is_not_there(site):
    """Named with the record's kind and station."""
    path, _ = record_of(Decision)
    beside = path.replace(".json", ".sig.json")
    del site[beside]
    assert places(checked(site)) == [("site_signature_missing", beside)]


def test_a_document_that_is_not_there(site):
    """Its pointer names it."""
    path, _ = document_of(site)
    del site[path]
    assert places(checked(site)) == [("site_document_missing", path)]


def test_a_pointer_that_tells_another_size(site):
    """The document is right; the pointer says that it is of fewer leaves."""
    site[f"{HERE}.json"] = encode({**json.loads(site[f"{HERE}.json"]), "size": 10})
    outcome = checked(site)
    assert places(outcome) == [("site_pointer_wrong", f"{HERE}.json")]
    assert "tells 10 leaves; by its records the last that changed the village is number 12" in sentences(
        outcome
    )


@pytest.mark.parametrize(
    ("place", "entry", "code"),
    [
        (3, b"{}", "site_leaf_malformed"),
        (4, world.entry_of(world.night()[3]), "site_leaf_twice"),
        (3, world.entry_of(world.night()[3]).replace(b'"ppwp"', b'"pdpr"'), "site_record_other_leaf"),
    ],
)
def test_a_log_that_is_signed_and_wrong(place, entry, code):
    """Leaves that are none, that stand twice, or say something else than their record."""
    entries = [world.entry_of(each) for each in world.night()]
    entries[place] = entry
    assert code in codes(checked(world.Site(entries=tuple(entries)).files))


def test_a_record_that_is_none(site):
    """A leaf names bytes that are no record."""
    entries = [world.entry_of(each) for each in world.night()]
    name = hashlib.sha256(b"{}").hexdigest()
    entries[3] = entries[3].replace(world.night()[3].id.encode(), name.encode())
    site = {**world.Site(entries=tuple(entries)).files, f"v1/records/{name}.json": b"{}"}
    assert ("site_record_malformed", f"v1/records/{name}.json") in places(checked(site))


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (b"nothing", "site_receipt_malformed"),
        (world.false_receipt(3).wrapped(), "site_receipt_malformed"),
        (world.later_receipt(3).wrapped(), "site_receipt_other_time"),
    ],
)
def test_a_receipt_that_does_not_hold(site, paper, code):
    """No receipt, one by another key, one of another moment than the leaf's."""
    assert places(checked(site, replace(WITH_KEYS, receipts={"paper": paper}))) == [(code, "paper")]
