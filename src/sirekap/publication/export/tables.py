"""The tables of a contest, with every column's meaning: what the files and the dictionary are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sirekap.election.contests import Contest
from sirekap.publication.export.columns import Table, moment, text, truth, whole
from sirekap.publication.export.fields import field_columns
from sirekap.tiers.standing import State

if TYPE_CHECKING:
    from sirekap.profiles import Profile
    from sirekap.publication.export.columns import Column

COUNTS = (
    "received",
    "counted",
    *(each.value for each in State if each is not State.ABSENT),
    "administration_differing",
    "held",
    "settled",
    "objected",
)
"""What the totals of a region count stations by."""

_COUNTED = {
    "received": ("yang sudah dikirim", "of which a claim counts or is compared"),
    "counted": ("yang suaranya terjumlah", "whose votes are in the totals"),
    "administration_differing": ("dengan data administrasi yang berbeda", "whose administration differs"),
    "held": ("dengan klaim yang menunggu orang", "with a claim that waits for a person"),
    "settled": ("yang ditetapkan pleno", "whose votes a plenary stands for"),
    "objected": ("dengan keberatan terbuka", "with an objection that is open"),
}
_STATION = text("station", "kode TPS, 13 karakter", "the station's code, 13 characters")
_RECORD = text("record", "id catatan: SHA-256 isinya", "the record's id: the SHA-256 of its bytes")
_LOG = whole(
    "log", "nomor daun dalam log publik; kosong sebelum masuk", "index in the public log, if in yet", "leaf"
)
_AT = moment("at", "saat menurut penulis catatan", "the moment, as whoever made the record says")
_POLL = text("poll", "pemungutan suara, sebutan KPU (psu)", "the poll, in KPU's words (psu)")
_FIELD = text("field", "nama isian", "the field's name")
_WORDS = text("words", "nama salted hash dari alasan", "salted hash of the reason: v1/words/{hash}.json")
_REGION = text("region", "kode wilayah; 0 untuk nasional", "the region's code; 0 is the nation")


def tables_of(profile: Profile, contest: Contest) -> tuple[Table, ...]:
    """Every table of a contest, in the order of the dictionary."""
    fields = field_columns(profile, contest)
    tables = [_stations(fields), _regions(profile, contest), _claims(fields), *_OF_STATIONS, _CHOICES]
    return tuple(tables if contest is Contest.PRESIDENT else [*tables, *_BY_CHOICE])


def _stations(fields: tuple[Column, ...]) -> Table:
    columns = (
        _STATION,
        whole("number", "nomor TPS", "its number in the village", "number"),
        text("name", "nama TPS", "its name"),
        *_above(),
        text("poll", "pemungutan suara yang dihitung", "the poll that counts, in KPU's words (psu)"),
        text("polls", "semua pemungutan suara, terakhir yang dihitung", "all polls, the last one counts"),
        text("votes_state", "status suara", "state of the votes"),
        text("administration_state", "status administrasi", "state of the administration"),
        truth("votes_settled", "suara ditetapkan pleno", "whether a plenary stands for the votes"),
        truth("administration_settled", "administrasi ditetapkan pleno", "the same of the administration"),
        *fields,
        text("findings", "kode temuan", "codes of findings about the figures"),
        text("votes_held_by", "temuan yang menahan suara", "findings that hold the votes back"),
        text("administration_held_by", "temuan yang menahan administrasi", "the same of the administration"),
        whole("claims", "jumlah klaim", "claims of devices", "claims"),
        whole("readings", "jumlah hasil baca mesin", "readings by the machine", "readings"),
        whole("corrections", "jumlah isian yang dibetulkan", "fields changed by decisions", "changes"),
        whole("objections", "keberatan terbuka", "objections without an answer", "objections"),
        whole("held", "klaim yang menunggu orang", "claims that wait for a person", "claims"),
        whole("waiting", "klaim yang menunggu versi sebelumnya", "claims that wait for a version", "claims"),
        whole("open_votes", "suara yang masih terbuka", "votes it may yet bring", "ballots"),
        text("votes_log", "daun log klaim suara", "log indices of the claims the votes are compared from"),
        text("administration_log", "daun log klaim administrasi", "the same of the administration"),
        text("votes_decision", "keputusan dasar suara", "the decision the votes stand on: a record"),
        text("administration_decision", "keputusan dasar administrasi", "the same of the administration"),
    )
    said = (
        "satu baris tiap TPS, juga yang belum mengirim",
        "a row for every station, also those that have not sent",
    )
    return Table("stations", *said, ("station",), columns)


def _above() -> tuple[Column, ...]:
    levels = (
        ("village", "desa/kelurahan"),
        ("subdistrict", "kecamatan"),
        ("regency", "kabupaten/kota"),
        ("province", "provinsi"),
    )
    return tuple(
        column
        for name, indonesian in levels
        for column in (
            text(name, f"kode {indonesian}", f"the {name}'s code"),
            text(f"{name}_name", f"nama {indonesian}", f"the {name}'s name"),
        )
    )


def _regions(profile: Profile, contest: Contest) -> Table:
    settled = ("menurut pleno", "as plenaries stand for them")
    counted = ("jumlah dari TPS", "added up from the stations")
    columns = (
        _REGION,
        text("level", "tingkat", "nation, province, regency, subdistrict or village"),
        text("name", "nama", "its name"),
        text("parent", "wilayah di atasnya", "the region above it"),
        whole("expected", "jumlah TPS", "its stations", "stations"),
        *(_count(name) for name in COUNTS),
        *(
            each
            for each in field_columns(profile, contest, "votes_", counted)
            if each.name.startswith("votes_suara")
        ),
        *field_columns(profile, contest, "settled_", settled),
        text("findings", "temuan dan jumlah TPS-nya", "findings and how many stations have each: R131=12"),
        text("plenary", "tahap rapat pleno", "what its plenary is at"),
        text("certificate", "catatan pengesahan yang berlaku", "the certificate's record, if one stands"),
        truth(
            "certified",
            "pengesahan masih sesuai angka",
            "whether it stands for just the figures that are here",
        ),
    )
    return Table(
        "regions",
        "satu baris tiap wilayah, nasional sampai desa",
        "a row for every region, nation to village",
        ("region",),
        columns,
    )


def _count(name: str) -> Column:
    plain = (f"dengan suara berstatus {name}", f"whose votes are {name}")
    indonesian, english = _COUNTED.get(name, plain)
    return whole(f"stations_{name}", f"TPS {indonesian}", f"stations {english}", "stations")


def _claims(fields: tuple[Column, ...]) -> Table:
    columns = (
        _STATION,
        _RECORD,
        _LOG,
        _AT,
        text("device", "kunci perangkat", "the device's key"),
        _POLL,
        whole("version", "versi", "its version, counted by the device", "version"),
        text("replaces", "catatan yang digantikan", "the record it stands in for"),
        truth("blind", "diisi tanpa melihat klaim lain", "entered with no other claim in sight"),
        text("held_for", "kode yang menahannya", "codes for which it waits for a person"),
        truth("votes_head", "dibandingkan untuk suara", "whether the votes are compared from it"),
        truth("administration_head", "dibandingkan untuk administrasi", "the same of the administration"),
        *fields,
    )
    said = "satu baris tiap klaim perangkat", "a row for every claim of a device"
    return Table("claims", *said, ("station", "record"), columns)


_READINGS = Table(
    "readings",
    "satu baris tiap hasil baca mesin",
    "a row for every reading by the machine",
    ("station", "record"),
    (
        _STATION,
        _RECORD,
        _LOG,
        _AT,
        text("of", "klaim yang difoto", "the claim whose photos it read"),
        whole("sure", "isian yang pasti", "fields it is sure of", "fields"),
        whole("agrees", "isian yang sama dengan angka terhitung", "of those, equal to what counts", "fields"),
        text("otherwise", "isian yang dibaca lain", "fields it reads otherwise: suara_1=91, empty: suara_1="),
        text("findings", "kode temuan pada kertas", "findings about the paper"),
    ),
)
_CORRECTIONS = Table(
    "corrections",
    "satu baris tiap isian yang diubah keputusan",
    "a row for every field that a decision changed",
    ("station", "at", "record", "field"),
    (
        _STATION,
        _RECORD,
        _LOG,
        _AT,
        _POLL,
        text("ruling", "putusan", "what the person did: verify, correct, enter"),
        text("follows", "keputusan yang digantikan", "the decision it stands in for"),
        _FIELD,
        whole("old", "angka lama", "the old number", "count"),
        whole("new", "angka baru", "the new number", "count"),
        text("reason", "sebab", "why: misread, mistyped, miswritten, recounted, not_sent, ordered"),
        _WORDS,
    ),
)
_ACTS = Table(
    "acts",
    "satu baris tiap tindakan orang atas TPS",
    "a row for everything a person did about a station",
    ("station", "at", "record"),
    (
        _STATION,
        _RECORD,
        _LOG,
        _AT,
        text("kind", "jenis", "decision, situation, reopening, objection or answer"),
        _POLL,
        text("says", "isi", "the ruling, situation, authority, objector's role, or the answer's outcome"),
        text("about", "catatan yang dituju", "the record it is about, if it names one"),
        _WORDS,
    ),
)
_PHOTOS = Table(
    "photos",
    "satu baris tiap foto halaman",
    "a row for every photo of a page",
    ("station", "page", "sha256"),
    (
        _STATION,
        whole("page", "halaman", "page of the form", "page"),
        text("sha256", "hash foto asli", "the original's hash, as the return names it"),
        text("address", "alamat salinan publik", "where the covered copy is, once it is public"),
    ),
)
_CHOICES = Table(
    "choices",
    "isi surat suara: pasangan calon, partai, calon",
    "what the ballots offer: tickets, parties, candidates",
    ("district", "field"),
    (
        text(
            "district", "kode dapil; kosong bila satu untuk semua", "the district's code, if it has districts"
        ),
        text("district_name", "nama dapil", "the district's name"),
        whole("seats", "kursi dapil", "seats of the district", "seats"),
        _FIELD,
        text("kind", "jenis", "ticket, party (its own votes), party_total, or candidate"),
        whole("party", "nomor partai", "the party's number on the ballot", "number"),
        text("party_name", "nama partai", "the party's name"),
        whole("number", "nomor urut", "number on the ballot, or on the party's list", "number"),
        text("name", "nama", "name; both of a ticket, parted by ' - '"),
        text("sex", "jenis kelamin calon", "the candidate's sex, as KPU publishes it"),
        text("residence", "tempat tinggal calon", "the candidate's regency, as KPU publishes it"),
    ),
)
_OF_STATIONS = (_READINGS, _CORRECTIONS, _ACTS, _PHOTOS)
_BY_CHOICE = (
    Table(
        "votes",
        "satu baris tiap TPS dan pilihan; berkas tiap provinsi",
        "a row for every station and choice; a file for each province",
        ("station", "field"),
        (_STATION, _FIELD, whole("count", "suara", "votes; empty where the paper is", "votes")),
        by_province=True,
    ),
    Table(
        "region_votes",
        "satu baris tiap wilayah dan pilihan yang sama di seluruh wilayah itu",
        "a row for every region and every choice that is one and the same in all of it",
        ("region", "field"),
        (
            _REGION,
            _FIELD,
            whole("votes", "suara dari TPS", "votes added up from the stations", "votes"),
            whole("settled", "suara menurut pleno", "votes as plenaries stand for them", "votes"),
        ),
    ),
)
