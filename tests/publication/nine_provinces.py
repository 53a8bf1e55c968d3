"""The nine real provinces as a ledger: each station's published figures as one claim, simply added up."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict

from tests.publication.small_night import RULES

from sirekap.election.contests import Contest, Poll
from sirekap.election.identity import ElectionId
from sirekap.election.records import Figures
from sirekap.election.regions import ancestors
from sirekap.publication.country import Country
from sirekap.tiers.ledger import Ledger, Thread
from sirekap.tiers.recap import columns, numbers
from sirekap.tiers.standing import BlockStanding, Standing, State
from sirekap.tiers.tally import Tally, share_of

VOTES = {"suara_1", "suara_2", "suara_3", "suara_sah", "suara_tidak_sah", "suara_total"}
BALLOTS = 306


def rows(shared, provinces="[0-9][0-9]"):
    """Every station's row of the files, as they are."""
    for path in sorted((shared / "election" / "pilpres2024-tps").glob(f"{provinces}.csv.gz")):
        with gzip.open(path, "rt") as lines:
            reader = csv.DictReader(lines)
            read = columns(reader.fieldnames)
            for row in reader:
                yield row["tps"], numbers(row, read), row


def country(shared, stations):
    """The regions that these stations lie in, by KPU's names."""
    names = {"99": "LUAR NEGERI"}
    inside = {code[:size] for code in stations for size in (2, 4, 6, 10)}
    for name in ("provinsi.csv", "kabkota.csv", "kecamatan.csv", "desa.csv.gz"):
        path = shared / "election" / "wilayah-kpu-2024" / name
        with gzip.open(path, "rt") if name.endswith("gz") else path.open() as lines:
            for row in csv.DictReader(lines):
                if row["kode"] in inside and not row["kode"].startswith("99"):
                    names[row["kode"]] = row["nama"]
    villages = defaultdict(list)
    for code in stations:
        villages[code[:10]].append(code)
    return Country(names, {village: tuple(sorted(codes)) for village, codes in villages.items()})


def ledger_of(shared, provinces="[0-9][0-9]"):
    """A ledger with every station, and the codes of all."""
    ledger, codes = Ledger(ElectionId("nyata2024")), []
    for code, given, _ in rows(shared, provinces):
        codes.append(code)
        if not given:
            continue
        votes = {name: count for name, count in given.items() if name in VOTES}
        rest = {name: count for name, count in given.items() if name not in VOTES}
        standing = Standing(
            (Poll.REGULAR,),
            BlockStanding(State.PENDING if votes else State.ABSENT, Figures.of(votes)),
            BlockStanding(State.PENDING if rest else State.ABSENT, Figures.of(rest)),
            RULES.codes(Contest.PRESIDENT, code, Poll.REGULAR, given),
        )
        key = (code, Contest.PRESIDENT)
        ledger.threads[key] = Thread(standing=standing, ballots=BALLOTS)
        share = share_of(key, standing, BALLOTS)
        for region in ancestors(code):
            ledger.totals.setdefault((Contest.PRESIDENT, region), Tally()).add(share)
    return ledger, codes
