"""People at their browsers: accounts made, signed in, requests as our pages send them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pyotp

from sirekap.api.people import HEADER, SESSION
from sirekap.election.regions import NATION, RegionCode
from sirekap.office.accounts.sign_in import From
from sirekap.office.actor import Actor, Role
from sirekap.wiring.people import people_doors
from sirekap.wiring.settings import Settings

if TYPE_CHECKING:
    from sirekap.simulate.wire import Answer

PASSWORD = "kertas suara di meja"
_NUMBERS = itertools.count(1)


@dataclass
class Browser:
    """A person's browser; ``cookies`` are what the server set."""

    client: object
    cookies: dict[str, str] = field(default_factory=dict)
    name: str = ""
    secret: str = ""
    used: int = 0

    async def ask(self, method, path, body=None, *, headers=None, pages=True) -> Answer:
        """A request as our pages send it; ``pages=False`` leaves out the header that marks them."""
        data = b"" if body is None else msgspec.json.encode(body)
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.client.port}"]
        lines += [f"content-length: {len(data)}"] if method != "GET" else []
        lines += ["content-type: application/json"] if data else []
        lines += [f"{HEADER}: 1"] if pages and method != "GET" else []
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if self.cookies:
            lines.append("cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        answer = await self.client.send("\r\n".join([*lines, "", ""]).encode() + data)
        for name, value in set_cookies(answer):
            self.cookies[name] = value
        return answer

    async def told(self, method, path, body=None) -> dict:
        """The JSON of an answer that must be good."""
        answer = await self.ask(method, path, body)
        assert answer.status == 200, (path, answer.status, answer.body)
        return msgspec.json.decode(answer.body)

    async def refused(self, method, path, body=None, **more) -> tuple[int, str]:
        """The status and code of an answer that must be a refusal."""
        answer = await self.ask(method, path, body, **more)
        return answer.status, msgspec.json.decode(answer.body).get("code", "")

    def code(self) -> str:
        """What the authenticator shows; asked again at once, what it will show next."""
        step = max(int(datetime.now(UTC).timestamp()) // 30, self.used + 1)
        self.used = step
        return pyotp.TOTP(self.secret).generate_otp(step)

    def credentials(self) -> dict:
        """What a second person types at another's screen."""
        return {"name": self.name, "password": PASSWORD, "code": self.code()}


def set_cookies(answer: Answer):
    """The cookies of an answer; the wire keeps the last of several lines of one name."""
    for line in answer.headers.get("set-cookie", "").split("\n"):
        name, _, value = line.partition(";")[0].partition("=")
        if name:
            yield name, value


async def account(site, role, region, name=""):
    """An account of this role, made by an administrator, with a password."""
    doors = people_doors(site.store, site.keys, Settings(), site.caught_up)
    name = name or f"{role.value}.{region}.{next(_NUMBERS)}"
    by = Actor("0" * 32, Role.ADMINISTRATOR, NATION, "0" * 64, proven=True)
    _, token = await doors.keep.invite(by, name, f"Ibu {name}", role, RegionCode(region))
    begun = await doors.keep.accept(token, PASSWORD, From())
    return begun.account


async def signed_in(site, client, made, *, proven=True):
    """A browser in which somebody is signed in already."""
    doors = people_doors(site.store, site.keys, Settings(), site.caught_up)
    begun = await doors.door.begin(made, From(), proven=proven)
    return Browser(client, {SESSION: begun.token}, made.name)
