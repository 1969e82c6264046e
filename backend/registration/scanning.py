"""Looking for malware in what citizens upload, by ClamAV's daemon where one is configured (`BHXH_CLAMAV`).

The file goes over the daemon's socket (INSTREAM, clamd(8)) as it was sent, before any of our decoders sees it. A daemon that does not
answer lets nothing in: whoever configured it relies on it.
"""

import socket
import struct
from collections.abc import Callable
from typing import Final

from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger

Scan = Callable[[bytes], None]
"""Raises InvalidValue("photo.infected") for a file with malware, InvalidValue("photo.scan_down") where nothing can be said."""

_TIMEOUT: Final = 10.0
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096

log = get_logger()


def scanner(address: str | None) -> Scan:
    """The scanner at ``address``: a path (``/run/clamav/clamd.ctl``) or ``host:port``. None: nothing is scanned."""
    if not address:
        return _let_pass
    return lambda data: _scan(address, data)


def _let_pass(_: bytes) -> None:
    """Without a scanner the redrawing alone protects: what is kept is never the file that was sent."""


def _scan(address: str, data: bytes) -> None:
    try:
        answer = _ask(address, data)
    except OSError as error:
        log.error("clamav_unreachable", error=type(error).__name__)
        raise InvalidValue("photo.scan_down", text("photo.scan_down")) from None
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        log.warning("clamav_found")
        raise InvalidValue("photo.infected", text("photo.infected"))
    log.error("clamav_failed", answer=answer[:80])
    raise InvalidValue("photo.scan_down", text("photo.scan_down"))


def _ask(address: str, data: bytes) -> str:
    with _connected(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            received = connection.recv(_LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if not address.startswith("/") and colon:
        return socket.create_connection((host, int(port)), _TIMEOUT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_TIMEOUT)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection
