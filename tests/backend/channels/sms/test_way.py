"""There and back with the product's own gateway, and exactly one SMS whatever dies in between."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
import sqlalchemy as sa

from backend.channels.deliverer import Deliverer
from backend.channels.platform import Refused, TryLater
from backend.channels.sms.platform import SmsPlatform
from backend.channels.sms.wording import Writer
from backend.conversations import delivery
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.models import Conversation
from backend.database import Database
from bhxh.dates import utcnow
from sms_gateway.callbacks import addresses
from sms_gateway.callbacks.addresses import Inbound
from sms_gateway.callbacks.relay import Relay
from sms_gateway.client import SmsClient
from sms_gateway.keys import Scope
from tests.backend.channels.sms.conftest import (
    OWN_KEY,
    PHONE,
    SECRET,
    TIMING,
    Channel,
    MakeApp,
    eventually,
    inbound,
    listening,
)
from tests.backend.conversations.conftest import FakeEngine
from tests.sms_gateway.gateway import Gateway, serving
from tests.sms_gateway.gateway import config as gateway_config
from tests.support.gateway import ReferenceGateway, serve


def relay_to(gateway: Gateway, address: str) -> Relay:
    """What phones send is told to the backend from now on. No network of ours is open to addresses that others name."""
    keys = gateway.app.extensions["sms_gateway"].keys
    with gateway.engine.begin() as connection:
        key = keys.ensure(connection, "backend", OWN_KEY, scopes={Scope.MESSAGES, Scope.OTP})
        for _ in range(2):  # a product is started more than once
            addresses.ensure(
                connection, gateway.sealing, key, url=address, secret=SECRET, inbound=Inbound.ALL, now=utcnow()
            )
    return Relay(replace(gateway.config, own_callback=address, callback_networks=()))


def test_a_phones_text_comes_back_answered(tmp_path: Path, make_app: MakeApp, engine: FakeEngine) -> None:
    with (
        serving(gateway_config(f"sqlite:///{tmp_path / 'sms.sqlite'}", tmp_path)) as gateway,
        listening(make_app(gateway.url.removesuffix("/sms/v1"), engine)) as backend,
    ):
        relay = relay_to(gateway, f"{backend}/kenh/sms")

        def sent() -> list[str]:
            return [
                json.loads(content)["body"] if content.startswith("{") else content for content in gateway.contents()
            ]

        def texts(said: str) -> None:
            told = {"sender": PHONE, "recipient": "8079", "text": said}
            assert gateway.http.post("/inbound/sandbox", json=told).status_code == 204
            relay.step(utcnow())

        texts("Thẻ hết hạn?")
        assert eventually(lambda: sent() == ["Da nghe: The het han?"])
        texts("STOP")  # the gateway's own business: it answers, the bot does not
        sleep(1.0)
        relay.step(utcnow())
        relay.close()
        assert engine.heard == ["Thẻ hết hạn?"] and len(sent()) == 2


def heard(inbox: Inbox, text: str = "một") -> None:
    inbox.receive(Heard(channel="sms", address=PHONE, event=text, text=text))


def test_who_dies_after_the_gateway_took_it_has_sent_it_once(database: Database, inbox: Inbox) -> None:
    gateway = ReferenceGateway()
    with serve(gateway) as url:
        platform = SmsPlatform(SmsClient(f"{url}/sms/v1", OWN_KEY), Writer("https://bhxh.example"))
        heard(inbox)
        assert eventually(lambda: waits(database))
        with database.begin() as session:
            parcel = delivery.claim(session, delivery.due(session, ["sms"], utcnow())[0][0], utcnow())
        assert parcel is not None
        platform.send(parcel.address, parcel.outgoing)  # and here the process is killed: nothing is written down
        later = Deliverer(database, [platform], TIMING, clock=lambda: utcnow() + delivery.LEASE + timedelta(seconds=1))
        later.start()
        assert eventually(lambda: not waits(database) and len(gateway.calls) == 2)
        later.close()
    assert len(gateway.messages) == 1 and gateway.calls[0] == gateway.calls[1]


def test_two_processes_send_each_answer_once(channel: Channel, make_app: MakeApp) -> None:
    with serve(channel.gateway) as url:
        make_app(url, channel.engine)
        channel.tell(*[inbound(f"câu {number}", str(number)) for number in range(8)])
        assert channel.answered(8)
        sleep(0.5)
    assert len(channel.gateway.calls) == len(set(channel.gateway.calls)) == 8


def test_what_the_gateway_says_decides_whether_it_is_tried_again(inbox: Inbox, database: Database) -> None:
    gateway = ReferenceGateway()
    with serve(gateway) as url:
        platform = SmsPlatform(SmsClient(f"{url}/sms/v1", OWN_KEY), Writer("https://bhxh.example"))
        heard(inbox)
        assert eventually(lambda: waits(database))
        with database.begin() as session:
            parcel = delivery.claim(session, delivery.due(session, ["sms"], utcnow())[0][0], utcnow())
        assert parcel is not None
        for answer, raised in {(429, "cap_number"): Refused, (422, "to"): Refused, (403, "scope"): TryLater}.items():
            gateway.refusal = answer
            with pytest.raises(raised):
                platform.send(parcel.address, parcel.outgoing)
        gateway.refusal = (409, "reference_conflict")
        platform.send(parcel.address, parcel.outgoing)
    with pytest.raises(TryLater):
        platform.send(parcel.address, parcel.outgoing)


def waits(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(sa.select(Conversation.deliver_at)) is not None
