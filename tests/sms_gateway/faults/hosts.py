"""Hosts that are network namespaces of this machine, each at the end of a cable that can be pulled."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Interface

import pytest


@dataclass(frozen=True)
class Host:
    """A namespace. ``command``: what runs a program there."""

    name: str
    address: IPv4Interface

    @property
    def command(self) -> tuple[str, ...]:
        """Goes before a program's own command."""
        return ("ip", "netns", "exec", self.name)

    def pull(self) -> None:
        """Nothing of it reaches anybody any more, and nobody is told."""
        _ip("link", "set", f"{self.name}-out", "down")

    def plug(self) -> None:
        """It is back."""
        _ip("link", "set", f"{self.name}-out", "up")


@dataclass(frozen=True)
class Hosts:
    """``network``: this machine's own address among them."""

    network: IPv4Interface
    first: Host
    second: Host


def _ip(*command: str) -> None:
    subprocess.run(("ip", *command), check=True, capture_output=True)


def _attach(host: Host, bridge: str) -> None:
    _ip("netns", "add", host.name)
    _ip("link", "add", f"{host.name}-out", "type", "veth", "peer", "name", "eth0", "netns", host.name)
    _ip("link", "set", f"{host.name}-out", "master", bridge, "up")
    _ip("-n", host.name, "address", "add", str(host.address), "dev", "eth0")
    for device in ("eth0", "lo"):
        _ip("-n", host.name, "link", "set", device, "up")


@contextmanager
def two_hosts() -> Iterator[Hosts]:
    """Two of them and this machine on one switch. Skips the test where a process may not make namespaces."""
    mark = os.getpid()
    bridge, network = f"sms{mark}", IPv4Interface(f"10.213.{mark % 250}.1/24")
    places = (IPv4Interface((int(network.network[place]), network.network.prefixlen)) for place in (2, 3))
    hosts = Hosts(network, *(Host(f"{name}{mark}", place) for name, place in zip("ab", places, strict=True)))
    try:
        try:
            _ip("link", "add", bridge, "type", "bridge")
            _ip("address", "add", str(network), "dev", bridge)
            _ip("link", "set", bridge, "up")
            for host in (hosts.first, hosts.second):
                _attach(host, bridge)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            pytest.skip(f"network namespaces are not allowed here: {getattr(error, 'stderr', error)!r}")
        yield hosts
    finally:
        for name in (("netns", "del", hosts.first.name), ("netns", "del", hosts.second.name), ("link", "del", bridge)):
            subprocess.run(("ip", *name), check=False, capture_output=True)
