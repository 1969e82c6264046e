"""Many events at once, a process killed in the middle of a delivery, and what nobody would send."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from backend.channels.deliverer import Deliverer
from backend.channels.zalo.authenticity import signed_at
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.events import read
from backend.channels.zalo.opening import open_platform
from backend.config import BackendConfig
from backend.conversations.models import Conversation, HeardEvent, Message
from bhxh.dates import utcnow
from kit.zalo import signature
from tests.backend.channels.conftest import TIMING
from tests.backend.channels.zalo.conftest import ALICE, World, config_for, eventually
from tests.support.zalo_oa import APP_ID, OA_ID, OA_SECRET, Oa

EVENTS, DUPLICATES, CITIZENS = 500, 0.3, 40

PROCESS = """
import json, sys, time
from pathlib import Path
from backend.channels.deliverer import Deliverer
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.opening import open_platform
from backend.config import BackendConfig
from backend.conversations.timing import Timing
from backend.database import Database
given = json.loads(sys.argv[1])
database = Database.open(BackendConfig(data_dir=Path("."), **given["config"]))
platform = open_platform(ZaloConfig(**given["zalo"]), database, "https://bhxh.example")
Deliverer(database, [platform], Timing(poll=0.05)).start()
time.sleep(60)
"""


def test_a_flood_with_duplicates_is_taken_in_exactly_once(delivering: World) -> None:
    oa, dice = delivering.oa, random.Random(7)
    unique = [
        oa.said(f"25125{number % CITIZENS:04}", f"câu {number}") for number in range(round(EVENTS * (1 - DUPLICATES)))
    ]
    events = unique + dice.choices(unique, k=EVENTS - len(unique))
    dice.shuffle(events)
    oa.patience = 30
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(oa.tell, events)) == {200}

    def answers() -> Counter[str]:
        """Without the apologies of a machine that is busy."""
        return Counter(one.text for one in oa.sent if one.text.startswith("Đã nghe"))

    assert eventually(lambda: answers().total() >= len(unique), 60)
    assert answers() == Counter(f"Đã nghe: câu {n}" for n in range(len(unique)))
    with delivering.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HeardEvent)) == len(unique)
        assert session.scalar(select(func.count()).select_from(Conversation)) == CITIZENS
        said = select(func.count()).select_from(Message).where(Message.author == "citizen")
        assert session.scalar(said) == len(unique)


@contextmanager
def deliverer_process(oa: Oa, config: BackendConfig) -> Iterator[subprocess.Popen[str]]:
    names = ("database_url", "keyset", "secret_key", "internal_token", "engine_token", "sms_key")
    given = {"config": {name: getattr(config, name) for name in names}, "zalo": vars(config_for(oa))}
    with subprocess.Popen([sys.executable, "-c", PROCESS, json.dumps(given)], text=True) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.mark.only_on("sqlite")
def test_a_deliverer_killed_before_it_knew_repeats_that_message_alone(world: World, config: BackendConfig) -> None:
    """Zalo has no number of ours by which it could know a message again: of the two ways to be wrong, none is lost."""
    oa = world.oa
    for text in ("một", "hai", "ba"):
        assert oa.tell(oa.said(ALICE, text)) == 200
    answered = select(func.count()).select_from(Message).where(Message.delivery == "waiting")

    def waiting() -> int:
        with world.database.reading() as session:
            return session.scalar(answered) or 0

    assert eventually(lambda: waiting() == 3)
    world.platform.close()
    with deliverer_process(oa, config) as child:

        def kill() -> None:
            if len(oa.sent) == 2:
                os.kill(child.pid, signal.SIGKILL)
                child.wait()
                raise ConnectionError

        oa.before_answer = kill
        assert eventually(lambda: child.poll() is not None)
    oa.before_answer = lambda: None
    assert oa.texts(ALICE) == ["Đã nghe: một", "Đã nghe: hai"] and waiting() == 2
    with world.database.begin() as session:
        session.execute(update(Conversation).values(deliver_at=utcnow()))  # the claim of the dead has run out
    with_another = Deliverer(world.database, [open_platform(world.config, world.database, "https://x")], TIMING)
    with_another.start()
    assert eventually(lambda: waiting() == 0)
    with_another.close()
    assert oa.texts(ALICE)[2:] == ["Đã nghe: hai", "Đã nghe: ba"]


CONFIG = ZaloConfig(app_id=APP_ID, oa_id=OA_ID, app_secret="a", webhook_secret=OA_SECRET)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    ["user_send_text", "user_send_image", "user_send_link", "follow", "unfollow", "user_submit_info", "oa_send_text"]
)
_PERSON = st.fixed_dictionaries({"id": st.sampled_from([OA_ID, ALICE, "", 7, None])}) | _JSON
_EVENTS = st.fixed_dictionaries(
    {"event_name": _NAMES | _JSON},
    optional={
        "sender": _PERSON,
        "recipient": _PERSON,
        "follower": _PERSON,
        "oa_id": st.just(OA_ID) | _JSON,
        "info": st.fixed_dictionaries({"phone": st.text(max_size=15) | _JSON}) | _JSON,
        "message": st.fixed_dictionaries({"msg_id": st.text(max_size=70) | _JSON}, optional={"text": _JSON}) | _JSON,
    },
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(content=_EVENTS, moment=st.integers(-(10**20), 10**20) | st.just(int(utcnow().timestamp() * 1000)))
@example(content={"event_name": "follow", "follower": {"id": ALICE}, "oa_id": OA_ID}, moment=0)
def test_whatever_zalo_signs_is_read_without_a_fault(content: dict[str, Any], moment: int) -> None:
    body = json.dumps(content | {"timestamp": str(moment)}).encode()
    mac = signature(APP_ID, body, str(moment), OA_SECRET)
    found = signed_at(CONFIG, body, f"mac={mac}")
    if found is not None:
        event = read(CONFIG, body, found, utcnow())
        assert event.text.isprintable() or (event.text and len(event.key) <= 200)
        assert event.kind != "phone" or event.phone is None or event.phone.startswith("84")
    else:
        assert not 10**9 <= moment < 10**16, "a time as Zalo has it is found"


@settings(max_examples=120)
@given(body=st.binary(max_size=200), shown=st.text(max_size=80))
@example(body=b'{"timestamp":"1732147200000"}', shown="mac=" + "a" * 64)
def test_nothing_that_is_not_signed_is_ever_believed(body: bytes, shown: str) -> None:
    assert signed_at(CONFIG, body, shown) is None
