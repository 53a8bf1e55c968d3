"""`sirekap demo` does what it says, anywhere, with nothing but the package."""

from __future__ import annotations

from typer.testing import CliRunner

from sirekap.cli.main import app


def test_the_demo_prints_fills_photographs_reads_and_enrols(tmp_path):
    """A form, three photos and their annotated pictures, what was read, and a phone enrolled by its letter."""
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path), "--lang", "en"], env={"COLUMNS": "160"})

    assert result.exit_code == 0
    assert (tmp_path / "C.HASIL-PPWP-3504011001003.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "3504011001003").glob("*.jpg"))) == 3
    assert len(list((tmp_path / "annotated").glob("*.png"))) == 3
    assert "28 fields read" in result.stdout
    assert (tmp_path / "surat-3504011001003.pdf").read_bytes().startswith(b"%PDF")
    assert "given a certificate: station 3504011001003, phone 1" in result.stdout
    assert "Another phone with the same code is refused: enrolment_code_used" in result.stdout
