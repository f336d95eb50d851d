"""Proxies on loopback: they count what passes, and may ask for a name and password."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


@dataclass
class Proxy:
    """A proxy; `user` and `password` are asked for where they are set."""

    kind: str
    user: str = ""
    password: str = ""
    port: int = 0
    #: Targets as `host:port`, in order.
    asked: list[str] = field(default_factory=list)
    #: Where hosts are that nobody else knows.
    hosts: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address, as `TELEGRAM_PROXY` takes it."""
        who = f"{self.user}:{self.password}@" if self.user else ""
        return f"{self.kind}://{who}127.0.0.1:{self.port}"

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """One connection."""
        try:
            await (self._socks if self.kind == "socks5" else self._http)(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _http(self, reader: Reader, writer: Writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        method, target, version = line.split()
        given = base64.b64encode(f"{self.user}:{self.password}".encode())
        if self.user and b"basic " + given.lower() not in head.lower():
            writer.write(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        url = urlsplit(target.decode())
        self.asked.append(url.netloc)
        path = target.partition(b"//")[2].partition(b"/")[2]
        begin = b"%b /%b %b\r\n%b" % (method, path, version, rest)
        await self._pass(url.hostname or "", url.port or 80, begin, reader, writer)

    async def _socks(self, reader: Reader, writer: Writer) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = 2 if self.user else 0
        if wanted not in methods:
            writer.write(b"\x05\xff")
            await writer.drain()
            return
        writer.write(bytes((5, wanted)))
        if wanted:
            _, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            password = await reader.readexactly((await reader.readexactly(1))[0])
            right = (user.decode(), password.decode()) == (self.user, self.password)
            writer.write(bytes((1, 0 if right else 1)))
            if not right:
                await writer.drain()
                return
        *_, kind = await reader.readexactly(4)
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = ".".join(map(str, await reader.readexactly(4)))
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{host}:{port}")
        writer.write(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        await self._pass(host, port, b"", reader, writer)

    async def _pass(
        self, host: str, port: int, begin: bytes, reader: Reader, writer: Writer
    ) -> None:
        await _pipe(self.hosts.get(host, host), port, begin, reader, writer)


async def _pipe(host: str, port: int, begin: bytes, reader: Reader, writer: Writer) -> None:
    """What one side says to the other, until one of them ends."""
    far_reader, far_writer = await asyncio.open_connection(host, port)
    far_writer.write(begin)

    async def copy(source: Reader, target: Writer) -> None:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()

    ways = [
        asyncio.create_task(copy(reader, far_writer)),
        asyncio.create_task(copy(far_reader, writer)),
    ]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in ways:
        way.cancel()
    await asyncio.gather(*ways, return_exceptions=True)
    far_writer.close()


@asynccontextmanager
async def proxy(kind: str, *, user: str = "", password: str = "") -> AsyncGenerator[Proxy]:
    """A proxy that listens."""
    made = Proxy(kind=kind, user=user, password=password)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
