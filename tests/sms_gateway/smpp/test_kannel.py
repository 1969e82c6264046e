"""Kannel on the other side: as SMSC it reads what we submit, as ESME it is read by our codec."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.bind import Backoff, Bind
from sms_gateway.smpp.compose import compose
from sms_gateway.smpp.constants import DataCoding, EsmClass, Tag
from sms_gateway.smpp.results import Accepted
from tests.sms_gateway.smpp.lines import STYLE, Inbound, Peer, Results, on_a_loop, raw_smsc, settings, submit
from tests.sms_gateway.smpp.phones import pieces, whole
from tests.support.kannel import drive_smpp, kannel

NOTICE = "Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Văn An sử dụng mã số BHXH: 7912345678. Liên hệ 19009696"
PHONE = p.Address(1, 1, "84912345678")


@on_a_loop
async def test_kannels_smpp_driver_as_smsc(tmp_path: Path) -> None:
    results, inbound = Results(), Inbound()
    quick = Backoff(0.1, 0.5)
    async with drive_smpp(tmp_path, deliveries=300) as (port, log):
        transmitter = Bind(settings(port, role="transmitter", system_type="VMA"), backoff=quick)
        receiver = Bind(settings(port, role="receiver"), inbound, backoff=quick)
        async with transmitter, receiver:
            async with asyncio.timeout(30):
                await asyncio.gather(transmitter.up(), receiver.up())
            for number in range(300):
                await transmitter.send(submit(number), results.done(number))
            [first, second] = compose(STYLE, PHONE.number, NOTICE, 0x77)
            assert isinstance(await transmitter.submit(first), Accepted)
            assert isinstance(await transmitter.submit(second), Accepted)
            await results.all(300)
            await inbound.until(300)
            assert transmitter.counts.unexpected == receiver.counts.malformed == 0
        text = log.read_bytes().decode("latin-1")
    assert results.kinds() == {"Accepted": 300}
    assert [delivery.short_message for delivery in inbound.deliveries if isinstance(delivery, p.DeliverSm)] == [
        str(number).encode() for number in range(1, 301)
    ]
    assert text.count("Handling SMPP PDU of type submit_sm\n") == 302
    assert text.count("submit_sm: short_message = <Xin chao>\n") == 300
    assert text.count("Handling SMPP PDU of type deliver_sm_resp\n") == 300
    assert "PDU unpacking failed" not in text


class Callbacks:
    """An HTTP server for what Kannel reports."""

    def __init__(self) -> None:
        self.urls: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.urls.put_nowait(request.split(" ")[1])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def next(self, path: str) -> dict[str, list[str]]:
        """The query of the next call to a path."""
        async with asyncio.timeout(30):
            while True:
                url = urlsplit(await self.urls.get())
                if url.path == path:
                    return parse_qs(url.query, encoding="latin-1")


@pytest.mark.parametrize("body", [NOTICE * 2 + " 😀", "Thong bao {1} [2] " * 20, "Chào"], ids=["ucs2", "gsm", "short"])
@on_a_loop
async def test_kannel_as_esme_reads_our_receipts_and_texts(tmp_path: Path, body: str) -> None:
    submits: asyncio.Queue[p.SubmitSm] = asyncio.Queue()
    lines: asyncio.Queue[Peer] = asyncio.Queue()
    replies: asyncio.Queue[tuple[p.Pdu, int, int]] = asyncio.Queue()

    async def script(peer: Peer) -> None:
        await peer.bind()
        lines.put_nowait(peer)
        numbers = iter(range(1000, 2000))
        while True:
            pdu, sequence, status = await peer.read()
            if isinstance(pdu, p.SubmitSm):
                peer.send(p.SubmitSmResp(str(next(numbers))), sequence)
                submits.put_nowait(pdu)
            elif isinstance(pdu, p.EnquireLink):
                peer.send(p.EnquireLinkResp(), sequence)
            else:
                replies.put_nowait((pdu, sequence, status))

    callbacks = Callbacks()
    http = await asyncio.start_server(callbacks, "127.0.0.1", 0)
    callback = http.sockets[0].getsockname()[1]
    async with (
        http,
        raw_smsc(script) as smsc,
        kannel(tmp_path, smsc, callback) as gateway,
        httpx.AsyncClient() as client,
    ):
        peer = await asyncio.wait_for(lines.get(), 30)
        query = {
            "username": "test", "password": "test", "from": "BHXHVN", "to": "84912345678", "text": body,
            "coding": "0" if body.isascii() else "2", "charset": "UTF-8", "dlr-mask": "31",
            "dlr-url": f"http://127.0.0.1:{callback}/dlr?type=%d&foreign=%F",
        }  # fmt: skip
        answer = await client.get(f"http://127.0.0.1:{gateway.sendsms}/cgi-bin/sendsms", params=query)
        assert answer.status_code == 202, answer.text
        come: list[p.DeliverSm] = []
        first = None
        async with asyncio.timeout(30):
            while first is None or len(come) < pieces(come)[0].total:
                pdu = await submits.get()
                first = first or pdu
                assert (pdu.destination.number, pdu.source) == ("84912345678", STYLE.sender)
                come.append(p.DeliverSm(*[getattr(pdu, name) for name in _FIELDS]))
        assert whole(come) == body

        assert await callbacks.next("/dlr") == {"type": ["8"], "foreign": ["1000"]}
        receipt = "id:1000 sub:001 dlvrd:001 submit date:2611201200 done date:2611201201 stat:DELIVRD err:000 text:"
        tlvs: p.Tlvs = ((Tag.RECEIPTED_MESSAGE_ID, b"1000\0"), (Tag.MESSAGE_STATE, b"\x02"))
        peer.send(p.DeliverSm(PHONE, STYLE.sender, receipt.encode(), 0, EsmClass.RECEIPT, 0, tlvs), 1)
        assert (await callbacks.next("/dlr"))["type"] == ["1"]
        reply, sequence, status = await asyncio.wait_for(replies.get(), 30)
        assert (type(reply), sequence, status) == (p.DeliverSmResp, 1, 0)

        said = p.DeliverSm(PHONE, p.Address(0, 1, "8079"), "Tôi hỏi".encode("utf-16-be"), DataCoding.UCS2)
        peer.send(said, 2)
        phone = await callbacks.next("/mo")
        assert phone["from"][0].endswith("84912345678")
        assert phone["text"][0].encode("latin-1").decode(phone["charset"][0]) == "Tôi hỏi"


_FIELDS = ("source", "destination", "short_message", "data_coding", "esm_class", "registered_delivery", "tlvs")
