"""Tables that commands are given: CSV files, plain or gzipped, as rows by column name."""

from __future__ import annotations

import csv
import gzip
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def table(path: Path) -> csv.DictReader[str]:
    """Open a ``.csv`` or ``.csv.gz`` file in UTF-8.

    Raises ``OSError``, ``EOFError`` or ``UnicodeDecodeError`` for what is no such file.
    """
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), restval="")


UNREADABLE = (OSError, EOFError, UnicodeDecodeError, csv.Error)
"""What reading a table raises when the file is not one."""
