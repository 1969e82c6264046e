"""SMSCs that are broken, confused or hostile. No third party plays these parts, so a script of ours does."""

from __future__ import annotations

import asyncio
import struct

import pytest

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import MAX_SEQUENCE, CommandStatus
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.results import Accepted, BindFailed, NotSent, Refused, Reply, Result, Unanswered
from sms_gateway.smpp.session import Session
from tests.sms_gateway.smpp.lines import Inbound, Peer, Results, on_a_loop, opened, raw_smsc, settings, submit


def header(length: int, command: int, sequence: int, status: int = 0) -> bytes:
    return struct.pack(">IIII", length, command, status, sequence)


@pytest.mark.parametrize(
    "octets",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", header(0x7FFFFFFF, 5, 1), header(15, 5, 1), b"\x00" * 64, b"\xff" * 64],
    ids=["http", "giant", "tiny", "zeros", "ones"],
)
@on_a_loop
async def test_octets_that_are_no_smpp_end_the_session(octets: bytes) -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        await peer.expect(p.SubmitSm)
        peer.writer.write(octets)
        nack, _, status = await peer.read()
        assert (type(nack), status) == (p.GenericNack, CommandStatus.INVALID_COMMAND_LENGTH)
        assert await peer.at_end() == b""

    async with raw_smsc(script) as port:
        session = await Session.open(settings(port))
        assert await session.submit(submit()) == Unanswered("line_lost")
        assert await session.closed() == "malformed"
        assert session.counts.malformed == 1


@on_a_loop
async def test_a_line_that_breaks_inside_a_pdu() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        octets = encode(p.SubmitSmResp("1000"), await peer.expect(p.SubmitSm))
        peer.writer.write(octets[:-2])

    async with raw_smsc(script) as port:
        session = await Session.open(settings(port))
        assert await session.submit(submit()) == Unanswered("line_lost")
        assert await session.closed() == "closed_by_peer"


@on_a_loop
async def test_responses_to_nothing_and_of_the_wrong_kind_are_passed_over() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        sequence = await peer.expect(p.SubmitSm)
        peer.send(p.SubmitSmResp("wrong"), sequence + 1)
        peer.send(p.SubmitSmResp("wrong"), 0)
        peer.send(p.DataSmResp("wrong"), sequence)
        peer.send(p.QuerySmResp("wrong"), sequence)
        peer.send(p.BindTransceiverResp("wrong"), sequence)
        peer.send(p.GenericNack(), sequence + 77, CommandStatus.INVALID_COMMAND_ID)
        peer.writer.write(header(16, 0x80000099, sequence))
        peer.send(p.SubmitSmResp("right"), sequence)
        peer.send(p.SubmitSmResp("twice"), sequence)
        peer.send(p.SubmitSmResp("right"), await peer.expect(p.SubmitSm))
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    results = Results()
    async with raw_smsc(script) as port:
        session = await Session.open(settings(port))
        async with opened(session):
            await session.send(submit(), results.done(0))
            await results.all(1)
            assert await session.submit(submit()) == Accepted("right")
            assert session.counts.unexpected == 8
    assert results.of[0] == [Accepted("right")]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (lambda n: encode(p.GenericNack(), n, CommandStatus.INVALID_COMMAND_LENGTH), Refused(2)),
        (lambda n: encode(p.GenericNack(), n), Refused(CommandStatus.UNKNOWN)),
        (lambda n: header(16, 0x80000004, n, 0x45), Refused(0x45)),
        (lambda n: header(16, 0x80000004, n, 0x400), Refused(0x400)),
        (lambda n: header(16, 0x80000004, n), Accepted("")),
        (lambda n: header(19, 0x80000004, n) + b"abc", Unanswered("unreadable")),
        (lambda n: header(20, 0x80000004, n) + b"a\0\0\1", Unanswered("unreadable")),
    ],
    ids=["nack", "nack without status", "error", "vendor's error", "no number", "no end", "half a parameter"],
)
@on_a_loop
async def test_answers_to_a_submit(answer: object, result: Result) -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        peer.writer.write(answer(await peer.expect(p.SubmitSm)))  # type: ignore[operator]
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    async with raw_smsc(script) as port, opened(await Session.open(settings(port))) as session:
        assert await session.submit(submit()) == result


