"""Forms for phones, out of the profile; each is made once, for thousands of stations ask for the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sirekap.api.forms import FormTold, form_told
from sirekap.election.choices import DistrictCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sirekap.profiles.profile import Profile

_KEPT = 3_000
"""Every form of every district of a general election: some 2,700."""


def forms_of(profile: Profile) -> Callable[[str, str | None], FormTold | None]:
    """Gives a form of a district; ``None`` for a form that the profile has not, or not there."""

    @lru_cache(maxsize=_KEPT)
    def form_of(code: str, district: str | None) -> FormTold | None:
        try:
            districts = profile.districts(profile.contest_of_form(code))
        except KeyError:
            return None
        named = DistrictCode(district) if district is not None else None
        if (named not in districts) if districts else (named is not None):
            return None
        return form_told(profile.form(code, named), district, profile.limits.voters)

    return form_of
