"""Two keys, four eyes: what one makes another approves; the list of a key's own campaigns; planned starts; the same file twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bhxh.dates import utcnow
from kit.crypto import Keyring
from sms_gateway.campaigns import lifecycle
from sms_gateway.keys import Keys, Scope
from tests.sms_gateway.gateway import TEST, Gateway, config, serving

HEADER = "so_dien_thoai,ho_ten,ma_so_bhxh\n"
ROWS = "0912345678,Nguyễn Văn An,7912345678\n0912345679,Trần Thị Bình,7900000001\n"


@pytest.fixture
def careful(tmp_path: Path) -> Iterator[Gateway]:
    """A gateway on which two recipients need a second person."""
    settings = config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path, campaign_approval_above=2, segment_price=300)
    with serving(settings) as running:
        yield running


def key(gateway: Gateway, name: str, *scopes: Scope, live: bool = True) -> httpx.Client:
    keys = Keys(gateway.engine, Keyring.from_settings(gateway.config.keyset, gateway.config.secret_key))
    with gateway.engine.begin() as connection:
        _, secret = keys.create(connection, name, live=live, scopes=scopes)
    return gateway.as_key(secret)


def made(http: httpx.Client, rows: str = ROWS, name: str = "Tháng 11") -> str:
    answer = http.post(
        "/campaigns",
        data={"template": "thong_bao_ma_so", "name": name},
        files={"file": ("nguoi_nhan.csv", (HEADER + rows).encode(), "text/csv")},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_large_campaign_starts_only_after_another_key_consented(careful: Gateway) -> None:
    campaign = made(careful.http)
    shown = careful.http.get(f"/campaigns/{campaign}").json()
    assert (shown["needs_approval"], shown["approved_by"]) == (True, None)
    assert careful.http.post(f"/campaigns/{campaign}/start").json()["code"] == "campaign_approval"

    with key(careful, "lanhdao", Scope.APPROVALS) as second:
        [waiting] = second.get("/approvals").json()["campaigns"]
        assert (waiting["id"], waiting["valid"], waiting["created_by"], waiting["cost"]) == (campaign, 2, "demo", 1200)
        assert "{ma_so_bhxh}" in waiting["template_body"]
        approved = second.post(f"/campaigns/{campaign}/approve")
        assert approved.status_code == 200 and approved.json()["approved_by"] == "lanhdao"
        assert second.get("/approvals").json()["campaigns"] == []

    assert careful.http.post(f"/campaigns/{campaign}/start").json()["status"] == "running"


def test_nobody_approves_his_own(careful: Gateway) -> None:
    campaign = made(careful.http)
    refused = careful.http.post(f"/campaigns/{campaign}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "campaign_own_approval")
    assert careful.http.post(f"/campaigns/{campaign}/start").status_code == 409


def test_who_approves_sees_no_recipients_and_moves_nothing(careful: Gateway) -> None:
    campaign = made(careful.http)
    with key(careful, "lanhdao", Scope.APPROVALS) as second:
        for method, path in (
            ("GET", ""), ("GET", "/recipients.csv"), ("GET", "/errors.csv"), ("POST", "/start"), ("POST", "/cancel")
        ):  # fmt: skip
            assert second.request(method, f"/campaigns/{campaign}{path}").status_code == 403


def test_a_key_without_the_scope_approves_nothing(careful: Gateway) -> None:
    campaign = made(careful.http)
    with key(careful, "nhanvien", Scope.CAMPAIGNS, Scope.MESSAGES) as other:
        assert other.get("/approvals").status_code == 403
        assert other.post(f"/campaigns/{campaign}/approve").status_code == 403


def test_a_test_key_has_no_say_in_what_goes_to_real_phones(careful: Gateway) -> None:
    campaign = made(careful.http)
    with careful.as_key(TEST) as test_key:
        assert test_key.get("/approvals").json()["campaigns"] == []
        assert test_key.post(f"/campaigns/{campaign}/approve").status_code == 404
        played = made(test_key)
    assert [row["id"] for row in careful.http.get("/approvals").json()["campaigns"]] == [campaign]
    assert careful.http.post(f"/campaigns/{played}/approve").status_code == 404


@pytest.mark.parametrize("campaign", ["999", str(2**63 - 1), str(2**64)])
def test_what_does_not_exist_is_not_approved(careful: Gateway, campaign: str) -> None:
    assert careful.http.post(f"/campaigns/{campaign}/approve").status_code == 404


def test_a_started_campaign_is_approved_no_more(careful: Gateway) -> None:
    campaign = made(careful.http, "0912345678,Nguyễn Văn An,7912345678\n")
    careful.http.post(f"/campaigns/{campaign}/start").raise_for_status()
    with key(careful, "lanhdao", Scope.APPROVALS) as second:
        assert second.post(f"/campaigns/{campaign}/approve").json()["code"] == "campaign_state"


def test_the_list_shows_a_keys_own_page_by_page(gateway: Gateway) -> None:
    ids = [made(gateway.http, name=f"Đợt {number}") for number in range(52)]
    with gateway.as_key(TEST) as other:
        made(other)
    first = gateway.http.get("/campaigns").json()
    assert [row["id"] for row in first["campaigns"]] == ids[:1:-1]
    rest = gateway.http.get("/campaigns", params={"before": first["next"]}).json()
    assert [row["id"] for row in rest["campaigns"]] == ids[1::-1]
    assert rest["next"] is None
    gateway.http.post(f"/campaigns/{ids[7]}/start").raise_for_status()
    running = gateway.http.get("/campaigns", params={"status": "running"}).json()["campaigns"]
    assert [row["name"] for row in running] == ["Đợt 7"]
    assert gateway.http.get("/campaigns", params={"status": "flying"}).status_code == 422


def moment(**ahead: int) -> str:
    return (utcnow() + timedelta(**ahead)).isoformat()


def test_a_planned_campaign_starts_once_when_its_time_has_come(gateway: Gateway) -> None:
    campaign, later = made(gateway.http), made(gateway.http, name="Sau")
    for number, at in ((campaign, moment(minutes=5)), (later, moment(days=2))):
        planned = gateway.http.post(f"/campaigns/{number}/schedule", json={"at": at})
        assert planned.status_code == 200 and planned.json()["status"] == "ready"
    with gateway.engine.begin() as connection:
        assert lifecycle.start_due(connection, utcnow()) == 0
        assert lifecycle.start_due(connection, utcnow() + timedelta(minutes=6)) == 1
        assert lifecycle.start_due(connection, utcnow() + timedelta(minutes=6)) == 0
    assert gateway.http.get(f"/campaigns/{campaign}").json()["status"] == "running"
    assert gateway.http.get(f"/campaigns/{later}").json()["status"] == "ready"


def test_a_plan_is_taken_back(gateway: Gateway) -> None:
    campaign = made(gateway.http)
    gateway.http.post(f"/campaigns/{campaign}/schedule", json={"at": moment(minutes=5)}).raise_for_status()
    assert gateway.http.post(f"/campaigns/{campaign}/schedule", json={"at": None}).json()["start_at"] is None
    with gateway.engine.begin() as connection:
        assert lifecycle.start_due(connection, utcnow() + timedelta(hours=1)) == 0


def test_a_cancelled_campaign_does_not_start_by_its_plan(gateway: Gateway) -> None:
    campaign = made(gateway.http)
    gateway.http.post(f"/campaigns/{campaign}/schedule", json={"at": moment(minutes=5)}).raise_for_status()
    gateway.http.post(f"/campaigns/{campaign}/cancel").raise_for_status()
    with gateway.engine.begin() as connection:
        assert lifecycle.start_due(connection, utcnow() + timedelta(hours=1)) == 0
    refused = gateway.http.post(f"/campaigns/{campaign}/schedule", json={"at": moment(minutes=5)})
    assert refused.json()["code"] == "campaign_state"


@pytest.mark.parametrize(
    "at",
    [moment(minutes=-1), moment(days=91), "2026-12-01T08:00:00", "mai", 5],
    ids=["past", "too far", "without a zone", "a word", "a number"],  # the same in every process of a parallel run
)
def test_a_moment_that_is_none_is_refused(gateway: Gateway, at: object) -> None:
    refused = gateway.http.post(f"/campaigns/{made(gateway.http)}/schedule", json={"at": at})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "at"


def test_a_plan_needs_the_second_person_first(careful: Gateway) -> None:
    campaign = made(careful.http)
    assert careful.http.post(f"/campaigns/{campaign}/schedule", json={"at": moment(hours=1)}).status_code == 409
    with key(careful, "lanhdao", Scope.APPROVALS) as second:
        second.post(f"/campaigns/{campaign}/approve").raise_for_status()
    assert careful.http.post(f"/campaigns/{campaign}/schedule", json={"at": moment(hours=1)}).status_code == 200


def test_another_key_plans_nothing(gateway: Gateway) -> None:
    with gateway.as_key(TEST) as other:
        planned = other.post(f"/campaigns/{made(gateway.http)}/schedule", json={"at": moment(hours=1)})
    assert planned.status_code == 404


def test_the_same_file_is_known_again_once_it_was_sent(gateway: Gateway) -> None:
    first, unsent = made(gateway.http), made(gateway.http)
    assert gateway.http.get(f"/campaigns/{unsent}").json()["sent_before"] == []
    gateway.http.post(f"/campaigns/{first}/start").raise_for_status()
    again = made(gateway.http, name="Lần nữa")
    other = made(gateway.http, "0912345678,Nguyễn Văn An,7912345678\n")
    with gateway.as_key(TEST) as test_key:
        elsewhere = made(test_key)
        assert test_key.get(f"/campaigns/{elsewhere}").json()["sent_before"] == []
    assert gateway.http.get(f"/campaigns/{again}").json()["sent_before"] == [first]
    assert gateway.http.get(f"/campaigns/{other}").json()["sent_before"] == []


def test_a_dry_run_says_what_dropping_the_accents_saves(careful: Gateway) -> None:
    campaign = made(careful.http)
    found = careful.http.get(f"/campaigns/{campaign}/dry-run").json()
    assert found["recipients"] == found["sampled"] == 2
    assert found["texts"][0].startswith("Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Văn An")
    assert found["as_is"] == {"segments": 4, "per_message": 2.0, "cost": 1200}
    assert found["khong_dau"] == {"segments": 2, "per_message": 1.0, "cost": 600}
    assert found["saves_percent"] == 50
    assert found["advice"] == "Bỏ dấu: 1 phần thay vì 2 phần mỗi tin, tiết kiệm 50% chi phí."
    bare = careful.http.post(
        "/campaigns",
        data={"template": "thong_bao_ma_so", "name": "x", "khong_dau": "true"},
        files={"file": ("a.csv", (HEADER + ROWS).encode(), "text/csv")},
    )
    same = careful.http.get(f"/campaigns/{bare.json()['id']}/dry-run").json()
    assert same["saves_percent"] == 0 and same["texts"][0].startswith("De khai bao")
    assert same["advice"] == "Chiến dịch gửi không dấu: 1 phần mỗi tin."


def test_a_dry_run_of_nothing_and_of_nobody(gateway: Gateway) -> None:
    campaign = made(gateway.http, "123,A,7912345678\n")
    found = gateway.http.get(f"/campaigns/{campaign}/dry-run").json()
    assert (found["recipients"], found["texts"], found["saves_percent"]) == (0, [], 0)
    with gateway.as_key(TEST) as other:
        assert other.get(f"/campaigns/{campaign}/dry-run").status_code == 404
