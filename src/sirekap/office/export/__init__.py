"""The export: whole tables of every contest, written anew when the published state has moved."""

from sirekap.office.export.act import Export, ExportTerms

__all__ = ["Export", "ExportTerms"]
