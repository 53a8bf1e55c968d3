"""Whatever people do, and wherever publishers end, the site comes to be the one written at once."""

from __future__ import annotations

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.acceptance.world import CONTEST, FIVE, FOUR, KALIDAWIR, NGUNUT, ONE, PRISON, SIX, THREE, TWO
from tests.office.site_ground import Press, until_quiet

from sirekap.election.records import ChangeReason
from sirekap.election.refusal import Refusal
from sirekap.office.actor import Role
from sirekap.office.pause import Pause
from sirekap.office.ports import StoreAway
from sirekap.office.recapitulate import Change, Opened

STATIONS = (ONE, TWO, THREE, PRISON, FOUR, FIVE, SIX)
VOTES = st.integers(0, 99)


class Publication(RuleBasedStateMachine):
    """A small country, its people, and publishers of which any step may be the last."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.left = None
        self.press = Press(self.moment)
        self.world = self.press.world
        self.returns: list[str] = []
        self.publisher = None
        self.paused = False

    def do(self, work):
        """Run it to its end."""
        return self.loop.run(work)

    async def moment(self, act: str, when: str) -> None:
        """Let so many acts on the site go well, and no more."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                message = f"{when} {act}"
                raise StoreAway(message)

    @initialize()
    def set_up(self) -> None:
        """Two provinces, nothing sent."""
        self.do(self.world.set_up())
        self.publisher = self.do(self.press.publisher())

    @rule(station=st.sampled_from(STATIONS), first=VOTES, second=VOTES, device=st.sampled_from("ab"))
    def send(self, station, first, second, device) -> None:
        """A phone sends figures."""
        self.returns.append(self.do(self.world.sent(station, first, second, 1, device=device)))

    @precondition(lambda self: self.returns)
    @rule(to=st.sampled_from(STATIONS), data=st.data())
    def move(self, to, data) -> None:
        """A return is taken to another station."""
        moved = data.draw(st.sampled_from(self.returns))
        self.attempt(self.world.dispute.move(self.world.operator("35"), moved, to, "Salah TPS"))

    @rule(region=st.sampled_from((NGUNUT, KALIDAWIR)))
    def open(self, region) -> None:
        """The plenary of a subdistrict opens."""
        self.attempt(self.world.opens(region))

    @rule(station=st.sampled_from(STATIONS[:6]))
    def confirm(self, station) -> None:
        """A station is read out and confirmed."""
        self.attempt(self.world.confirms(station))

    @rule(station=st.sampled_from(STATIONS[:6]), votes=VOTES)
    def correct(self, station, votes) -> None:
        """A figure is corrected, in words."""
        operator = self.world.operator(station[:6])
        changes = {"suara_1": Change(votes, ChangeReason.MISREAD)}
        self.attempt(
            self.world.recapitulate.correct(operator, station, CONTEST, changes, Opened(words=f"{votes}"))
        )

    @rule(region=st.sampled_from((NGUNUT, KALIDAWIR)))
    def certify(self, region) -> None:
        """A subdistrict certifies."""
        self.attempt(self.world.certifies(region))

    @rule(data=st.data())
    def withdraw(self, data) -> None:
        """Words that were published are withdrawn."""
        files = self.press.site.files
        told = sorted(path for path in files if path.startswith("v1/words/"))
        if told:
            name = data.draw(st.sampled_from(told)).removeprefix("v1/words/").removesuffix(".json")
            self.do(self.world.words.withdraw(name))

    @rule()
    def pause_or_resume(self) -> None:
        """Numbers stand still, or go on."""
        act = Pause(self.world.clerk, self.press.published)
        chair = self.world.person("chair", Role.ADMINISTRATOR, "0")
        self.do((act.resume if self.paused else act.pause)(chair, "x"))
        self.paused = not self.paused

    @rule()
    def log(self) -> None:
        """Fold and sequencer come up with the records."""
        self.do(self.press.logged())

    @rule(acts=st.integers(0, 12))
    def publish_and_end(self, acts) -> None:
        """A publisher steps, until the store is away in the middle of something; another comes."""
        self.left = acts
        self.attempt(until_quiet(self.publisher), StoreAway)
        self.left = None
        self.publisher = self.do(self.press.publisher())

    @rule()
    def publish(self) -> None:
        """A publisher comes up with the log."""
        self.do(until_quiet(self.publisher))

    @rule()
    def rebuild(self) -> None:
        """All is folded anew, and written anew."""
        self.do(self.world.projections.clear())
        self.do(self.press.published.anew())
        self.do(self.press.logged())

    def attempt(self, work, *also) -> None:
        """What is refused is not done; that is all."""
        try:
            self.do(work)
        except (Refusal, *also):
            return

    @invariant()
    def nothing_is_left_when_all_is_quiet(self) -> None:
        """No pointer without its document, at any moment."""
        for path, data in self.press.site.files.items():
            if path.startswith("v1/ppwp/") and len(path.split("/")) == 6 and path.count(".") == 1:
                assert self.press.site.files.get(data.decode().split('"')[3]) is not None

    def teardown(self) -> None:
        """When all is quiet the site is the one written at once."""
        if self.paused:
            self.pause_or_resume()
        self.do(self.press.logged())
        self.do(until_quiet(self.publisher))
        fresh = self.do(self.press.fresh())
        self.loop.close()
        assert self.press.site.files.keys() == fresh.keys()
        assert [path for path, data in fresh.items() if self.press.site.files[path] != data] == []


Publication.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestPublication = Publication.TestCase
