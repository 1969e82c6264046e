"""What an SMSC sends by itself, with the npm package `smpp` as SMSC: receipts, their numbers and commits, phones' texts; and ours as it reads them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.compose import compose
from sms_gateway.smpp.constants import EsmClass, MessageState
from sms_gateway.smpp.receipts import canonical, receipt
from sms_gateway.smpp.results import Accepted, Reply
from sms_gateway.smpp.session import Session
from tests.sms_gateway.smpp.lines import STYLE, Inbound, Results, on_a_loop, opened, settings, submit, until
from tests.sms_gateway.smpp.phones import pieces, whole
from tests.support.smsc import node_smsc


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("tlvs", [False, True], ids=["text", "tlvs"])
@on_a_loop
async def test_ten_thousand_messages_and_their_receipts(when: str, tlvs: bool) -> None:
    results, inbound = Results(), Inbound()
    async with node_smsc(receipts=when, receiptTlvs=tlvs) as smsc:
        session = await Session.open(settings(smsc.port), inbound)
        async with opened(session):
            for number in range(10_000):
                await session.send(submit(number), results.done(number))
            await results.all(10_000)
            await inbound.until(10_000)
            assert session.counts.unexpected == session.counts.malformed == 0
        state = await smsc.state()
    numbers = [result.message_id for [result] in results.of.values() if isinstance(result, Accepted)]
    assert len(set(numbers)) == len(numbers) == 10_000
    receipts = [receipt(delivery) for delivery in inbound.deliveries]
    assert sorted(found.message_id for found in receipts if found is not None) == sorted(numbers)
    assert {found.state for found in receipts if found is not None} == {MessageState.DELIVERED}
    assert state["mostInFlight"] <= 100
    assert (state["receiptsAnswered"], state["receiptsRefused"]) == (10_000, 0)


@on_a_loop
async def test_a_receipt_that_overtakes_the_answer() -> None:
    inbound = Inbound()
    async with node_smsc(receipts="before", responseDelay=500) as smsc:
        session = await Session.open(settings(smsc.port), inbound)
        async with opened(session):
            answer = asyncio.create_task(session.submit(submit()))
            await inbound.until(1)
            assert not answer.done()
            assert await answer == Accepted("1000")


@on_a_loop
async def test_decimal_answers_and_hexadecimal_receipts() -> None:
    inbound = Inbound()
    async with node_smsc(receipts="after", receiptHex=True) as smsc:
        session = await Session.open(settings(smsc.port), inbound)
        async with opened(session):
            accepted = await session.submit(submit())
            await inbound.until(1)
        found = receipt(inbound.deliveries[0])
    assert isinstance(accepted, Accepted) and found is not None
    assert found.message_id == "3e8"
    assert canonical(accepted.message_id, "decimal") == canonical(found.message_id, "hex")


@pytest.mark.parametrize("reply", [Reply.LATER, RuntimeError("the database is locked")], ids=["later", "error"])
@on_a_loop
async def test_what_is_not_committed_comes_again(reply: Reply | Exception) -> None:
    inbound = Inbound(reply)
    async with node_smsc(receipts="after", redeliver=True) as smsc:
        session = await Session.open(settings(smsc.port), inbound)
        async with opened(session):
            await session.submit(submit())
            await inbound.until(1)
        state = await smsc.state()
    assert inbound.batches == [1, 1]
    assert (state["receiptsRefused"], state["receiptsAnswered"]) == (1, 1)


@on_a_loop
async def test_an_answer_to_a_receipt_waits_for_the_commit() -> None:
    committed = asyncio.Event()

    async def handler(_deliveries: object) -> Reply:
        await committed.wait()
        return Reply.COMMITTED

    async with node_smsc(receipts="after") as smsc:
        session = await Session.open(settings(smsc.port), handler)
        async with opened(session):
            await session.submit(submit())
            await session.submit(submit())
            assert (await smsc.state())["receiptsAnswered"] == 0
            committed.set()
            await until(lambda: answered(smsc, 2))


async def answered(smsc: Any, receipts: int) -> bool:
    return bool((await smsc.state())["receiptsAnswered"] == receipts)


@pytest.mark.parametrize("body", ["Xin chào 😀" * 20, "Xin chao {BHXH} [1] €" * 12, "Thông báo"])
@on_a_loop
async def test_texts_as_node_reads_them(body: str) -> None:
    async with node_smsc(keep=True) as smsc:
        session = await Session.open(settings(smsc.port))
        async with opened(session):
            for long in ("udh8", "sar", "payload"):
                for pdu in compose(replace(STYLE, long=long), "84912345678", body, 0x1234):
                    assert isinstance(await session.submit(pdu), Accepted)
        kept = (await smsc.state())["kept"]
    assert {(message["from"], message["to"]) for message in kept} == {("BHXHVN", "84912345678")}
    headers = [message for message in kept if message["udh"]]
    if len(kept) > 3:
        assert [message["udh"] for message in headers] == [
            [f"000334{len(headers):02x}{number:02x}"] for number in range(1, len(headers) + 1)
        ]
        assert "".join(message["text"] for message in headers) == body
        sar = [message for message in kept if message["sar"][0] is not None]
        assert [message["sar"] for message in sar] == [
            [0x1234, len(sar), number] for number in range(1, len(sar) + 1)
        ]  # fmt: skip
        assert "".join(message["text"] for message in sar) == body
        assert kept[-1]["payload"] == body
    else:
        assert [message["text"] for message in kept] == [body] * 3


@on_a_loop
async def test_a_phones_long_text_from_node() -> None:
    inbound = Inbound()
    phone = {"source_addr": "84912345678", "source_addr_ton": 1, "source_addr_npi": 1, "destination_addr": "8079"}
    text = "Tôi muốn hỏi về thẻ bảo hiểm y tế 😀 "
    async with node_smsc() as smsc:
        session = await Session.open(settings(smsc.port), inbound)
        async with opened(session):
            for number in (2, 3, 1):
                await smsc.tell(
                    "deliver", **phone, text=text + str(number), data_coding=8, esm_class=EsmClass.UDH,
                    udh=f"05000377{3:02x}{number:02x}",
                )  # fmt: skip
                assert (await smsc.event("answered"))["status"] == 0
            await smsc.tell("deliver", **phone, text="TC BHYT €", data_coding=0)
            assert (await smsc.event("answered"))["status"] == 0
    assert whole(inbound.deliveries[:3]) == "".join(f"{text}{number}" for number in (1, 2, 3))
    assert whole(inbound.deliveries[3:]) == "TC BHYT €"
    assert {part.source for part in pieces(inbound.deliveries)} == {p.Address(1, 1, "84912345678")}
    assert [receipt(delivery) for delivery in inbound.deliveries] == [None] * 4
