"""Addresses, names and redirects that lead into a private network, and a network that watches."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpcore

#: The only addresses that count as public in these tests; everything else is forbidden.
PUBLIC_V4 = "93.184.215.14"
PUBLIC_V6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
PUBLIC = frozenset({PUBLIC_V4, PUBLIC_V6})
WEB_PORTS = frozenset({80, 443, 8080, 8443})

#: Numeric addresses of every forbidden kind.
FORBIDDEN = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255"),
    *("172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.1", "192.0.0.192"),
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "198.19.255.255"),
    *("192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1"),
    *("64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001::1", "2001:db8::1"),
    *("2001:10::1", "2001:20::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1"),
    *("ff02::1", "ff0e::1", "3fff::1", "5f00::1"),
)

#: Addresses as they may be written into a message; none may lead to a connection.
HOSTILE_URLS = (
    *("http://127.0.0.1/", "http://localhost/", "http://LOCALHOST./", "http://127.1/"),
    *("http://127.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/"),
    *("http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1.:80/", "http://0/"),
    *("http://0x0/", "http://00000/", "http://[::]/", "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/"),
    *("http://[64:ff9b::127.0.0.1]/", "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/"),
    *("http://[fe80::1%eth0]/", "http://[fd00:ec2::254]/latest/meta-data/", "http://[::1%25lo]/"),
    *("http://169.254.169.254/latest/meta-data/", "http://0xa9fea9fe/", "http://2852039166/"),
    *("http://169.254.43518/", "http://0251.0376.0251.0376/", "http://[::ffff:a9fe:a9fe]/"),
    *("http://0xa9.0xfe.0xa9.0xfe/", "http://169.0xfea9fe/", "http://425.510.425.510/"),
    *("http://metadata.google.internal/", "http://metadata/", "http://foo.localhost/"),
    *("http://localhost.localdomain/", "http://router.lan/", "http://nas.local/", "http://db/"),
    *("http://x.home.arpa/", "http://svc.cluster.local/", "http://a.internal./", "http://x.onion/"),
    *("http://kubernetes.default.svc/", "http://a.test/", "http://b.invalid/", "http://c.corp/"),
    *("http://public.example@127.0.0.1/", "http://127.0.0.1#@public.example/"),
    *("http://public.example:80@127.0.0.1/", "http://user:pass@public.example/"),
    *("http://@127.0.0.1/", "http://:@127.0.0.1/", "http://public.example%2f@127.0.0.1/"),
    *("http://public.example\\@127.0.0.1/", "http://127.0.0.1\\@public.example/"),
    *("http:\\\\127.0.0.1\\", "http:/\\127.0.0.1/", "http:///127.0.0.1/", "http:127.0.0.1"),
    *("http://", "http:///", "http://?", "http://#", "//127.0.0.1/", "http://.../", "http://-/"),
    *("http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127．0．0．1/", "http://１２７.0.0.1/"),
    *("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://loc\u00adalhost/", "http://localhost%00.public.example/"),
    *("http://127.0.0.1%00.public.example/", "http://127.0.0.1%2e/", "http://%31%32%37.0.0.1/"),
    *("http://public.example%00/", "http://public.example\r\nHost: 127.0.0.1/", "http://a b/"),
    *("http://public.example/\r\nX-Y: 1", "http://public.example/ a", "http://public\t.example/"),
    *(" http://127.0.0.1/", "http://127.0.0.1 .public.example/", "ht\ttp://127.0.0.1/"),
    *(
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://127.0.0.1/",
        "dict://127.0.0.1:1/",
    ),
    *(
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "data:text/html,x",
        "javascript:alert(1)",
        "ldap://x.y/",
    ),
    *("jar:http://127.0.0.1!/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun/x"),
    *("ws://public.example/", "netdoc:///etc/passwd", "tftp://127.0.0.1/x", "phar://x.y/z"),
    *("http://public.example:22/", "http://public.example:6379/", "http://public.example:25/"),
    *("http://public.example:0/", "http://public.example:99999/", "http://public.example:-1/"),
    *("http://public.example:5432/", "http://public.example:8081/", "http://public.example:80x/"),
    *("http://[127.0.0.1]/", "http://[::1/", "http://::1/", "http://[]/", "http://[v1.x]/"),
    *("http://127.0.0.1:80:80/", "http://1.1.1.1.1/", "http://256.256.256.256/", "http://1e3/"),
    *(
        "http://0x7f.1/",
        "http://127.0x1/",
        "http://0x/",
        "http://0x7f000001.:80/",
        "https://[::]:443/",
    ),
    "http://" + "a" * 3000 + ".example/",
)

#: What a name may resolve to, wholly or in part.
HOSTILE_ANSWERS = (
    *((address,) for address in FORBIDDEN),
    (PUBLIC_V4, "127.0.0.1"),
    ("127.0.0.1", PUBLIC_V4),
    (PUBLIC_V4, PUBLIC_V6, "::1"),
    (PUBLIC_V6, "169.254.169.254"),
    ("fe80::1%eth0",),
    (PUBLIC_V4, "fe80::1%2"),
    ("not an address",),
    (),
)

#: Where a public site may redirect to.
HOSTILE_REDIRECTS = (
    *("http://127.0.0.1/", "//localhost/", "http://169.254.169.254/latest/meta-data/", "//127.1/"),
    *("http://[::1]/", "http://2130706433/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_X"),
    *("http://router.lan/", "http://private.example/", "http://rebind.example/", "http:///"),
    *("http://public.example:22/", "http://public.example:6379/", "http://user@public.example/"),
    *("http://public.example@127.0.0.1/", "\\\\127.0.0.1\\x", "http://127.0.0.1\\@public.example/"),
    *("http://mixed.example/", "data:text/html,x", "javascript:alert(1)", "http://0/", "//0x7f.1"),
    *("http://public.example/to/2", "/to/0", "http://[::ffff:127.0.0.1]/", "http://①.①.①.①/"),
    *("http://public.example/\x00", "http://public.example/ x\x7f", "", "http://[fe80::1%25lo]/"),
)


@dataclass
class Watch:
    """A network that writes down where a connection was wanted, and answers for public hosts.

    Stands for the machine's network; public addresses on port 80 lead to `port` of this
    machine, or to nobody.
    """

    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)
    _inner: httpcore.AnyIOBackend = field(default_factory=httpcore.AnyIOBackend)

    @property
    def forbidden(self) -> list[tuple[str, int]]:
        """Connections that should never have been wanted."""
        return [
            (address, port)
            for address, port in self.asked
            if address not in PUBLIC or port not in WEB_PORTS
        ]

    def backend(self) -> httpcore.AsyncNetworkBackend:
        """For a client."""
        return _Backend(self)


class _Backend(httpcore.AsyncNetworkBackend):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self._watch.asked.append((host, port))
        if host in PUBLIC and port == 80 and self._watch.port:
            return await self._watch._inner.connect_tcp("127.0.0.1", self._watch.port)
        raise httpcore.ConnectError("nobody there")


class Names:
    """A name service whose answers are given; several lists are given by turns."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name: list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        lists = self._answers.get(host.replace(".", "_"))
        if lists is None:
            raise OSError("no such name")
        return lists.pop(0) if len(lists) > 1 else lists[0]


class RawServer:
    """Answers each path with bytes that are given, wrong ones too; counts connections."""

    def __init__(self, answers: dict[str, bytes] | None = None) -> None:
        self.answers = answers or {}
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode("latin-1")
            writer.write(
                self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def redirect(to: str) -> bytes:
    """A redirect as raw bytes."""
    location = to.encode("utf-8")
    return b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"


def ok(body: bytes = b"hello") -> bytes:
    """A good answer as raw bytes."""
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
