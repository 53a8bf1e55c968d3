"""Forms drawn by typst: vector PDF for the printer, pixels for camera and reader.

The same scene gives both, so what is read is what was printed. Data reach the
template as JSON, never as markup. Equal inputs give equal bytes.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self, cast

import font_source_sans_pro
import typst

from sirekap.sheet.scene import page_scene

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from sirekap.sheet.scene import Print

_FACES = ("Regular", "It", "Semibold", "Bold", "Black", "BlackIt")
_MM_PER_INCH = 25.4
_DATED = datetime(2024, 1, 1, tzinfo=UTC)  # The same form is the same file, whenever it is printed.


class Press:
    """A typst compiler with the form's fonts and nothing else of this machine.

    Used as a context manager or closed by hand. The fonts stand in a folder of
    their own: their package ships each face twice, and which of the two typst
    takes would depend on the order of a directory.
    """

    def __init__(self) -> None:
        self._fonts = TemporaryDirectory(prefix="sirekap-fonts-")
        for face in _FACES:
            shutil.copy(
                Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face}.ttf", self._fonts.name
            )
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[self._fonts.name]
        )
        self._template = files("sirekap.sheet").joinpath("page.typ").read_bytes()
        self._compiler = typst.Compiler(font_paths=fonts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the font folder back."""
        self._fonts.cleanup()

    def pdf(self, form: Print) -> bytes:
        """Print all pages of a form in its true size, as vectors."""
        book = _book(form, [page.number for page in form.layout.pages])
        return cast(
            "bytes",
            self._compiler.compile(
                self._template, format="pdf", sys_inputs=book, timestamp=_DATED, pdf_tags=False
            ),
        )

    def png(self, form: Print, number: int, px_per_mm: float) -> bytes:
        """Draw one page as a PNG of so many pixels a millimetre; ``KeyError`` if there is no such page."""
        book = _book(form, [number])
        ppi = px_per_mm * _MM_PER_INCH
        return cast("bytes", self._compiler.compile(self._template, format="png", ppi=ppi, sys_inputs=book))


def print_pdf(form: Print) -> bytes:
    """Print one form; see :meth:`Press.pdf`. For many, keep a :class:`Press`."""
    with Press() as press:
        return press.pdf(form)


def raster(form: Print, number: int, px_per_mm: float) -> bytes:
    """Draw one page as PNG; see :meth:`Press.png`. For many, keep a :class:`Press`."""
    with Press() as press:
        return press.png(form, number, px_per_mm)


def _book(form: Print, pages: Sequence[int]) -> dict[str, str]:
    """What the template is given: one JSON text, whatever stands in it."""
    layout = form.layout
    book = {
        "title": f"{layout.form} {layout.edition}",
        "width": layout.width,
        "height": layout.height,
        "scenes": [asdict(page_scene(form, number)) for number in pages],
    }
    return {"book": json.dumps(book, ensure_ascii=False)}
