"""HTTP to the office and back. Nothing is decided here: a refusal's code becomes a status, once."""

from sirekap.api.application import Application
from sirekap.api.doors import Doors

__all__ = ["Application", "Doors"]
