"""A bound session that is fed anything at all: no exception leaves it, and every submit has its result."""

from __future__ import annotations

import asyncio
import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import Command
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.session import Session
from tests.sms_gateway.smpp.lines import Inbound, Results, settings, submit
from tests.sms_gateway.smpp.pdus import anything

SUBMITS = 4
# Small sequence numbers, so that many hit a submit (2 to 5) or the bind (1).
sequences = st.integers(0, 7) | st.just(0xFFFFFFFF)
frames = st.one_of(
    st.builds(encode, anything, sequences, st.sampled_from([0, 0, 0x58, 0x14, 0x45])),
    st.builds(
        lambda command, sequence, body: struct.pack(">IIII", 16 + len(body), command, 0, sequence) + body,
        st.sampled_from(list(Command)) | st.integers(0, 0xFFFFFFFF),
        sequences,
        st.binary(max_size=60),
    ),
)
streams = st.tuples(st.lists(frames, max_size=12), st.binary(max_size=40))


class Wire(asyncio.Transport):
    """A transport to nowhere, which closes when it is told to."""

    def __init__(self, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._protocol = protocol
        self._closing = False

    def write(self, data: Any) -> None:
        assert not self._closing
        assert struct.unpack_from(">I", data)[0] <= len(data)

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        self._closing = True
        asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        return

    def pause_reading(self) -> None:
        return

    def resume_reading(self) -> None:
        return


@given(streams)
def test_whatever_comes(stream: tuple[list[bytes], bytes]) -> None:
    frames, rest = stream
    errors: list[dict[str, Any]] = []

    async def go() -> Results:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: errors.append(context))
        results = Results()
        session = Session(settings(1, drain_timeout=0.01), Inbound())
        wire = Wire(session._line)
        session._line.connection_made(wire)
        binding = asyncio.create_task(session._bind())
        await asyncio.sleep(0)
        session._line.data_received(encode(p.BindTransceiverResp("wire"), 1))
        await binding
        for number in range(SUBMITS):
            await session.send(submit(number), results.done(number))
        for octets in (*frames, rest):
            if not wire.is_closing():
                session._line.data_received(octets)
            await asyncio.sleep(0)
        await session.close()
        await asyncio.sleep(0)
        return results

    results = asyncio.run(go())
    assert errors == []
    assert [len(results.of[number]) for number in range(SUBMITS)] == [1] * SUBMITS
