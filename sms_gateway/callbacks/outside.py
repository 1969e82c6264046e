"""HTTP to addresses that others have named, without being led into our own network (SSRF).

Every address is judged when the connection is made, and the connection goes to the very address that was judged: a name that is
resolved twice could mean two places. Redirects are not followed, no proxy of the environment is used.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

Network = IPv4Network | IPv6Network

ANYWHERE: tuple[Network, ...] = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""For the one address that nobody outside has named: our own."""

LONGEST_SECONDS = 8.0
"""One request from beginning to end, however little by little the other side answers."""

_TIMEOUTS = {"connect": 5.0, "read": 8.0, "write": 8.0, "pool": 5.0}
_TRANSLATED = ip_network("64:ff9b::/96")


class Refused(Exception):
    """The address leads where nobody outside may send us."""


class _Hurried(httpcore.NetworkStream):
    """A connection that ends at its deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Hurried(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Guarded(httpcore.NetworkBackend):
    """Connects to public addresses, and to those of the allowed networks; without TLS to the latter alone."""

    def __init__(self, allowed: Sequence[Network], *, encrypted: bool) -> None:
        self._allowed = allowed
        self._encrypted = encrypted
        self._inner = httpcore.SyncBackend()
        self._deadline = time.monotonic() + LONGEST_SECONDS

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As httpcore's own, to an address that was judged. Raises Refused and httpcore.ConnectError."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("name") from None
        addresses = [str(one[4][0]) for one in found]
        good = [address for address in addresses if self._may(address)]
        if not good:
            raise Refused
        stream = self._inner.connect_tcp(good[0], port, timeout, local_address, socket_options)
        return _Hurried(stream, self._deadline)

    def _may(self, address: str) -> bool:
        judged = ip_address(address.partition("%")[0])
        return any(judged in network for network in self._allowed) or (self._encrypted and is_public(judged))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it lies in the internet, also when an IPv4 address is wrapped in an IPv6 one."""
    if isinstance(address, IPv6Address):
        if address.sixtofour is not None or address.teredo is not None:
            return False
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
    return address.is_global and not address.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str], allowed: Sequence[Network]) -> int:
    """The status of the answer, whose body is not read. Raises Refused, OSError and httpcore's errors of connection and protocol."""
    backend = _Guarded(allowed, encrypted=url.startswith("https://"))
    context = ssl.create_default_context()
    with (
        httpcore.ConnectionPool(ssl_context=context, network_backend=backend) as pool,
        pool.stream(
            "POST",
            url,
            headers=[*headers.items(), ("Content-Length", str(len(body))), ("Connection", "close")],
            content=body,
            extensions={"timeout": _TIMEOUTS},
        ) as answer,
    ):
        return answer.status
