"""The platform that our tests speak to, driven by somebody else's client: what it takes and gives is not only our own idea.

``zalo-sdk`` knows ZBS under its old name, ZNS, and always asks Zalo's own address for tokens, which is redirected here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import zalo_sdk
import zalo_sdk.zns

from tests.support.zalo import ADMIN, APP_ID, SECRET, Zalo, zalo

DATA = {"customer_name": "Nguyễn Thị Hoàng Anh", "bhxh_code": "7912345678"}
TEMPLATE = "7895417a7d3f9461cd2e"


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zalo]:
    with zalo() as running:
        post = requests.post

        def here(url: str, **request: Any) -> requests.Response:
            asked = urlsplit(url)
            assert asked.scheme == "http" or (asked.scheme, asked.netloc) == ("https", "oauth.zaloapp.com")
            return post(f"{running.url}{asked.path}", **request)

        monkeypatch.setattr(requests, "post", here)
        yield running


def client(platform: Zalo, refresh_token: str = "refresh-0") -> Any:
    return zalo_sdk.zns.Client(APP_ID, SECRET, refresh_token=refresh_token, endpoint_prefix=platform.url)


def test_it_sends_and_renews_as_with_zalo(platform: Zalo) -> None:
    other = client(platform)
    with pytest.raises(zalo_sdk.ZaloOAAuthTokenExpiredException):
        other.send_zns_message("84912345678", TEMPLATE, DATA)
    access, refresh, expires = other.refresh_acccess_token()
    assert access and refresh != "refresh-0" and expires > 0
    answer = other.send_zns_message("84912345678", TEMPLATE, DATA, tracking_id="tracking")
    assert answer["error"] == 0 and isinstance(answer["data"]["sent_time"], str)
    assert isinstance(answer["data"]["quota"]["remainingQuota"], str)
    (taken,) = platform.taken
    assert (taken.msg_id, taken.data, taken.tracking_id) == (answer["data"]["msg_id"], DATA, "tracking")
    other.send_zns_message(ADMIN, TEMPLATE, DATA, dev_mode=True)
    assert platform.taken[1].development
    assert {one["templateId"] for one in other.get_template_list(0, 10)["data"]} >= {TEMPLATE}


def test_a_refresh_token_is_good_once(platform: Zalo) -> None:
    client(platform).refresh_acccess_token()
    with pytest.raises(zalo_sdk.ZaloOAException) as refused:
        client(platform).refresh_acccess_token()
    assert "-14020" in str(refused.value)


@pytest.mark.parametrize(
    ("phone", "template", "data", "code"),
    [
        ("0912345678", TEMPLATE, DATA, -108),
        ("84912345678", "another", DATA, -109),
        ("84912345678", TEMPLATE, {}, -111),
        ("84912345678", TEMPLATE, {"customer_name": "x"}, -112),
        ("84987654321", TEMPLATE, DATA, -118),
    ],
)
def test_it_refuses_as_zalo_does(platform: Zalo, phone: str, template: str, data: dict[str, str], code: int) -> None:
    platform.refusals["84987654321"] = -118
    other = client(platform)
    other.refresh_acccess_token()
    with pytest.raises(zalo_sdk.ZaloException) as refused:
        other.send_zns_message(phone, template, data)
    assert str(code) in str(refused.value)
    assert not platform.taken
