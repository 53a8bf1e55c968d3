"""The third act: the plenary of the subdistrict opens the papers, station by station, and certifies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sirekap.cli.night.papers import Lot
from sirekap.election.contests import Block, Contest
from sirekap.election.forms import FieldName
from sirekap.election.identity import SaltedHash, photo_hash
from sirekap.election.records import (
    ChangeReason,
    PagePhoto,
    Signing,
    WitnessCopy,
)
from sirekap.election.records import Role as Seat
from sirekap.office.actor import Actor, Role
from sirekap.office.hold_plenary import Attendant, signing_code
from sirekap.office.recapitulate import Change, Entered, Opened
from sirekap.sheet.minutes.press import MinutesPress
from sirekap.wiring.minutes import head_of_log, minutes_of
from sirekap.wiring.plenary import people_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from pathlib import Path

    from sirekap.cli.night.papers import Paper
    from sirekap.election.forms import Form
    from sirekap.election.regions import RegionCode
    from sirekap.wiring.small import SmallService

CONTEST = Contest.PRESIDENT
_SITE = "https://sirekap.invalid"


@dataclass(frozen=True, slots=True)
class Minuted:
    """A certified plenary: the code both people read out, and where its minutes are."""

    code: str
    path: Path


@dataclass(frozen=True, slots=True)
class Meeting:
    """The plenary of one subdistrict in the demonstration."""

    service: SmallService
    region: RegionCode
    form: Form

    def _person(self, name: str, role: Role) -> Actor:
        stands = SaltedHash(hashlib.sha256(name.encode()).hexdigest())
        return Actor(name, role, self.region, stands, proven=True)

    async def settle(self, papers: Sequence[Paper], told: Callable[[Paper, str], None]) -> None:
        """Open the plenary and go through every station: confirm, correct, or enter."""
        operator, second = (
            self._person("Operator PPK", Role.OPERATOR),
            self._person("Anggota PPK", Role.SECOND),
        )
        people = people_of(self.service.store, self.service.keys, self.service.settings, self._folded())
        await people.plenary.open(operator, self.region, CONTEST)
        for paper in papers:
            if paper.lot is Lot.SILENT:
                typed = Entered(*self._blocks(paper))
                pages = enumerate(paper.photos, 1)
                photos = tuple(PagePhoto(page, photo_hash(data)) for page, (_, data) in pages)
                opened = Opened(WitnessCopy.EQUAL, words="Belum pernah dikirim", photos=photos)
                await people.recapitulate.enter(
                    operator, second, paper.station, CONTEST, typed, typed, opened
                )
                told(paper, "entered")
            elif paper.lot is Lot.MISTYPED:
                changes = {
                    name: Change(paper.numbers[name], ChangeReason.MISTYPED)
                    for name in [FieldName("suara_1")]
                }
                opened = Opened(
                    WitnessCopy.DIFFERS, "Saksi 02", words="Salah ketik di TPS", objector="Saksi 02"
                )
                await people.recapitulate.correct(operator, paper.station, CONTEST, changes, opened)
                told(paper, "corrected")
            else:
                await people.recapitulate.confirm(operator, paper.station, CONTEST, Opened(WitnessCopy.EQUAL))
                told(paper, "confirmed")

    async def certify(self, out: Path) -> Minuted:
        """Close, certify by two people, and draw the minutes."""
        operator, second = (
            self._person("Operator PPK", Role.OPERATOR),
            self._person("Anggota PPK", Role.SECOND),
        )
        people = people_of(self.service.store, self.service.keys, self.service.settings, self._folded())
        await people.plenary.close(operator, self.region, CONTEST)
        code = signing_code(await people.plenary.content(self.region, CONTEST))
        present = (
            Attendant("Ketua PPK", Seat.CHAIR, Signing.SIGNED),
            Attendant("Anggota PPK", Seat.MEMBER, Signing.SIGNED),
            Attendant("Saksi 01", Seat.WITNESS, Signing.REFUSED, "Menunggu arahan tim"),
            Attendant("Saksi 02", Seat.WITNESS, Signing.SIGNED),
        )
        await people.plenary.certify(operator, second, self.region, CONTEST, code, present)
        draw = minutes_of(self.service.store, self.service.settings, _SITE)
        book = await draw(self.region, CONTEST, await head_of_log(self.service.store))
        path = out / f"D.HASIL-KECAMATAN-{self.region}.pdf"
        with MinutesPress() as press:
            path.write_bytes(press.minutes(book))
        return Minuted(code, path)

    def _blocks(self, paper: Paper) -> Iterator[dict[FieldName, int | None]]:
        for block in (Block.VOTES, Block.ADMINISTRATION):
            names = [each.name for each in self.form.fields() if each.block is block]
            yield {name: paper.numbers[name] for name in names if name in paper.numbers}

    def _folded(self) -> Callable[[], Awaitable[None]]:
        async def caught_up() -> None:
            while await self.service.folder.step():
                pass

        return caught_up
