"""`sirekap demo` does what it says, anywhere, with nothing but the package."""

from __future__ import annotations

from typer.testing import CliRunner

from sirekap.cli.main import app


def test_the_demo_runs_a_night_from_letters_to_the_published_site(tmp_path):
    """Four stations: one plain, one mistyped, one whose paper contradicts itself, one that sends nothing."""
    options = ["demo", "--out", str(tmp_path), "--stations", "4", "--lang", "en"]

    result = CliRunner().invoke(app, options, env={"COLUMNS": "160"})

    assert result.exit_code == 0
    assert (tmp_path / "C.HASIL-PPWP-3504011001001.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "3504011001004").glob("*.jpg"))) == 3
    assert len(list((tmp_path / "annotated").glob("*.png"))) == 3
    assert (tmp_path / "surat-3504011001.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "D.HASIL-KECAMATAN-350401.pdf").read_bytes().startswith(b"%PDF")
    assert "Kedungsoko" in (tmp_path / "situs/hasil/ppwp/3504011001.html").read_text(encoding="utf-8")
    for told in (
        "28 fields read",
        "4 phones scan their codes",
        "refused: enrolment_code_used",
        "3 returns are taken",
        "9 looked at, 3 returns read",
        "R131",
        "Station 002: corrected",
        "Station 004: never sent; entered",
        "Certified by two people",
        "All is right, and the log is signed by the key",
    ):
        assert told in result.stdout
    states = [line for line in result.stdout.splitlines() if "R131" in line or "differing" in line]
    assert len(states) == 2
