"""What our consoles use: acts in a person's name, figures of a campaign, search, keys, versions of a template."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.crypto import Keyring
from sms_gateway.campaigns import progress
from sms_gateway.campaigns.breakdown import Breakdowns
from sms_gateway.client import GatewayRefused, GatewayUnavailable
from sms_gateway.client.desk import Desk
from sms_gateway.keys import Scope, ensure_key
from sms_gateway.messages import search as search_module
from sms_gateway.messages.receipts import apply
from sms_gateway.providers import Receipt
from sms_gateway.schema import Status, campaign_count, message
from tests.sms_gateway.gateway import KEYSET, Gateway, config, serving

FILE = b"so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguy\xe1\xbb\x85n An,7912345678\n0903456789,L\xc3\xaa B\xc3\xacnh,7912345679\n"
CONSOLE = "the-consoles-key-only-for-tests"


@pytest.fixture
def gateway(tmp_path: Path, database_url: str) -> Iterator[Gateway]:
    """Consent is needed from one recipient on; on SQLite and PostgreSQL."""
    with serving(config(database_url, tmp_path, campaign_approval_above=1, segment_price=500)) as running:
        yield running


@pytest.fixture
def desk(gateway: Gateway) -> Iterator[Desk]:
    with gateway.engine.begin() as connection:
        ensure_key(connection, Keyring.from_settings(KEYSET, "only-for-tests"), "console", CONSOLE, set(Scope))
    desk = Desk(gateway.url, CONSOLE)
    yield desk
    desk.close()


def create(desk: Desk, person: str = "truyenthong") -> int:
    made = desk.create(
        person, name="Đợt 1", template="thong_bao_ma_so", khong_dau=False, file_name="ds.csv", file=io.BytesIO(FILE)
    )
    return int(made["id"])


def refused(call: object, *args: object, **named: object) -> tuple[int, str]:
    with pytest.raises(GatewayRefused) as caught:
        call(*args, **named)  # type: ignore[operator]
    return caught.value.status, caught.value.code


def test_two_people_at_one_console_are_two(desk: Desk, gateway: Gateway) -> None:
    number = create(desk)
    shown = desk.campaign(number)
    assert (shown["created_by"], shown["needs_approval"], shown["cost"]) == ("console:truyenthong", True, 2 * 2 * 500)
    assert [found["id"] for found in desk.approvals()] == [str(number)]
    assert refused(desk.approve, "truyenthong", number) == (403, "campaign_own_approval")
    assert refused(desk.move, "truyenthong", number, "start") == (409, "campaign_approval")
    for nobody in ("", "Ai Do", "a" * 65, "x:y"):
        assert refused(desk.approve, nobody, number)[1] == "actor"
    assert desk.approve("lanhdao", number)["approved_by"] == "console:lanhdao"
    assert desk.move("truyenthong", number, "start")["status"] == "running"


def test_another_systems_key_cannot_speak_for_a_person(gateway: Gateway) -> None:
    file = {"file": ("ds.csv", FILE)}
    form = {"template": "thong_bao_ma_so", "name": "Đợt 1"}
    made = gateway.http.post("/campaigns", data=form, files=file, headers={"X-Staff": "lanhdao"}).json()
    assert gateway.http.get(f"/campaigns/{made['id']}").json()["created_by"] == "demo"
    refusal = gateway.http.post(f"/campaigns/{made['id']}/approve", headers={"X-Staff": "lanhdao"})
    assert refusal.json()["code"] == "campaign_own_approval"


def test_a_console_sees_every_keys_campaigns_and_others_do_not(desk: Desk, gateway: Gateway) -> None:
    form = {"template": "thong_bao_ma_so", "name": "Của hệ thống khác"}
    theirs = gateway.http.post("/campaigns", data=form, files={"file": ("ds.csv", FILE)}).json()["id"]
    ours = create(desk)
    assert [found["id"] for found in desk.campaigns()["campaigns"]] == [str(ours), theirs]
    assert gateway.http.get(f"/campaigns/{ours}").status_code == 404
    assert desk.move("giamsat", int(theirs), "cancel")["status"] == "cancelled"


def test_a_console_key_is_for_scopes_that_a_system_never_gets(gateway: Gateway, desk: Desk) -> None:
    assert gateway.http.get("/keys").json()["code"] == "scope"
    assert gateway.http.post("/search", json={"reference": "x"}).json()["code"] == "scope"
    for scope in ("staff", "keys"):
        assert refused(desk.new_key, "quantri", name="x", live=True, scopes=[scope]) == (403, "scope")


def test_keys_are_made_listed_and_revoked(desk: Desk, gateway: Gateway) -> None:
    secret = desk.new_key("quantri", name="so-y-te", live=False, scopes=["messages"])
    assert gateway.as_key(secret).get("/messages/1").status_code == 404
    listing = desk.keys()
    (listed,) = [key for key in listing if key["name"] == "so-y-te"]
    assert (listed["live"], listed["scopes"], listed["revoked_at"]) == (False, ["messages"], None)
    assert listed["last_used_at"] is not None
    assert not any(secret in str(value) for key in listing for value in key.values())
    assert refused(desk.new_key, "quantri", name="so-y-te", live=True, scopes=[]) == (409, "key_taken")
    desk.revoke_key("quantri", "so-y-te")
    assert gateway.as_key(secret).get("/messages/1").status_code == 401
    assert refused(desk.revoke_key, "quantri", "so-y-te") == (404, "key_unknown")
    assert refused(desk.revoke_key, "quantri", "console") == (409, "key_own")


def test_a_test_send_says_what_the_campaign_says_and_counts_nowhere(desk: Desk, gateway: Gateway) -> None:
    number = create(desk)
    desk.new_template("truyenthong", name="thong_bao_ma_so", body="Câu khác", lane="bulk", khong_dau=False)
    sent = desk.test("truyenthong", number, "0987654321", {"ho_ten": "Mẫu", "ma_so_bhxh": "7900000000"})
    assert sent["status"] == "queued"
    assert "Ông (Bà) Mẫu sử dụng mã số BHXH: 7900000000" in gateway.contents()[-1]
    assert sum(desk.campaign(number)["counts"].values()) == 2
    assert refused(desk.test, "truyenthong", number, "0987654321", {}) == (422, "personalisation_missing")


def test_figures_by_telco_reason_and_time(desk: Desk, gateway: Gateway) -> None:
    number = create(desk)
    first, second = sorted(row.id for row in rows(gateway))
    began = utcnow()
    with gateway.engine.begin() as connection:
        connection.execute(sa.text("UPDATE campaign SET started_at = :now, status = 'running'"), {"now": began})
        connection.execute(sa.update(message).values(status=Status.SENT, provider="p", provider_message_id="?"))
        connection.execute(sa.update(campaign_count).where(campaign_count.c.status == Status.QUEUED).values(messages=0))
        connection.execute(sa.update(campaign_count).where(campaign_count.c.status == Status.SENT).values(messages=2))
        progress.note(connection, began)
        reports = [(first, Status.DELIVERED, None), (second, Status.FAILED, "absent")]
        for message_id, status, error in reports:
            apply(connection, [Receipt("p", "?", status, began, error, message_id=message_id)])
        progress.note(connection, began)  # in the same five seconds: nothing new
        progress.note(connection, began + timedelta(seconds=5))
        progress.note(connection, began + timedelta(seconds=10))  # nothing has moved
    found = desk.figures(number)
    assert found["telcos"] == [
        {"telco": "mobifone", "counts": {"failed": 1}},
        {"telco": "vinaphone", "counts": {"delivered": 1}},
    ]
    assert found["reasons"] == [{"status": "failed", "error": "absent", "messages": 1}]
    course = [(point["handed_over"], point["delivered"], point["failed"]) for point in found["progress"]]
    assert course == [(0, 0, 0), (2, 0, 0), (2, 1, 1)]  # from nothing on, also where the first point has everything


def test_counting_a_campaign_is_not_done_again_at_every_look(desk: Desk, gateway: Gateway) -> None:
    number = create(desk)
    breakdowns = Breakdowns(gateway.engine)
    before = breakdowns.get(number)
    with gateway.engine.begin() as connection:
        connection.execute(sa.delete(message).where(message.c.campaign_id == number))
    assert breakdowns.get(number) is before
    assert Breakdowns(gateway.engine).get(number).telcos == {}


def rows(gateway: Gateway) -> list[sa.Row[tuple[int]]]:
    with gateway.engine.connect() as connection:
        return list(connection.execute(sa.select(message.c.id)).all())


def test_messages_are_found_by_number_and_reference_and_numbers_are_masked(desk: Desk, gateway: Gateway) -> None:
    create(desk)
    for index in range(3):
        sent = {"to": "0912345678", "body": f"Tin {index}", "lane": "transactional", "reference": f"ref-{index}"}
        assert gateway.http.post("/messages", json=sent).status_code == 202
    found = desk.search("tongdai1", to="0912 345 678", reference=None)
    assert found["before"] is None and len(found["messages"]) == 4
    newest, oldest = found["messages"][0], found["messages"][-1]
    assert (newest["key"], newest["campaign"], newest["status"]) == ("demo", None, "queued")
    assert (oldest["key"], oldest["campaign"], oldest["status"]) == ("console", "Đợt 1", "created")
    assert "0912345678" not in str(found) and "678" in newest["to"]
    by_reference = desk.search("tongdai1", to=None, reference="ref-1")["messages"]
    assert [item["id"] for item in by_reference] == [found["messages"][1]["id"]]
    assert desk.search("tongdai1", to="0987654321", reference=None)["messages"] == []
    assert refused(desk.search, "tongdai1", to="123", reference=None)[0] == 422
    assert refused(desk.search, "tongdai1", to="0912345678", reference="x") == (422, "invalid")


def test_a_search_that_runs_out_of_time_goes_on_where_it_stopped(
    desk: Desk, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(5):
        gateway.http.post("/messages", json={"to": "0912345678", "body": f"Tin {index}", "lane": "bulk"})
    monkeypatch.setattr(search_module, "PIECE", 2)
    monkeypatch.setattr(search_module, "SECONDS", 0)
    seen, before = [], None
    for _ in range(10):
        page = desk.search("tongdai1", to="0912345678", reference=None, before=before)
        assert len(page["messages"]) <= 2
        seen += [item["id"] for item in page["messages"]]
        before = page["before"]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_versions_of_a_template(desk: Desk) -> None:
    for body in ("Lần một", "Lần hai {ho_ten}"):
        desk.new_template("truyenthong", name="nhac", body=body, lane="bulk", khong_dau=True)
    assert [(found["version"], found["fields"]) for found in desk.template("nhac")] == [(2, ["ho_ten"]), (1, [])]
    assert refused(desk.template, "khong_co") == (404, "template_unknown")
    assert desk.preview("Xin chào", khong_dau=True)["message"]["encoding"] == "gsm7"


def test_lists_are_streamed_and_refusals_told(desk: Desk) -> None:
    number = create(desk)
    with desk.download(number, "recipients.csv") as pieces:
        assert b"0912345678" in b"".join(pieces)
    with pytest.raises(GatewayRefused), desk.download(number + 1, "errors.csv"):
        pass
    away = Desk("http://127.0.0.1:9/sms/v1", CONSOLE)
    with pytest.raises(GatewayUnavailable):
        away.campaigns()
    broken = Desk(
        "http://x/sms/v1", CONSOLE, transport=httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))
    )
    with pytest.raises(GatewayUnavailable):
        broken.campaigns()
