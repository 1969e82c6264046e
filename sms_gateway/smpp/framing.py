"""PDUs out of a stream of bytes, in bounded memory."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from sms_gateway.smpp.constants import HEADER_BYTES, CommandStatus
from sms_gateway.smpp.decoding import PduError

_HEADER: Final = struct.Struct(">IIII")
_LENGTH: Final = struct.Struct(">I")

MAX_PDU_BYTES: Final = 70_000
"""Room for a message_payload of 65,535 octets and every other field."""


class Frame(NamedTuple):
    """One PDU: its header, and where in ``data`` its body lies."""

    command: int
    status: int
    sequence: int
    data: bytes
    at: int
    end: int


class Framer:
    """Cuts a stream into PDUs. It never holds more than one PDU of ``longest`` octets and the last bytes fed."""

    def __init__(self, longest: int = MAX_PDU_BYTES) -> None:
        self._longest = longest
        self._rest = bytearray()
        self._needed = HEADER_BYTES

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The PDUs that these bytes complete.

        Raises PduError where a length cannot be one: where the next PDU begins is then unknown, so the connection is of no
        further use. The PDUs before it have been yielded.
        """
        rest = self._rest
        if rest:
            rest += data
            if len(rest) < self._needed:
                return
            data = bytes(rest)
            rest.clear()
        at, size = 0, len(data)
        while size - at >= HEADER_BYTES:
            length, command, status, sequence = _HEADER.unpack_from(data, at)
            if not HEADER_BYTES <= length <= self._longest:
                raise PduError(CommandStatus.INVALID_COMMAND_LENGTH, f"a PDU of {length} octets")
            end = at + length
            if end > size:
                break
            yield Frame(command, status, sequence, data, at + HEADER_BYTES, end)
            at = end
        if at < size:
            rest += data[at:]
            self._needed = max(
                HEADER_BYTES, _LENGTH.unpack_from(rest)[0] if len(rest) >= HEADER_BYTES else HEADER_BYTES
            )
