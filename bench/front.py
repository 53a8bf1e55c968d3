"""nginx on the committed configuration, on other ports and with a certificate made for the day."""

from __future__ import annotations

import re
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.processes import ROOT, Program, free_port
from sirekap.simulate.wire import Line, Server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sirekap.simulate.wire import Answer

CONFIGURATION = ROOT / "deploy" / "nginx" / "sirekap.conf"
MAIN = CONFIGURATION.with_name("nginx.conf")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass
class Front:
    """The configuration in a folder; :attr:`command` starts nginx on it in the foreground."""

    folder: Path
    apis: Sequence[int]
    published: Path
    changes: Sequence[tuple[str, str]] = ()
    encrypted: bool = True

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o755)
        self.port, self.plain = free_port(), free_port()
        self.tls = certificate(self.folder)
        text = CONFIGURATION.read_text()
        servers = "".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;\n" for port in self.apis)
        text, found = re.subn(r"(    server 127\.0\.0\.1:\d+ max_fails=1 fail_timeout=2s;\n)+", servers, text)
        if found != 1:
            raise ValueError(CONFIGURATION)
        for old, new in (
            ("listen 443 ssl http2", f"listen 127.0.0.1:{self.port}{' ssl http2' * self.encrypted}"),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("    listen [::]:80;\n", ""),
            ("/etc/sirekap/tls/", f"{self.folder}/"),
            ("/var/lib/sirekap/published", str(self.published)),
            *self.changes,
        ):
            if old not in text:
                raise ValueError(old)
            text = text.replace(old, new)
        (self.folder / "sirekap.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(self._main())

    def _main(self) -> str:
        """The committed file around it, for one process in the foreground that is any account's."""
        text = MAIN.read_text()
        temporary = "".join(f"    {kind}_temp_path {self.folder}/{kind};\n" for kind in _TEMPORARY)
        for old, new in (
            ("user www-data;", "daemon off;"),
            ("worker_processes auto", "worker_processes 1"),
            ("/run/nginx.pid", f"{self.folder}/nginx.pid"),
            ("/var/log/nginx", str(self.folder)),
            ("/etc/nginx/conf.d", str(self.folder)),
            ("http {\n", f"http {{\n{temporary}"),
        ):
            if old not in text:
                raise ValueError(old)
            text = text.replace(old, new)
        return text

    @property
    def command(self) -> tuple[str, ...]:
        """nginx, not as a daemon."""
        return (
            "nginx",
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "error.log"),
        )


@asynccontextmanager
async def behind(
    place: Path, *apis: int, changes: Sequence[tuple[str, str]] = ()
) -> AsyncIterator[tuple[Front, Server]]:
    """Nginx in front of processes that listen on these ports, and its address."""
    front = Front(place / "nginx", apis, place / "published", changes)
    program = Program(front.command, front.port, place / "nginx.log")
    await program.start()
    try:
        yield front, Server(front.port, tls=front.tls)
    finally:
        await program.stop()


def from_a_bucket(place: Path) -> tuple[tuple[str, str], ...]:
    """The changes that the configuration's own comment asks for."""
    text = CONFIGURATION.read_text()
    lines = [line.removeprefix("    #   ") for line in text.splitlines() if line.startswith("    #   ")]
    zone = lines[0].replace("/var/cache/nginx/sirekap", f"{place}/cache")
    start = text.index("    location / {\n        error_page")
    end = text.index("    location ^~ /log/entries/")
    first = "upstream sirekap_api {"
    return ((text[start:end], "\n".join(lines[1:]) + "\n"), (first, f"{zone}\n{first}"))


async def ask(server: Server, request: bytes) -> Answer:
    """One request on a connection of its own."""
    line = await Line.to(server)
    answer = await line.ask(request, 20)
    line.cut()
    return answer


def certificate(folder: Path) -> ssl.SSLContext:
    """Make a key and its own certificate for this machine; the context of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sirekap.invalid")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "fullchain.pem", folder / "privkey.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.touch(mode=0o600)
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return ssl.create_default_context(cafile=str(chain))
