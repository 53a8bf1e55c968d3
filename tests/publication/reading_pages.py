"""A page as a test reads it: numbers by field, links, places that a link can name."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Read(HTMLParser):
    """``totals`` are numbers by field where the whole page has one; ``stations`` by station, then field."""

    totals: dict[str, int | None] = field(default_factory=dict)
    stations: dict[str, dict[str, int | None]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    struck: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._station = self._field = self._list = None
        self._place = 0
        self._deleted = False

    def handle_starttag(self, tag, attributes):
        """Note a link, a place, a number's field."""
        given = dict(attributes)
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "article":
            self._station = given["id"]
            self.stations[self._station] = {}
        self._field = given.get("data-field", self._field)
        if tag == "ol":
            self._list, self._place = given.get("data-list"), 0
        elif tag == "li" and self._list:
            self._place = int(given.get("value", self._place + 1))
        elif tag == "b" and self._list and not self._field:
            self._field = f"{self._list}{self._place}" if self._place else self._list.removesuffix("_caleg_")
        self._deleted = tag == "del"
        for name in ("href", "src"):
            if name in given:
                self.links.append(given[name])

    def handle_endtag(self, tag):
        """A number ends with its element."""
        if tag == "article":
            self._station = None
        if tag == "ol":
            self._list = None
        self._field, self._deleted = None, False

    def handle_data(self, data):
        """Take the text, and a number that is awaited."""
        self.text += data
        if self._deleted:
            self.struck.append(data)
        if self._field is not None:
            number = "".join(each for each in data if each.isdigit())
            place = self.totals if self._station is None else self.stations[self._station]
            place[self._field] = int(number) if number else None


def read(content):
    """Read a page's bytes."""
    made = Read()
    made.feed(content.decode())
    return made
