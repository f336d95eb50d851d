"""A server on loopback that answers each request exactly as it is told, and counts them."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


def http(status: int, body: bytes, *, length: int | None = None) -> bytes:
    """A whole answer; `length` lies about its body."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
    return (
        head.encode()
        + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length)
        + body
    )


class RudeServer:
    """What to do is told by `behaviour`: `answer`, `reset` (after reading) or `hang`."""

    def __init__(self) -> None:
        self.behaviour = "answer"
        self.answer = http(200, b'{"ok":true,"result":{"message_id":7}}')
        #: Path and body of every request that arrived whole.
        self.requests: list[tuple[str, dict[str, object]]] = []
        self.port = 0
        #: How often it was connected to.
        self.connections = 0

    @property
    def url(self) -> str:
        """Its address, as `TELEGRAM_API_URL` takes it."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = 0
                for line in head.split(b"\r\n"):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                body = await reader.readexactly(length)
                self.requests.append((head.split(b" ")[1].decode(), _parsed(head, body)))
                if self.behaviour == "reset":
                    raw: socket.socket = writer.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                if self.behaviour == "hang":
                    await asyncio.sleep(3600)
                writer.write(self.answer)
                if self.behaviour == "close":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def _parsed(head: bytes, body: bytes) -> dict[str, object]:
    """The fields of a JSON body; a form as it is, under `form`."""
    if b"multipart/form-data" in head:
        return {"form": body}
    fields: dict[str, object] = json.loads(body) if body else {}
    return fields


@asynccontextmanager
async def rude_server() -> AsyncGenerator[RudeServer]:
    """A server that lives as long as the block."""
    rude = RudeServer()
    connections: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.ensure_future(rude.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    rude.port = server.sockets[0].getsockname()[1]
    try:
        yield rude
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
