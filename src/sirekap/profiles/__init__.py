"""Elections as data: contests, choices, forms, layouts and rules, and the loader that reads them."""

from sirekap.profiles.profile import Profile, load

__all__ = ["Profile", "load"]
