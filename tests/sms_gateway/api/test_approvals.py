"""Two keys, four eyes: what one makes another approves; and the list of a key's own campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kit.crypto import Keyring
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