@on_a_loop
async def test_requests_that_cannot_be_understood_are_answered_with_an_error() -> None:
    answers: list[tuple[type[p.Pdu], int, int]] = []

    async def script(peer: Peer) -> None:
        sequence = await peer.expect(p.BindTransceiver)
        peer.send(p.DeliverSm(short_message=b"early"), 1)
        answers.append(kind(await peer.read()))
        peer.send(p.BindTransceiverResp("raw"), sequence)
        deliver = encode(p.DeliverSm(short_message=b"x" * 20), 2)
        peer.writer.write(header(len(deliver) - 8, 5, 2) + deliver[16:-8])  # sm_length promises more
        peer.writer.write(header(20, 5, 3) + b"abcd")
        peer.writer.write(header(20, 0x103, 4) + b"\0\0\0\0")
        peer.writer.write(header(18, 0x00000777, 5) + b"??")
        peer.send(p.SubmitSm(), 6)
        peer.send(p.AlertNotification(), 7)
        peer.send(p.DeliverSm(short_message=b"good"), 8)
        for _ in range(6):
            answers.append(kind(await peer.read()))
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    def kind(read: tuple[p.Pdu, int, int]) -> tuple[type[p.Pdu], int, int]:
        return type(read[0]), read[1], read[2]

    inbound = Inbound()
    async with raw_smsc(script) as port, opened(await Session.open(settings(port), inbound)) as session:
        await inbound.until(1)
        assert session.counts.malformed == 3
    assert answers == [
        (p.DeliverSmResp, 1, CommandStatus.WRONG_BIND_STATUS),
        (p.DeliverSmResp, 2, CommandStatus.INVALID_MESSAGE_LENGTH),
        (p.DeliverSmResp, 3, CommandStatus.INVALID_COMMAND_LENGTH),
        (p.DataSmResp, 4, CommandStatus.INVALID_COMMAND_LENGTH),
        (p.GenericNack, 5, CommandStatus.INVALID_COMMAND_ID),
        (p.GenericNack, 6, CommandStatus.INVALID_COMMAND_ID),
        (p.DeliverSmResp, 8, CommandStatus.OK),
    ]


@on_a_loop
async def test_more_deliveries_than_the_handler_can_take_are_put_off() -> None:
    free, finished = asyncio.Event(), asyncio.Event()

    async def handler(_deliveries: object) -> Reply:
        await free.wait()
        return Reply.COMMITTED

    statuses: list[int] = []

    async def script(peer: Peer) -> None:
        await peer.bind()
        for sequence in range(1, 101):
            peer.send(p.DeliverSm(short_message=b"x"), sequence)
        for number in range(100):
            if number == 80:
                free.set()
            statuses.append((await peer.read())[2])
        finished.set()
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    values = {"most_inbound": 15, "inbound_batch": 5}
    async with raw_smsc(script) as port, opened(await Session.open(settings(port, **values), handler)) as session:
        async with asyncio.timeout(20):
            await finished.wait()
        deferred = session.counts.deferred
    # A full inbox, and one batch with the handler if that had begun before all had come.
    assert statuses.count(CommandStatus.QUEUE_FULL) == deferred
    assert 80 <= deferred <= 85
    assert statuses.count(CommandStatus.OK) == 100 - deferred


@on_a_loop
async def test_a_peer_that_does_not_read_stops_the_senders_and_costs_no_memory() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        await asyncio.sleep(3600)

    results, long = Results(), ((0x424, b"x" * 60_000),)
    async with raw_smsc(script) as port:
        session = await Session.open(settings(port, window=10_000, enquire_after=1.0, enquire_timeout=1.0))
        pdu = p.SubmitSm(p.Address(), p.Address(1, 1, "84912345678"), tlvs=long)
        senders = [asyncio.create_task(session.send(pdu, results.done(number))) for number in range(2000)]
        assert await session.closed() == "silent"
        await asyncio.gather(*senders)
    kinds = results.kinds()
    assert sum(kinds.values()) == 2000
    assert kinds["Unanswered"] < 500  # what the kernel's buffers and one high-water mark hold, of 120 MB
    assert kinds["NotSent"] > 1500


@on_a_loop
async def test_sequence_numbers_begin_again_and_pass_over_those_in_use() -> None:
    seen: list[int] = []

    async def script(peer: Peer) -> None:
        await peer.bind()
        for _ in range(6):
            seen.append(await peer.expect(p.SubmitSm))
        for sequence in seen:
            peer.send(p.SubmitSmResp(str(sequence)), sequence)
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    results = Results()
    async with raw_smsc(script) as port, opened(await Session.open(settings(port))) as session:
        await session.send(submit(), results.done(0))  # has number 2, the bind had 1
        session._calls._next = MAX_SEQUENCE - 1
        for number in range(1, 6):
            await session.send(submit(), results.done(number))
        await results.all(6)
    assert seen == [2, MAX_SEQUENCE - 1, MAX_SEQUENCE, 1, 3, 4]
    assert [results.of[number] for number in range(6)] == [[Accepted(str(sequence))] for sequence in seen]


