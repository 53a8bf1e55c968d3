"""The export: whole tables of every contest, written anew when the published state has moved."""

from sirekap.office.export.act import Doors, Export, ExportTerms

__all__ = ["Doors", "Export", "ExportTerms"]
