"""`sirekap recap`: files of returns become totals of every level, one JSON line a region."""

from __future__ import annotations

import gzip
import json

from typer.testing import CliRunner

from sirekap.cli.exits import Exit
from sirekap.cli.main import app

HEAD = "tps,ts,suara_01,suara_02,suara_03,suara_sah,suara_tidak_sah,suara_total\n"


def recap(*arguments: str):
    """Exit code and JSON lines by region."""
    result = CliRunner().invoke(app, ["recap", "--contest", "ppwp", "--json", *arguments])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return result.exit_code, {line["region"]: line for line in lines}, result


def test_two_stations_add_up_to_the_nation(tmp_path):
    """One whole station, one with a single ticket: the empty ones add nothing and are R411."""
    path = tmp_path / "35.csv.gz"
    rows = HEAD + "3504011001001,,41,99,60,200,11,211\n3504011001002,,5,,,,,\n3504011001003,,,,,,,\n"
    path.write_bytes(gzip.compress(rows.encode()))
    code, regions, _ = recap(str(path))

    assert code == Exit.NEEDS_PERSON
    assert set(regions) == {"0", "35", "3504", "350401", "3504011001"}
    assert regions["0"]["votes"]["suara_1"] == 46
    assert regions["3504011001"]["stations"] == {"expected": 3, "counted": 2}
    assert regions["35"]["findings"] == {"R411": 1}


def test_another_contest_is_refused(tmp_path):
    """Only the presidential files have this shape: exit 2."""
    result = CliRunner().invoke(app, ["recap", "--contest", "pdpr", str(tmp_path / "x.csv")])

    assert result.exit_code == Exit.REFUSED
