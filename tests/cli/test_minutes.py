"""`sirekap minutes` and `sign-minutes`, on a database of their own."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sirekap.cli.main import app
from sirekap.election.contests import Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import SaltedHash
from sirekap.election.records import PagePhoto
from sirekap.election.regions import Level, RegionCode, StationCode
from sirekap.office.actor import Actor, Role
from sirekap.office.clerk import Clerk
from sirekap.office.hold_plenary import HoldPlenary, signing_code
from sirekap.office.recapitulate import Entered, Opened, Recapitulate
from sirekap.seal.keys import Purpose, SigningKey
from sirekap.wiring.process import folder_on
from sirekap.wiring.reached import reached
from sirekap.wiring.settings import Settings

RUN = CliRunner()
REGION, STATION = RegionCode("350401"), StationCode("3504011001001")
REGIONS = "kode,nama\n35,JAWA TIMUR\n3504,TULUNGAGUNG\n350401,TULUNGAGUNG\n3504011001,KEDUNGSOKO\n"
STATIONS = "code,voters\n3504011001001,250\n"
VOTES = {
    FieldName(name): n for name, n in {"suara_1": 41, "suara_2": 70, "suara_3": 9, "suara_sah": 120}.items()
}


def run(here, *arguments):
    """A command on this folder's database."""
    return RUN.invoke(app, [*arguments, "--data", str(here / "data"), "--lang", "en"])


@pytest.fixture(scope="module")
def place():
    """One station set up; its plenary has met and is certified, and the contest of DPR has not."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        (here / "regions.csv").write_text(REGIONS)
        (here / "stations.csv").write_text(STATIONS)
        tables = ["--regions", str(here / "regions.csv"), "--stations", str(here / "stations.csv")]
        assert run(here, "election", "import", *tables).exit_code == 0
        asyncio.run(held(Settings(data=here / "data")))
        yield here


async def held(settings):
    """Two people enter the station from the opened paper, close, and certify."""
    moments = itertools.count()
    async with reached(settings) as store:
        folder = folder_on(store, settings)

        async def caught_up():
            while await folder.step():
                pass

        clerk = Clerk(
            records=store.records,
            projections=store.projections,
            words=store.words,
            key=SigningKey(Purpose.OFFICE, bytes(32)),
            receipt_key=SigningKey(Purpose.RECEIPT, bytes(32)),
            election=folder.election,
            phase=folder.phase,
            log_promise=60,
            now=lambda: datetime(2024, 2, 17, 8, tzinfo=UTC) + timedelta(minutes=next(moments)),
            random=lambda size: hashlib.shake_256(str(next(moments)).encode()).digest(size),
            caught_up=caught_up,
        )
        plenary = HoldPlenary(clerk, store.places, lambda _: Level.NATION)
        one, two = person("one", Role.OPERATOR), person("two", Role.SECOND)
        await plenary.open(one, REGION, Contest.PRESIDENT)
        typed, opened = Entered(VOTES), Opened(photos=(PagePhoto(2, "f" * 64),))
        await Recapitulate(clerk).enter(one, two, STATION, Contest.PRESIDENT, typed, typed, opened)
        await plenary.close(one, REGION, Contest.PRESIDENT)
        code = signing_code(await plenary.content(REGION, Contest.PRESIDENT))
        await plenary.certify(one, two, REGION, Contest.PRESIDENT, code, ())


def person(name, role):
    """Somebody of the subdistrict."""
    return Actor(name, role, REGION, SaltedHash(hashlib.sha256(name.encode()).hexdigest()), proven=True)


def test_minutes_of_a_subdistrict_and_the_copy_of_a_station(place, tool, tmp_path):
    """Certified: exit 0, a PDF with the figures and the code of its name, and the XLSX beside it."""
    drawn = run(place, "minutes", REGION, "--out", str(tmp_path), "--xlsx")
    again = run(place, "minutes", REGION, "--out", str(tmp_path / "again"))
    copy = run(place, "minutes", STATION, "--out", str(tmp_path / "copy"))

    assert [each.exit_code for each in (drawn, again, copy)] == [0, 0, 0]
    pdf, xlsx = sorted(tmp_path.glob("*.*"))
    assert (pdf.suffix, xlsx.suffix, xlsx.read_bytes()[:2]) == (".pdf", ".xlsx", b"PK")
    assert pdf.name.startswith("D.HASIL-KECAMATAN-PPWP-350401-")
    (same,) = (tmp_path / "again").iterdir()
    assert same.read_bytes() == pdf.read_bytes()
    told = subprocess.run(
        [tool("pdftotext"), "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert pdf.stem.split("-", 4)[4] in told
    assert "Seratus dua puluh" in told
    (paper,) = (tmp_path / "copy").iterdir()
    assert paper.name.startswith("C.HASIL-SALINAN-PPWP-3504011001001-")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([REGION, "--contest", "pdpr"], "has not been opened"),
        (["350499"], "no vote on ppwp"),
        (["3504011001"], "holds no plenary"),
        (["xyz"], "not a region code"),
        ([REGION, "--contest", "x"], "x"),
        (["3504011001009"], "3504011001009"),
        ([STATION, "--contest", "pdpr"], "has no figures"),
    ],
)
def test_what_cannot_be_drawn_is_refused(place, tmp_path, arguments, words):
    """Exit 2 with a sentence; nothing is written."""
    result = run(place, "minutes", *arguments, "--out", str(tmp_path / "none"))

    assert (result.exit_code, words in result.stderr) == (2, True), result.stderr
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_key_does_not_sign(place, tmp_path):
    """Exit 2; the minutes stay as they are."""
    pytest.importorskip("pyhanko", reason="the extra `sign` is not installed")
    (tmp_path / "key.p12").write_bytes(b"no key")
    run(place, "minutes", REGION, "--out", str(tmp_path))
    (pdf,) = tmp_path.glob("*.pdf")
    before = pdf.read_bytes()

    arguments = ["sign-minutes", str(pdf), "--p12", str(tmp_path / "key.p12"), "--passphrase", "x"]
    result = RUN.invoke(app, [*arguments, "--lang", "en"])

    assert (result.exit_code, "PKCS #12" in result.stderr) == (2, True)
    assert [each.read_bytes() for each in tmp_path.glob("*.pdf")] == [before]
