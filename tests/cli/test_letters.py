"""`sirekap election letters`, `phones` and `replace-phone`, on a database of their own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sirekap.cli.letters import end_of_day
from sirekap.cli.main import app
from sirekap.cli.printing import A_FILE, Printer
from sirekap.office.letters import Letters
from sirekap.office.pace import Pace
from sirekap.office.ports import Setup
from sirekap.seal.codes import CodeKey
from sirekap.seal.device import DeviceKey
from sirekap.sheet.letter import LetterPress
from sirekap.simulate.crowd import places
from sirekap.simulate.enrolling import claim_of
from sirekap.store.memory import MemoryDevices, MemoryEnrolment, MemoryJournal, MemoryPlaces, MemoryRecords
from sirekap.wiring.keys import keys_in
from sirekap.wiring.process import enrol_on
from sirekap.wiring.reached import reached
from sirekap.wiring.settings import Settings

RUN = CliRunner()
REGIONS = "kode,nama\n35,JAWA TIMUR\n3504,TULUNGAGUNG\n350401,TULUNGAGUNG\n3504011001,KEDUNGSOKO\n"
STATIONS = "code,voters\n3504011001001,250\n3504011001002,\n"


@pytest.fixture(scope="module")
def place():
    """A folder with two stations set up in it, open to the database's account when run by root."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        here.chmod(0o755)
        (here / "regions.csv").write_text(REGIONS)
        (here / "stations.csv").write_text(STATIONS)
        tables = ["--regions", str(here / "regions.csv"), "--stations", str(here / "stations.csv")]
        assert run(here, "import", *tables).exit_code == 0
        yield here


def run(here, command, *arguments):
    """A command of `sirekap election` on this folder's database."""
    told = [*arguments, "--data", str(here / "data"), "--lang", "en"]
    return RUN.invoke(app, ["election", command, *told])


def scanned(tool, path):
    """What a scanner reads from a PDF."""
    subprocess.run([tool("pdftoppm"), "-r", "100", "-gray", path, path.with_suffix("")], check=True)
    pages = sorted(path.parent.glob(f"{path.stem}-*.pgm"))
    told = subprocess.run(
        [tool("zbarimg"), "-q", "--raw", *pages], capture_output=True, text=True, check=True
    )
    return sorted(told.stdout.split())


async def enrolled(here, payload, phone):
    """A phone claims with what it scanned."""
    settings = Settings(data=here / "data")
    key = DeviceKey(phone)
    async with reached(settings) as store:
        keys = keys_in(settings.data / "keys", settings.election, datetime.now(UTC), os.urandom)
        enrol = enrol_on(store, keys, settings, Pace(lambda: 0.0))
        return await enrol(claim_of(payload, key), None)


def test_letters_phones_and_a_replacement(place, tool):
    """From paper to phones: old letters are cancelled, a phone enrols and shows, and is replaced."""
    first = run(place, "letters", "--out", str(place / "letters"))
    again = run(place, "letters", "--region", "3504011001", "--out", str(place / "again.pdf"), "--days", "3")
    (written,) = (place / "letters").iterdir()
    old, new = scanned(tool, written), scanned(tool, place / "again.pdf")
    asyncio.run(enrolled(place, new[0], b"phone"))
    shown = run(place, "phones", "--region", "35", "--json")
    told = run(place, "phones")
    replaced = run(
        place, "replace-phone", "3504011001001", "1", "--reason", "lost", "--out", str(place / "r.pdf")
    )
    other = run(
        place, "replace-phone", "3504011001001", "2", "--reason", "lost", "--out", str(place / "s.pdf")
    )

    assert "2 letters, 4 codes; 0 old codes cancelled" in first.stdout
    assert "2 letters, 4 codes; 4 old codes cancelled" in again.stdout
    assert len({*old, *new}) == 8
    assert [written.name, oct(written.stat().st_mode & 0o777)] == ["surat-350401-01.pdf", "0o600"]
    rows = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(one["station"], len(one["enrolled"]), len(one["open"])) for one in rows] == [
        ("3504011001001", 1, 1),
        ("3504011001002", 0, 2),
    ]
    assert told.stdout.splitlines()[-1] == "2 stations: 1 without a phone, 1 with one, 0 with two."
    assert (shown.exit_code, replaced.exit_code, other.exit_code) == (1, 0, 0)
    assert ["is revoked" in one.stdout for one in (replaced, other)].count(True) == 1
    assert len(scanned(tool, place / "r.pdf")) == 1


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("letters", ["--region", "51"], "no station in region 51"),
        ("letters", ["--region", "xyz"], "not a region code"),
        ("replace-phone", ["3504011001001", "3"], "no phone 3"),
        ("replace-phone", ["3504011001009", "1"], "3504011001009"),
    ],
)
def test_what_is_not_there_is_refused(place, command, arguments, words):
    """Exit 2, with a sentence; nothing is printed."""
    out = ["--out", str(place / "nothing.pdf")]
    result = run(place, command, *arguments, *out)

    assert (result.exit_code, words in result.stderr) == (2, True)
    assert not (place / "nothing.pdf").exists()


@pytest.fixture
def letters(runner):
    """A hundred and twenty stations in memory, in one subdistrict."""
    kept = MemoryPlaces()
    runner.run(kept.put(Setup(*places(120)), dry=False))
    return Letters(
        places=kept,
        enrolment=MemoryEnrolment(MemoryRecords(), MemoryDevices(), kept),
        journal=MemoryJournal(),
        codes=CodeKey(bytes(32)),
        random=iter_bytes(),
    )


def iter_bytes():
    """Another code each time."""
    numbers = iter(range(10_000))
    return lambda length: next(numbers).to_bytes(length)


async def test_many_letters_are_many_files_of_fifty(letters, tmp_path):
    """However many stations: what is drawn at once is one file's letters."""
    until = end_of_day(datetime(2024, 1, 1, tzinfo=UTC), 30)
    with LetterPress() as press:
        printer = Printer(letters, press, "Pemilu", until)
        written = [one async for one in printer.folder("34", tmp_path)]

    assert A_FILE == 50
    assert [(one.path.name, one.letters, one.codes) for one in written] == [
        ("surat-340100-01.pdf", 50, 100),
        ("surat-340100-02.pdf", 50, 100),
        ("surat-340100-03.pdf", 20, 40),
    ]


async def test_a_file_that_is_not_opened_is_not_left(letters, tmp_path):
    """The store refuses: no letter lies about whose codes open nothing."""
    drafted = [one async for _, some in letters.batches("34", 50) for one in some][:1]
    with LetterPress() as press:
        printer = Printer(letters, press, "Pemilu", datetime(2024, 1, 1, tzinfo=UTC))
        with pytest.raises(Exception, match="twice"):
            await printer.file(drafted * 2, tmp_path / "one.pdf")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("now", "until"),
    [("2024-01-20T16:59:59Z", "2024-01-21T16:59:59Z"), ("2024-01-20T17:00:00Z", "2024-01-22T16:59:59Z")],
)
def test_codes_hold_to_the_end_of_a_day_in_jakarta(now, until):
    """Seventeen o'clock UTC is the next day there."""
    made = end_of_day(datetime.fromisoformat(now), 1)

    assert made == datetime.fromisoformat(until)
