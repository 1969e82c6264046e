"""Who may bring events, and which of them count."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.channels.journal import writer
from backend.channels.links import remember_phone, verified_phone
from backend.channels.zalo import webhook
from backend.conversations.models import Conversation, HeardEvent
from bhxh.dates import utcnow
from kit.zalo import signature
from tests.backend.channels.zalo.conftest import ALICE, World
from tests.support.zalo_oa import APP_ID, OA_ID, OA_SECRET

pytestmark = pytest.mark.only_on("sqlite")
HOUR = 3_600_000


def taken(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(HeardEvent)) or 0


def later(event: dict[str, Any], milliseconds: int) -> dict[str, Any]:
    return event | {"timestamp": str(int(event["timestamp"]) + milliseconds)}


def test_the_signature_is_a_plain_hash_over_the_raw_bytes(world: World) -> None:
    # By hand, as the documentation describes it: spaces and order are the sender's.
    body = b'{ "event_name":"user_send_text",  "app_id":"%s" , "timestamp": "1732147200000"}' % APP_ID.encode()
    mac = signature(APP_ID, body, "1732147200000", OA_SECRET)
    assert world.hears(body, {"X-ZEvent-Signature": f"mac={mac}"}) == 200
    assert world.hears(body, {"X-ZEvent-Signature": mac.upper()}) == 200  # some sources show it bare
    assert world.hears(body.replace(b"  ", b" "), {"X-ZEvent-Signature": f"mac={mac}"}) == 403


@pytest.mark.parametrize("shown", ["", "mac=", "mac=0", "mac=" + "0" * 64, "mac=" + "ư" * 64, "x" * 5000])
def test_what_is_not_signed_is_refused(world: World, shown: str) -> None:
    body, _ = world.oa.event(world.oa.said(ALICE, "một"))
    # The server hands headers on as latin-1.
    assert world.hears(body, {"X-ZEvent-Signature": shown.encode().decode("latin-1")}) == 403
    assert taken(world) == 0


def test_what_another_secret_or_application_has_signed_is_refused(world: World) -> None:
    oa = world.oa
    assert world.hears(*oa.event(oa.said(ALICE, "một"), secret="another")) == 403
    assert world.hears(*oa.event(oa.said(ALICE, "một"), first="1234")) == 403
    assert taken(world) == 0


def test_what_was_changed_on_its_way_is_refused(world: World) -> None:
    body, headers = world.oa.event(world.oa.said(ALICE, "một"))
    for changed in (
        body[:-1],
        body[:40],
        body + b" ",
        body.replace(ALICE.encode(), b"7"),
        b"",
        b"{}",
        b"[]",
        b"\xff" * 90,
    ):
        assert world.hears(changed, headers) == 403
    assert taken(world) == 0


def test_what_is_too_large_is_refused_before_it_is_read(world: World) -> None:
    body, headers = world.oa.event(world.oa.said(ALICE, "a" * webhook.LIMIT))
    assert world.hears(body, headers) == 413 and taken(world) == 0


def test_text_that_looks_like_a_time_changes_nothing(world: World) -> None:
    said = '","timestamp":"1","timestamp": 1732147200000, {"timestamp":"1732147200001"}'
    assert world.hears_event(world.oa.said(ALICE, said)) == 200 and taken(world) == 1


def test_a_second_time_hidden_inside_is_not_the_event_s(world: World) -> None:
    """Whoever has a signed old event cannot make it new by what surrounds it; and Zalo's own may hold other times."""
    event = world.oa.said(ALICE, "một", quoted={"timestamp": "1600000000000"})
    assert world.hears_event(event) == 200 and taken(world) == 1


