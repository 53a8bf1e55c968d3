"""What a polling station counts: numbers that could be true, or with a slip of the pen.

The identities are those of the law's form (PKPU 25/2023), the codes those of the
rules in ``election``; the levels are what published results of 2024 look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sirekap.election.forms import FieldName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Numbers = dict[FieldName, int]

_SLIPS: Mapping[str, tuple[Mapping[str, int], tuple[str, ...]]] = {
    "R101": ({"pemilih_dpt_l": 1}, ("R101",)),
    "R102": ({"pengguna_dpt_j": -1}, ("R102", "R113")),
    "R103": ({"pengguna_dptb_j": 1}, ("R103", "R113")),
    "R104": ({"pengguna_non_dpt_j": 1}, ("R104", "R113")),
    "R105": ({"pengguna_total_p": -1}, ("R105", "R112")),
    "R106": ({"disabilitas_j": 1}, ("R106",)),
    "R111": ({"pengguna_total_l": -1}, ("R105", "R111")),
    "R112": ({"pengguna_dpt_p": -1}, ("R102", "R112")),
    "R113": ({"pengguna_dpt_j": -1}, ("R102", "R113")),
    "R121": ({"surat_suara_dikembalikan": 1}, ("R121",)),
    "R122": ({"surat_suara_digunakan": -1, "surat_suara_tidak_digunakan": 1}, ("R122", "R133")),
    "R131": ({"suara_2": 1}, ("R131",)),
    "R132": ({"suara_tidak_sah": 1}, ("R132",)),
    "R133": ({"suara_2": -1, "suara_sah": -1, "suara_total": -1}, ("R133", "R134")),
    "R134": (
        {"pengguna_dpt_l": -1, "pengguna_dpt_j": -1, "pengguna_total_l": -1, "pengguna_total_j": -1},
        ("R122", "R134"),
    ),
}
"""For each rule, the fields that are written too high (1) or too low (-1), and all rules that break by it."""

BREAKS: Mapping[str, frozenset[str]] = {
    **{code: frozenset(broken) for code, (_, broken) in _SLIPS.items()},
    "R201": frozenset({"R201"}),
    "R202": frozenset({"R121", "R202"}),
}
"""All rules that are broken when one is to be: some cannot break alone, since two others imply them."""

_TICKETS = ("suara_1", "suara_2", "suara_3")

_SHARES = (0.25, 0.58, 0.17)
"""The nation's votes for the three tickets of 2024, rounded."""


def count(
    seed: int, voters: int | None = None, broken: str | None = None, shares: Sequence[float] = _SHARES
) -> Numbers:
    """Count the presidential votes of one station.

    ``voters`` is its DPT (drawn if not given; at least 40), ``shares`` what the
    tickets may expect. All identities hold, unless ``broken`` names a rule: then
    those of ``BREAKS[broken]`` are broken and no other; ``KeyError`` if there is no
    such rule. Fields are named as on C.HASIL-PPWP.
    """
    rng = np.random.default_rng([seed, 0xC047])
    numbers: Numbers = {}
    voters = int(np.clip(rng.normal(240, 45), 80, 300)) if voters is None else voters
    _people(numbers, voters, rng)
    _ballots(numbers, voters, rng)
    _votes(numbers, shares, rng)
    if broken is not None:
        _slip(numbers, broken, rng)
    return numbers


def _people(numbers: Numbers, voters: int, rng: np.random.Generator) -> None:
    """Voters and users, men (l), women (p) and both (j)."""
    turnout = float(np.clip(rng.normal(0.82, 0.06), 0.55, 0.97))
    men = int(rng.binomial(voters, 0.495))
    # The spare ballots (2 %) are all there is for those who are not on the list.
    guests = min(int(rng.poisson(1.5)), voters - int(voters * turnout))
    _both(numbers, "pemilih_dpt", men, voters - men)
    came = [int(rng.binomial(side, turnout * 0.97)) for side in (men, voters - men)]
    _both(numbers, "pengguna_dpt", *came)
    moved = int(rng.binomial(guests, 0.5))
    _both(numbers, "pengguna_dptb", moved, guests - moved)
    room = max(voters - sum(came) - guests, 0)
    late = [min(int(rng.poisson(1.2)), room // 2) for _ in "lp"]
    _both(numbers, "pengguna_non_dpt", *late)
    total = [
        sum(
            numbers[FieldName(f"{row}_{sex}")]
            for row in ("pengguna_dpt", "pengguna_dptb", "pengguna_non_dpt")
        )
        for sex in "lp"
    ]
    _both(numbers, "pengguna_total", *total)
    _both(numbers, "disabilitas", *(min(int(rng.poisson(0.6)), side) for side in total))


def _both(numbers: Numbers, row: str, men: int, women: int) -> None:
    for sex, people in (("l", men), ("p", women), ("j", men + women)):
        numbers[FieldName(f"{row}_{sex}")] = people


def _ballots(numbers: Numbers, voters: int, rng: np.random.Generator) -> None:
    """Received (DPT + 2 %, rounded up), used, returned and left over."""
    received = voters + -(-2 * voters // 100)
    used = numbers[FieldName("pengguna_total_j")]
    returned = min(int(rng.poisson(0.3)), received - used)
    numbers[FieldName("surat_suara_diterima")] = received
    numbers[FieldName("surat_suara_digunakan")] = used
    numbers[FieldName("surat_suara_dikembalikan")] = returned
    numbers[FieldName("surat_suara_tidak_digunakan")] = received - used - returned


def _votes(numbers: Numbers, shares: Sequence[float], rng: np.random.Generator) -> None:
    """Tickets, valid, invalid and total."""
    total = numbers[FieldName("surat_suara_digunakan")]
    invalid = int(rng.binomial(total, float(rng.beta(2, 80))))
    votes = rng.multinomial(total - invalid, rng.dirichlet(np.array(shares) * 14 + 0.3)).tolist()
    for ticket, number in enumerate(votes, start=1):
        numbers[FieldName(f"suara_{ticket}")] = number
    numbers[FieldName("suara_sah")] = total - invalid
    numbers[FieldName("suara_tidak_sah")] = invalid
    numbers[FieldName("suara_total")] = total


def _slip(numbers: Numbers, rule: str, rng: np.random.Generator) -> None:
    """Change the numbers so that ``rule`` no longer holds."""
    by = int(rng.choice([1, 1, 2, 3, 9, 10]))
    if rule == "R201":
        # Someone wrote the list's men and women the wrong way: the sum still holds.
        over = numbers[FieldName("pengguna_dpt_l")] - by
        _both(numbers, "pemilih_dpt", over, numbers[FieldName("pemilih_dpt_j")] - over)
        return
    if rule == "R202":
        numbers[FieldName("surat_suara_diterima")] = numbers[FieldName("suara_total")] - by
        return
    ways, _ = _SLIPS[rule]
    # A ticket that is written too low must have votes to lose: the strongest one has.
    strongest = max((name for name in numbers if name.startswith(_TICKETS)), key=lambda name: numbers[name])
    fields = {strongest if name == "suara_2" else FieldName(name): sign for name, sign in ways.items()}
    by = min([by, *(numbers[name] for name, sign in fields.items() if sign < 0)])
    for name, sign in fields.items():
        numbers[name] += sign * by
