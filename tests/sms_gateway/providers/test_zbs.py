"""Messages through Zalo: what goes there, what its answers and events mean."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from sms_gateway.messages.accept import Draft
from sms_gateway.providers import Outcome
from sms_gateway.providers.callbacks import Callback, Forged, Unreadable
from sms_gateway.providers.file import ProvidersFileError, load
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.providers.zbs.events import hear
from sms_gateway.providers.zbs.outcomes import number_of, outcome_of
from sms_gateway.schema import Lane, Status, fallback
from tests.sms_gateway import zbs
from tests.sms_gateway.gateway import config, serving
from tests.sms_gateway.sending import eventually, serving_sender
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World, people
from tests.support.zalo import ADMIN, APP_ID, OA_ID, OA_SECRET, Taken, Zalo, zalo

NOTICE = {"ho_ten": "Nguyễn Thị Hoàng Anh", "ma_so_bhxh": "7912345678"}
ONE = Taken("15a0cc0bbb13bd4ce403", "84912345678", "7895417a7d3f9461cd2e", {}, "bhxh12", False)


def run(world: World, provider: Any, holds: Callable[[], bool]) -> None:
    """A sender with Zalo and, for what cannot go there, the sandbox."""

    @on_a_loop
    async def play() -> None:
        own = replace(world.config, providers=(provider, SandboxRoute()))
        async with serving_sender(world, own) as running:
            await eventually(holds, running)

    play()


def is_(world: World, message_id: int, status: Status) -> Callable[[], bool]:
    return lambda: world.status(message_id) == status


def test_a_mapped_template_goes_by_zalo_and_everything_else_by_sms(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        by_zalo = world.send_one(Draft("84912345678", template="thong_bao_ma_so", values=NOTICE)).id
        free_text = world.send_one(Draft("84912345678", body="Kính gửi Ông/Bà")).id
        values = {"so_ho_so": "HS-1", "co_quan": "BHXH Quận 5", "han_nop": "01/12/2026"}
        other_template = world.send_one(Draft("84912345678", template="tiep_nhan", values=values)).id
        wrong_lane = world.send_one(
            Draft("84912345678", template="otp", values={"ma_otp": "123456", "muc_dich": "x", "so_phut": "5"})
        ).id
        provider = zbs.settings(platform, lanes=["transactional", "bulk"])
        run(world, provider, lambda: world.tally() == {"sent": 1, "delivered": 3})
        (taken,) = platform.taken
        assert taken.tracking_id == f"bhxh{by_zalo}" and not taken.development
        assert taken.data == {"customer_name": "Nguyễn Thị Hoàng Anh", "bhxh_code": "7912345678"}
        row = world.row(by_zalo)
        assert (row.provider, row.provider_message_id, row.status) == ("zalo", taken.msg_id, Status.SENT)
        assert set(world.handed_over()) == {free_text, other_template, wrong_lane}


def test_a_campaign_goes_by_zalo_with_each_row_s_own_values(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        plan = world.campaign(people(120))
        world.start(plan.campaign_id)
        run(world, zbs.settings(platform, window=5), lambda: world.counts(plan.campaign_id) == {"sent": 120})
        assert {one.phone: one.data for one in platform.taken} == {
            person.msisdn: dict(zip(("customer_name", "bhxh_code"), person.values, strict=True))
            for person in people(120)
        }
        assert len(platform.taken) == 120 and not world.handed_over()


def test_without_a_token_messages_go_by_sms_and_in_development_to_administrators_alone(world: World) -> None:
    with zalo() as platform:
        early = world.send_one(Draft(ADMIN, template="thong_bao_ma_so", values=NOTICE)).id
        run(world, zbs.settings(platform), is_(world, early, Status.DELIVERED))
        assert not platform.taken and set(world.handed_over()) == {early}
        zbs.give_token(world, platform)
        later = world.send_one(Draft(ADMIN, template="thong_bao_ma_so", values=NOTICE)).id
        run(world, zbs.settings(platform, mode="development"), is_(world, later, Status.SENT))
        assert [one.development for one in platform.taken] == [True]


def test_a_used_up_quota_stops_the_line_and_what_waits_takes_another_way(world: World) -> None:
    with zalo(quota=2) as platform:
        zbs.give_token(world, platform)
        plan = world.campaign(people(40))
        world.start(plan.campaign_id)
        run(world, zbs.settings(platform, window=2), lambda: world.tally() == {"sent": 2, "delivered": 38})
        assert len(platform.taken) == 2 and len(world.handed_over()) == 38


def test_an_answer_that_never_comes_leaves_the_message_unknown(world: World) -> None:
    def hang_up() -> None:
        raise ConnectionError

    with zalo(before_answer=hang_up) as platform:
        zbs.give_token(world, platform)
        sent = world.send_one(Draft("84912345678", template="thong_bao_ma_so", values=NOTICE)).id
        run(world, zbs.settings(platform), is_(world, sent, Status.UNKNOWN))
        assert world.row(sent).error == "zbs_remoteprotocolerror"
    with zalo() as closed:
        pass
    sent = world.send_one(Draft("84912345678", template="thong_bao_ma_so", values=NOTICE)).id
    run(world, zbs.settings(closed, token_url=platform.token_url), is_(world, sent, Status.DELIVERED))


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (0, Outcome.ACCEPTED),
        (-32, Outcome.RETRY),
        (-100, Outcome.RETRY),
        (-108, Outcome.BAD_NUMBER),
        (-114, Outcome.BAD_NUMBER),
        (-118, Outcome.BAD_NUMBER),
        (-119, Outcome.BAD_NUMBER),
        (-230, Outcome.BAD_NUMBER),
        (-109, Outcome.BAD_CONTENT),
        (-112, Outcome.BAD_CONTENT),
        (-131, Outcome.BAD_CONTENT),
        (-133, Outcome.BAD_CONTENT),
        (-9999, Outcome.BAD_CONTENT),
        (-101, Outcome.STOP),
        (-135, Outcome.STOP),
        (-221, Outcome.STOP),
        (-115, Outcome.STOP),
        (-137, Outcome.STOP),
        (-144, Outcome.STOP),
        (-147, Outcome.STOP),
        (-211, Outcome.STOP),
        (-124, Outcome.STOP),
        (-216, Outcome.STOP),
        (-220, Outcome.STOP),
    ],
)
def test_what_an_error_means(error: int, outcome: Outcome) -> None:
    found, code = outcome_of(200, {"error": error, "message": "x"})
    assert found is outcome
    assert code == (None if error == 0 else f"zbs_{-error}")


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (200, None, Outcome.UNKNOWN),
        (200, [], Outcome.UNKNOWN),
        (200, {"error": "0"}, Outcome.UNKNOWN),
        (200, {"error": False}, Outcome.UNKNOWN),
        (200, {}, Outcome.UNKNOWN),
        (400, None, Outcome.BAD_CONTENT),
        (401, None, Outcome.STOP),
        (404, {"error": 0}, Outcome.STOP),
        (429, None, Outcome.RETRY),
        (503, None, Outcome.RETRY),
        (502, None, Outcome.UNKNOWN),
        (500, {"error": 0}, Outcome.UNKNOWN),
    ],
)
def test_what_http_means(status: int, content: Any, outcome: Outcome) -> None:
    assert outcome_of(status, content)[0] is outcome


def test_zalo_s_number_is_taken_only_as_documented() -> None:
    assert number_of({"data": {"msg_id": "a4d0243feee163bd3af2"}}) == "a4d0243feee163bd3af2"
    odd: list[Any] = [
        None,
        {},
        {"data": []},
        {"data": {"msg_id": 1}},
        {"data": {"msg_id": ""}},
        {"data": {"msg_id": "x" * 65}},
    ]
    assert [number_of(one) for one in odd] == [None] * len(odd)


def test_a_delivery_comes_back_once_however_often_and_late_it_is_told(database_url: str, tmp_path: Path) -> None:
    with zalo() as platform:
        own = config(database_url, tmp_path, providers=(zbs.settings(platform), SandboxRoute()), poll_seconds=0.05)
        with serving(own) as gateway:
            world = World(own, gateway.engine, gateway.sealing)
            zbs.give_token(world, platform)
            body = {"to": "0912345678", "template": "thong_bao_ma_so", "personalisation": NOTICE}
            sent = int(gateway.http.post("/messages", json=body).json()["id"])
            run(world, own.providers[0], is_(world, sent, Status.SENT))
            (taken,) = platform.taken
            webhook = f"{gateway.url}/receipts/zalo"
            delivered_at = {"delivery_time": "1602960467432", "msg_id": taken.msg_id, "tracking_id": taken.tracking_id}
            assert platform.tell(webhook, taken, event_name="user_seen_message") == 200
            assert world.status(sent) == Status.SENT
            assert [platform.tell(webhook, taken, message=delivered_at) for _ in range(3)] == [200] * 3
            row = world.row(sent)
            assert (row.status, row.finished_at.isoformat()) == (Status.DELIVERED, "2020-10-17T18:47:47.432000+00:00")
            raw, headers = platform.event(taken)
            forged = httpx.post(webhook, content=raw + b" ", headers=headers)
            assert forged.status_code == 403 and forged.json()["code"] == "signature"
            assert platform.tell(webhook, taken, message={"msg_id": taken.msg_id}) == 422


def heard(body: bytes, mac: str, server: str = "ZNS") -> Any:
    headers = {"X-Zevent-Signature": mac, "X-Zevent-Server": server}
    return hear(zbs.settings(Zalo(url="http://127.0.0.1:9")), Callback({}, headers, body))


def test_the_signature_is_over_the_raw_bytes() -> None:
    """Fixture: the event of the documentation, its spacing kept."""
    body = (
        b'{\n  "sender": {\n    "id": "2893352839501541173"\n  },\n  "recipient": {\n    "id": "84123456789"\n  },\n'
        b'  "event_name": "user_received_message",\n  "message": {\n    "delivery_time": "1602960467432",\n'
        b'    "msg_id": "15a0cc0bbb13bd4ce403",\n    "tracking_id": "bhxh12"\n  },\n'
        b'  "app_id": "2074138120372622546",\n  "timestamp": "1602560967477"\n}'
    )

    def mac(first: str, content: bytes = body, timestamp: str = "1602560967477", secret: str = OA_SECRET) -> str:
        return hashlib.sha256(first.encode() + content + timestamp.encode() + secret.encode()).hexdigest()

    for shown in (f"mac={mac(APP_ID)}", mac(APP_ID), mac(APP_ID).upper(), f"mac={mac(OA_ID)}"):
        (receipt,) = heard(body, shown)
        assert (receipt.provider_message_id, receipt.message_id, receipt.status) == (
            "15a0cc0bbb13bd4ce403",
            12,
            Status.DELIVERED,
        )
    again = json.dumps(json.loads(body)).encode()
    other_oa = body.replace(OA_ID.encode(), b"1111111111111111111")
    for content, shown in (
        (body, ""),
        (body, "mac="),
        (body, "mac=é"),
        (body, f"mac={mac(APP_ID, secret='another')}"),
        (body, f"mac={mac(APP_ID, timestamp='1602560967478')}"),
        (body, f"mac={mac('1', content=body)}"),
        (again, f"mac={mac(APP_ID)}"),
        (other_oa, f"mac={mac(OA_ID, content=other_oa)}"),
        (b"[]", f"mac={mac(APP_ID, content=b'[]', timestamp='')}"),
        (b"no json", f"mac={mac(APP_ID, content=b'no json', timestamp='')}"),
        (b"", ""),
    ):
        with pytest.raises(Forged):
            heard(content, shown)


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"msg_id": "a"},
        {"msg_id": "", "delivery_time": "1602960467432"},
        {"msg_id": 5, "delivery_time": "1602960467432"},
        {"msg_id": "x" * 65, "delivery_time": "1602960467432"},
        {"msg_id": "a", "delivery_time": "soon"},
        {"msg_id": "a", "delivery_time": "9" * 40},
    ],
)
def test_a_signed_event_that_makes_no_sense_is_said_so(message: object) -> None:
    body, headers = Zalo().event(ONE, message=message)
    with pytest.raises(Unreadable):
        heard(body, headers["X-ZEvent-Signature"])


@pytest.mark.parametrize("tracking", ["", "bhxh", "bhxh0", "bhxh-1", "12", "bhxh" + "9" * 19, "bhxh1 or 1", 7])
def test_a_tracking_id_that_is_not_ours_names_no_message(tracking: object) -> None:
    message = {"msg_id": "a", "delivery_time": "1602960467432", "tracking_id": tracking}
    body, headers = Zalo().event(ONE, message=message)
    assert heard(body, headers["X-ZEvent-Signature"])[0].message_id is None


def test_events_of_the_chat_are_passed_over() -> None:
    body, headers = Zalo().event(ONE, event_name="user_send_text")
    assert heard(body, headers["X-ZEvent-Signature"], server="OA OpenAPI") == []


@pytest.mark.parametrize(
    ("changes", "line", "reason"),
    [
        ({"app_id": "abc"}, 4, "«app_id» không hợp lệ"),
        ({"mode": "test"}, 10, "«mode»"),
        ({"templates": {}}, 9, "«templates» không được để trống"),
        ({"templates": {"otp": {"id": "1"}}}, 9, "«templates.otp.fields»"),
        ({"templates": {"otp": {"id": "1", "fields": {"a": "Mã"}}}}, 9, "không hợp lệ"),
        ({"templates": {"otp": {"id": "1", "fields": {"a": "b"}, "name": "x"}}}, 9, "«templates.otp.name»"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(
    tmp_path: Path, changes: dict[str, Any], line: int, reason: str
) -> None:
    path = zbs.file(tmp_path / "providers.toml", Zalo(url="http://127.0.0.1:9"), **changes)
    with pytest.raises(ProvidersFileError) as refused:
        load(path, zbs.ENVIRONMENT)
    (fault,) = refused.value.faults
    assert fault.line == line and reason in fault.reason, fault
    assert load(zbs.file(path, Zalo(url="http://127.0.0.1:9")), zbs.ENVIRONMENT)[0].lanes == tuple(
        lane.name.lower() for lane in Lane
    )


def test_a_field_that_our_template_no_longer_has_is_told_before_anything_is_asked(world: World) -> None:
    fields = {"customer_name": "ho_ten", "bhxh_code": "ma_the"}
    with zalo() as platform:
        zbs.give_token(world, platform)
        mapped = {"thong_bao_ma_so": {"id": "7895417a7d3f9461cd2e", "fields": fields}}
        sent = world.send_one(Draft("84912345678", template="thong_bao_ma_so", values=NOTICE)).id
        run(world, zbs.settings(platform, templates=mapped), is_(world, sent, Status.DELIVERED))
        with world.engine.connect() as connection:
            assert connection.execute(sa.select(fallback.c.reason)).scalar_one() == "zbs_field_missing"
        assert not platform.taken and not platform.refused and set(world.handed_over()) == {sent}