@pytest.mark.parametrize("answers", [False, True], ids=["never", "garbage"])
@on_a_loop
async def test_a_bind_that_is_not_answered(answers: bool) -> None:
    async def script(peer: Peer) -> None:
        sequence = await peer.expect(p.BindTransceiver)
        if answers:
            peer.writer.write(header(19, 0x80000009, sequence) + b"abc")
        await peer.at_end()

    async with raw_smsc(script) as port:
        with pytest.raises(BindFailed) as refusal:
            await Session.open(settings(port, connect_timeout=0.3))
    assert refusal.value.reason == ("unreadable" if answers else "timeout")


@on_a_loop
async def test_a_peer_that_hangs_up_on_a_bind() -> None:
    async def script(peer: Peer) -> None:
        await peer.expect(p.BindTransceiver)

    async with raw_smsc(script) as port:
        with pytest.raises(BindFailed) as refusal:
            await Session.open(settings(port))
    assert refusal.value.reason == "closed"


@on_a_loop
async def test_an_unbind_that_is_not_answered_ends_all_the_same() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        await peer.at_end()

    async with raw_smsc(script) as port:
        session = await Session.open(settings(port, drain_timeout=0.2))
        await session.close()
        assert await session.closed() == "closed"
        assert await session.query("1", p.Address()) == NotSent("closed")


@on_a_loop
async def test_a_careful_session_sends_one_until_it_is_answered() -> None:
    seen: list[int] = []

    async def script(peer: Peer) -> None:
        await peer.bind()
        seen.append(await peer.expect(p.SubmitSm))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(peer.reader.readexactly(1), 0.3)
        peer.send(p.SubmitSmResp("1"), seen[0])
        for _ in range(4):
            peer.send(p.SubmitSmResp("2"), await peer.expect(p.SubmitSm))
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    results = Results()
    async with raw_smsc(script) as port, opened(await Session.open(settings(port), cautious=True)) as session:
        for number in range(5):
            await session.send(submit(), results.done(number))
        await results.all(5)
    assert results.kinds() == {"Accepted": 5}


@on_a_loop
async def test_a_callback_that_fails_costs_nobody_else_an_answer() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        first, second = await peer.expect(p.SubmitSm), await peer.expect(p.SubmitSm)
        peer.writer.write(encode(p.SubmitSmResp("1"), first) + encode(p.SubmitSmResp("2"), second))
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    def fails(_result: Result) -> None:
        raise RuntimeError("a mistake of the caller")

    results = Results()
    async with raw_smsc(script) as port, opened(await Session.open(settings(port))) as session:
        await session.send(submit(), fails)
        await session.send(submit(), results.done(2))
        await results.all(1)
    assert results.of[2] == [Accepted("2")]


@on_a_loop
async def test_a_message_that_fits_no_pdu_takes_nobodys_place() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        first = await peer.expect(p.SubmitSm)
        await release.wait()
        peer.send(p.SubmitSmResp("1"), first)
        peer.send(p.SubmitSmResp("2"), await peer.expect(p.SubmitSm))
        peer.send(p.UnbindResp(), await peer.expect(p.Unbind))

    release = asyncio.Event()
    unfit = p.SubmitSm(destination=p.Address(1, 1, "8" * 30))
    async with raw_smsc(script) as port, opened(await Session.open(settings(port, window=1))) as session:
        waiting = [asyncio.create_task(session.submit(pdu)) for pdu in (submit(), unfit, submit())]
        await asyncio.wait(waiting, timeout=0.2)
        release.set()
        first, failure, last = await asyncio.gather(*waiting, return_exceptions=True)
    assert (first, last) == (Accepted("1"), Accepted("2"))
    assert isinstance(failure, ValueError)


@on_a_loop
async def test_what_was_still_corked_when_the_line_broke_was_certainly_not_sent() -> None:
    async def script(peer: Peer) -> None:
        await peer.bind()
        for _ in range(2):
            await peer.expect(p.SubmitSm)
        assert await peer.at_end() == b""

    results = Results()
    async with raw_smsc(script) as port:
        session = await Session.open(settings(port))
        for number in range(5):
            if number == 2:
                session._line.flush()
            await session.send(submit(number), results.done(number))
        transport = session._line._transport
        assert transport is not None
        transport.close()
        assert await session.closed() == "closed_by_peer"
    assert [results.of[number] for number in range(5)] == [[Unanswered("line_lost")]] * 2 + [[NotSent("closed")]] * 3
