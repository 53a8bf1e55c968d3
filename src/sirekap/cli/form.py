"""``sirekap form``: the forms that are known, printed, and told in millimetres."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sirekap import profiles, texts
from sirekap.cli.exits import Exit
from sirekap.election.choices import DistrictCode
from sirekap.election.refusal import Refusal
from sirekap.election.regions import CodeError, station_code, village_of
from sirekap.sheet.drawing import print_pdf
from sirekap.sheet.heading import Heading
from sirekap.sheet.names import names as choice_names
from sirekap.sheet.scene import Print
from sirekap.sheet.shelf import form_codes, load_artwork, load_layout, needs_district
from sirekap.sheet.survey import survey

if TYPE_CHECKING:
    from sirekap.profiles import Profile

NAMES_MISSING = "heading_names_missing"
WITHOUT_STATION = "heading_without_station"

form = typer.Typer(no_args_is_help=True, help="Forms: list them, print them, tell where everything stands.")

FormCode = Annotated[str, typer.Option("--form", help="The form's code; `sirekap form list` names them.")]
District = Annotated[
    str | None,
    typer.Option("--district", help="The electoral district's code, where the choices depend on it: 3506."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout, nothing else.")]
Language = Annotated[str, typer.Option("--lang", envvar="SIREKAP_LANG", help="id or en.")]
Station = Annotated[
    str | None, typer.Option("--station", help="13 characters: print for this station, with its QR.")
]
Province = Annotated[str | None, typer.Option("--province", help="Its name, where the profile has none.")]
Regency = Annotated[str | None, typer.Option("--regency", help="Likewise.")]
Subdistrict = Annotated[str | None, typer.Option("--subdistrict", help="Likewise.")]
Village = Annotated[str | None, typer.Option("--village", help="Likewise.")]
Placeholders = Annotated[
    bool, typer.Option("--placeholders", help="Leave the choices' names as on the official blank.")
]
Output = Annotated[Path, typer.Option("--output", "-o", help="The PDF to write.")]


@form.command("list")
def list_forms(as_json: AsJson = False) -> None:  # noqa: FBT002 -- typer makes a flag of it
    """List the forms that can be printed and read; of those that depend on it, for how many districts."""
    for code in form_codes():
        if needs_district(code):
            _list_composed(code, as_json=as_json)
            continue
        layout = load_layout(code)
        facts = {
            "form": layout.form,
            "edition": layout.edition,
            "pages": len(layout.pages),
            "width": layout.width,
            "height": layout.height,
            "layout": layout.digest,
        }
        if as_json:
            print(json.dumps(facts))
        else:
            size = f"{layout.width:g} x {layout.height:g} mm"
            print(f"{layout.form:<20} {layout.edition}  {len(layout.pages):>2} x {size}  {layout.digest[:8]}")


def _list_composed(code: str, *, as_json: bool) -> None:
    profile = profiles.load()
    districts = profile.districts(profile.contest_of_form(code))
    if as_json:
        facts = {"form": code, "edition": profile.edition, "pages": None, "districts": sorted(districts)}
        print(json.dumps(facts))
    else:
        print(f"{code:<20} {profile.edition}  --district, {len(districts)} of them")


@form.command("print")
def print_form(  # noqa: PLR0913, PLR0917 -- one parameter an option of the command line
    output: Output,
    code: FormCode = "C.HASIL-PPWP",
    district: District = None,
    station: Station = None,
    province: Province = None,
    regency: Regency = None,
    subdistrict: Subdistrict = None,
    village: Village = None,
    placeholders: Placeholders = False,  # noqa: FBT002 -- typer makes a flag of it
    lang: Language = "id",
) -> None:
    """Print a form as a PDF of its true size, for one station or for none."""
    profile = profiles.load()
    names = {"province": province, "regency": regency, "subdistrict": subdistrict, "village": village}
    try:
        sheet = Print(
            load_layout(code, district=district),
            load_artwork(code, district=district),
            heading(profile, station, names),
            {} if placeholders else choices(profile, code, district),
        )
    except Refusal as refusal:
        _refuse(texts.say(refusal.code, lang, **refusal.facts))
    except CodeError as error:
        _refuse(str(error))
    try:
        output.write_bytes(print_pdf(sheet))
    except OSError as error:
        _refuse(f"{output}: {error.strerror}")


@form.command("layout")
def tell_layout(
    code: FormCode = "C.HASIL-PPWP",
    district: District = None,
    as_json: AsJson = False,  # noqa: FBT002 -- typer makes a flag of it
    lang: Language = "id",
) -> None:
    """Tell where every box, bubble, tally cell and mark of a form stands, in mm."""
    try:
        layout = load_layout(code, district=district)
    except Refusal as refusal:
        _refuse(texts.say(refusal.code, lang, **refusal.facts))
    for spot in survey(layout):
        if as_json:
            print(json.dumps(spot.as_dict()))
        else:
            rect = " ".join(f"{edge:8.2f}" for edge in spot.rect)
            print(f"{spot.page} {spot.kind:<9} {rect}  {spot.name}")


def heading(profile: Profile, station: str | None, names: dict[str, str | None]) -> Heading | None:
    """The heading to print: names as given, else as the profile knows them; ``None`` without a station.

    A ``Refusal`` when a name is known to neither, or names come without a station;
    a ``CodeError`` when the code is none.
    """
    if station is None:
        if any(names.values()):
            raise Refusal(WITHOUT_STATION)
        return None
    checked = station_code(station)
    known = {region.level.name.lower(): region.name for region in profile.path_of(village_of(checked))}
    full = {level: given or known.get(level, "") for level, given in names.items()}
    missing = [f"--{level}" for level, name in full.items() if not name]
    if missing:
        raise Refusal(NAMES_MISSING, {"station": station, "options": ", ".join(missing)})
    return Heading(checked, full["province"], full["regency"], full["subdistrict"], full["village"])


def choices(profile: Profile, code: str, district: str | None = None) -> dict[int, tuple[str, ...]]:
    """The names to print for each choice of a form."""
    return choice_names(profile, profile.contest_of_form(code), DistrictCode(district) if district else None)


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(Exit.REFUSED)
