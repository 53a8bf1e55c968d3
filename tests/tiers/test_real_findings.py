"""What is found about the real returns of 2024, beside a count made apart with Polars."""

from __future__ import annotations

import csv
import gzip
import io

import polars as pl
import pytest

from sirekap import profiles
from sirekap.election.contests import Contest
from sirekap.tiers.recap import Recap, columns, numbers
from sirekap.tiers.rulebook import of_profile

PROVINCES = ("17", "34", "51", "62", "65", "75", "92", "95", "99")
KINDS = ("dpt", "dptb", "dpk")
TICKETS = ["suara_01", "suara_02", "suara_03"]
SEXES = (("l", "R111"), ("p", "R112"), ("j", "R113"))


def col(name):
    return pl.col(name)


def all_there(*names):
    return pl.all_horizontal(*(col(name).is_not_null() for name in names))


def broken(parts, total):
    """A sum that is wholly there and does not hold."""
    return all_there(*parts, total) & (sum((col(name) for name in parts), pl.lit(0)) != col(total))


def above(small, large):
    return all_there(small, large) & (col(small) > col(large))


HOME = ~col("tps").str.starts_with("99")
RULES = {
    "R101": broken(["dpt_l", "dpt_p"], "dpt_j"),
    "R102": broken(["pengguna_dpt_l", "pengguna_dpt_p"], "pengguna_dpt_j"),
    "R103": broken(["pengguna_dptb_l", "pengguna_dptb_p"], "pengguna_dptb_j"),
    "R104": broken(["pengguna_dpk_l", "pengguna_dpk_p"], "pengguna_dpk_j"),
    "R105": broken(["pengguna_l", "pengguna_p"], "pengguna_j"),
    **{code: broken([f"pengguna_{kind}_{sex}" for kind in KINDS], f"pengguna_{sex}") for sex, code in SEXES},
    "R131": broken(TICKETS, "suara_sah"),
    "R132": broken(["suara_sah", "suara_tidak_sah"], "suara_total"),
    "R134": all_there("suara_total", "pengguna_j") & (col("suara_total") != col("pengguna_j")),
    "R201": above("pengguna_dpt_l", "dpt_l")
    | above("pengguna_dpt_p", "dpt_p")
    | above("pengguna_dpt_j", "dpt_j"),
    "R411": pl.any_horizontal(*(col(name).is_not_null() for name in TICKETS)) & ~all_there(*TICKETS),
    "W302": HOME & all_there("dpt_j") & (col("dpt_j") > 300),
    "W303": all_there(*TICKETS, "suara_sah", "suara_tidak_sah", "suara_total")
    & (
        sum((col(name) for name in (*TICKETS, "suara_sah", "suara_tidak_sah", "suara_total")), pl.lit(0)) == 0
    ),
    "W304": all_there(*TICKETS) & (sum((col(name) > 0).cast(pl.Int64) for name in TICKETS) == 1),
    "I305": above("pengguna_j", "dpt_j"),
}


@pytest.fixture(scope="module")
def files(shared):
    folder = shared / "election" / "pilpres2024-tps"
    return {
        code: gzip.decompress((folder / f"{code}.csv.gz").read_bytes()).decode("utf-8-sig")
        for code in PROVINCES
    }


@pytest.mark.parametrize("province", PROVINCES)
def test_findings_and_sums_of_a_real_province_are_those_of_a_plain_query(files, province):
    """Every code is counted alike, and every region from village to province has the file's own sums."""
    made = Recap(Contest.PRESIDENT, of_profile(profiles.load()))
    rows = list(csv.DictReader(io.StringIO(files[province])))
    read = columns(list(rows[0]))
    made.add((row["tps"], numbers(row, read)) for row in rows)
    found = {region.region: region for region in made.regions()}

    texts = pl.read_csv(io.StringIO(files[province]), infer_schema=False)
    frame = texts.with_columns(pl.exclude("tps", "ts", "foto_awal", "foto_akhir").cast(pl.Int64))
    counts = frame.select(**{code: rule.sum() for code, rule in RULES.items()}).row(0, named=True)
    assert dict(found[province].findings) == {code: count for code, count in counts.items() if count}
    for size in (2, 4, 6, 10):
        sums = frame.group_by(col("tps").str.slice(0, size).alias("region")).agg(
            *(col(name).sum() for name in TICKETS), pl.len()
        )
        for region, first, second, third, stations in sums.iter_rows():
            assert [count for _, count in found[region].votes] == [first, second, third]
            assert found[region].expected == stations
