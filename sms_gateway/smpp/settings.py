"""How to reach an SMSC, and how long to wait for what."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Literal

from sms_gateway.smpp.framing import MAX_PDU_BYTES
from sms_gateway.smpp.pdu import NOWHERE, Address

Role = Literal["transmitter", "receiver", "transceiver"]


@dataclass(frozen=True, slots=True)
class Tls:
    """The SMSC's certificate is always verified, against ``ca_file`` or the machine's authorities, for ``server_name`` or the
    host; ``certificate_file`` and ``key_file`` are ours, where the SMSC asks for one."""

    ca_file: str | None = None
    server_name: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None

    def context(self) -> ssl.SSLContext:
        """For a connection. Raises OSError or ssl.SSLError for a file that cannot be used."""
        context = ssl.create_default_context(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate_file is not None:
            context.load_cert_chain(self.certificate_file, self.key_file)
        return context


@dataclass(frozen=True, slots=True)
class Settings:
    """One bind. Times are seconds."""

    name: str
    """In logs."""
    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    role: Role = "transceiver"
    system_type: str = ""
    interface_version: int = 0x34
    address_range: Address = NOWHERE
    tls: Tls | None = None

    window: int = 100
    """Submits without an answer, at most."""
    reserved: int = 0
    """Places of the window that only urgent submits may take."""
    connect_timeout: float = 10.0
    """For TCP, TLS and the bind, each."""
    response_timeout: float = 30.0
    """A submit not answered by then counts as unknown."""
    enquire_after: float = 20.0
    """Silence after which the SMSC is asked whether it is there; it has ``enquire_timeout`` to answer."""
    enquire_timeout: float = 10.0
    drain_timeout: float = 5.0
    """How long an orderly end waits for answers."""

    longest_pdu: int = MAX_PDU_BYTES
    most_inbound: int = 5000
    """Deliveries that wait for the handler; beyond it the SMSC is told to come again later."""
    inbound_batch: int = 500
    """Deliveries handed to the handler at once, at most."""

    def __post_init__(self) -> None:
        if not self.window >= 1 or not 0 <= self.reserved < self.window:
            raise ValueError("window of at least 1, of which fewer are reserved")