def test_the_oa_s_id_in_the_signature_is_logged_and_believed_only_where_configured(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    body, headers = world.oa.event(world.oa.said(ALICE, "một"), first=OA_ID)
    assert world.hears(body, headers) == 403 and taken(world) == 0
    configured = world.another(signed_by_oa=True)
    assert world.hears(body, headers, configured) == 200 and taken(world) == 1


def test_nothing_of_the_event_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world.hears_event(world.oa.said(ALICE, "bí mật của tôi"))
    world.hears(b'{"timestamp":"1732147200000","text":"' + "bí mật".encode() + b'"}', {})
    assert "bí mật" not in caplog.text and ALICE not in caplog.text


def test_old_events_are_answered_and_ignored(world: World) -> None:
    oa = world.oa
    assert world.hears_event(later(oa.said(ALICE, "năm ngoái"), -365 * 24 * HOUR)) == 200
    assert world.hears_event(later(oa.said(ALICE, "ngày mai"), 24 * HOUR)) == 200
    assert world.hears_event(oa.said(ALICE, "lạ") | {"timestamp": "9" * 16}) == 200
    assert taken(world) == 0
    assert world.hears_event(later(oa.said(ALICE, "lần cuối"), -2 * HOUR)) == 200  # Zalo's last try
    assert taken(world) == 1


def _events(world: World) -> list[dict[str, Any]]:
    said = world.oa.said
    return [
        said(ALICE, "một") | {"event_name": "user_send_group_text"},
        said(ALICE, "một") | {"event_name": "user_send_teleport"},
        said(ALICE, "một") | {"event_name": "user_seen_message"},
        said(ALICE, "một") | {"event_name": "user_received_message"},
        said(ALICE, "một") | {"event_name": "oa_send_text"},
        said(ALICE, "một") | {"event_name": ["user_send_text"]},
        said(ALICE, "một") | {"event_name": None},
        said(ALICE, "một") | {"recipient": {"id": "1"}},
        said(ALICE, "một") | {"recipient": None},
        said(ALICE, "một") | {"sender": {}},
        said(ALICE, "một") | {"sender": {"id": 7}},
        said(ALICE, "một") | {"sender": {"id": "x" * 65}},
        said(ALICE, "một") | {"message": None},
        said(ALICE, "một") | {"message": {"text": "không có msg_id"}},
        said(ALICE, "một") | {"message": []},
        world.oa.followed(ALICE, oa_id="1"),
        world.oa.followed(ALICE, follower=None),
    ]


def test_what_is_unknown_or_not_for_us_is_answered_and_ignored(world: World) -> None:
    assert [world.hears_event(event) for event in _events(world)] == [200] * len(_events(world))
    assert taken(world) == 0


def test_an_event_in_a_wrong_shape_breaks_nothing(world: World) -> None:
    for text in (7, None, [], {}, True):
        event = world.oa.said(ALICE, "một")
        event["message"]["text"] = text
        assert world.hears_event(event) == 200


def test_the_gateway_s_deliveries_are_left_to_it(world: World) -> None:
    body, headers = world.oa.event(world.oa.said(ALICE, "một"))
    assert world.hears(body, headers | {"X-ZEvent-Server": "ZNS"}) == 200 and taken(world) == 0


def test_who_goes_is_forgotten_and_a_late_word_of_it_is_not_heeded(world: World) -> None:
    oa = world.oa

    def known() -> tuple[int, bool]:
        with world.database.reading() as session:
            count = session.scalar(select(func.count()).select_from(Conversation)) or 0
            return count, verified_phone(session, "zalo", ALICE) is not None

    early = oa.followed(ALICE, "unfollow")
    world.hears_event(later(oa.said(ALICE, "một"), 0))
    with world.database.begin() as session:
        remember_phone(session, "zalo", ALICE, "0912345678", utcnow())
    assert world.hears_event(later(early, -HOUR)) == 200
    assert known() == (1, True)
    assert world.hears_event(later(oa.followed(ALICE, "unfollow"), 1000)) == 200
    assert known() == (0, False)
    assert world.hears_event(later(oa.followed(ALICE, "unfollow"), 1000)) == 200  # and nobody is left to forget


def test_a_shared_phone_is_kept(world: World) -> None:
    oa = world.oa
    oa.heard_at[ALICE] = 0
    assert world.hears_event(oa.shared(ALICE, "84912345678")) == 200
    with world.database.reading() as session:
        assert verified_phone(session, "zalo", ALICE) == "84912345678"
    for wrong in ("8412", "", "84241234567", "+1 202 555 0100", "x"):
        assert world.hears_event(oa.shared(ALICE, wrong)) == 200
    assert world.hears_event(oa.shared(ALICE, "") | {"info": None}) == 200
    with world.database.reading() as session:
        assert verified_phone(session, "zalo", ALICE) == "84912345678"


def test_a_database_that_is_away_makes_zalo_come_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    body, headers = world.oa.event(world.oa.said(ALICE, "một"))
    with monkeypatch.context() as broken:
        broken.setattr(writer, "_insert", lambda *_: (_ for _ in ()).throw(OSError("away")))
        assert world.hears(body, headers) == 503
    assert world.hears(body, headers) == 200 and taken(world) == 1


def test_bodies_that_are_signed_and_no_events_are_ignored(world: World) -> None:
    for body in (
        b'{"timestamp":"1732147200000",}',
        b'{"timestamp":"1732147200000","timestamp":[]}',
        json.dumps({"a": {"timestamp": "1732147200000"}}).encode(),
        b'{"timestamp":"1732147200000","x":"\xff"}',
        b'{"timestamp":"1732147200000","x":' + b"[" * 2000 + b"]" * 2000 + b"}",
    ):
        mac = signature(APP_ID, body, "1732147200000", OA_SECRET)
        assert world.hears(body, {"X-ZEvent-Signature": f"mac={mac}"}) == 200
    assert taken(world) == 0


def test_where_the_form_for_the_phone_is_off_it_proves_nothing(world: World) -> None:
    body, headers = world.oa.event(world.oa.shared(ALICE, "84912345678"))
    off = world.another(phone_form=False)
    assert world.hears(body, headers, off) == 200 and taken(world) == 0
    with world.database.reading() as session:
        assert verified_phone(session, "zalo", ALICE) is None
