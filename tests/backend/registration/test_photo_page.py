"""The photo page over HTTP, as a browser without JavaScript and as an attacker use it."""

import re
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.config import BackendConfig
from backend.registration import photo_pages
from backend.registration.service import Registration
from bhxh.messages.english.photo import EN
from tests.backend.registration.conftest import OWNER, Clock, declare, image_bytes

Upload = Callable[..., TestResponse]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def path(registration: Registration, config: BackendConfig) -> str:
    declare(registration)
    return registration.submit(OWNER, "key").photo_link.removeprefix(config.public_url)


def csrf(page: TestResponse) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found
    return found[1]


@pytest.fixture
def upload(client: FlaskClient, path: str) -> Upload:
    def send(**files: bytes) -> TestResponse:
        form = {kind: (BytesIO(data), "anh.jpg") for kind, data in files.items()}
        return client.post(path, data={"csrf": csrf(client.get(path)), **form})

    return send


def test_the_whole_way(client: FlaskClient, path: str, upload: Upload) -> None:
    page = client.get(path)
    assert "00001.U/2026/07915" in page.text
    assert "Đã có 0/3 ảnh" in page.text
    assert "Hoàn tất</button>" not in page.text
    answer = upload(portrait=image_bytes())
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert "Đã có 1/3 ảnh" in client.get(answer.location).text
    answer = upload(id_front=image_bytes("PNG"), id_back=image_bytes("WEBP"))
    page = client.get(answer.location)
    assert "Đã đủ ảnh" in page.text
    picture = client.get(f"{path}/id_front.jpg")
    assert picture.mimetype == "image/jpeg"
    assert picture.data.startswith(b"\xff\xd8\xff")
    done = client.post(f"{path}/hoan-tat", data={"csrf": csrf(page)})
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert "Đã nhận đủ ảnh" in client.get(done.location).text
    for again in (
        client.get(path),
        client.post(path),
        client.post(f"{path}/hoan-tat"),
        client.get(f"{path}/portrait.jpg"),
    ):
        assert again.status_code == HTTPStatus.NOT_FOUND


def test_errors_stand_at_their_field_and_good_pictures_are_kept(client: FlaskClient, path: str, upload: Upload) -> None:
    answer = upload(portrait=image_bytes(), id_front=b"<svg/>", id_back=image_bytes()[:-2000])
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.text
    assert '<a href="#id_front">Ảnh mặt trước giấy tờ: Tệp này không phải là ảnh' in answer.text
    assert 'id="id_back-error"' in answer.text
    assert 'aria-describedby="id_back-hint id_back-error" aria-invalid="true"' in answer.text
    assert "<title>Lỗi: " in answer.text
    assert client.get(f"{path}/portrait.jpg").status_code == HTTPStatus.OK
    assert client.get(f"{path}/id_front.jpg").status_code == HTTPStatus.NOT_FOUND


def test_nothing_chosen(client: FlaskClient, path: str, upload: Upload) -> None:
    answer = upload()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "chưa chọn ảnh nào" in answer.text
    empty = client.post(path, data={"csrf": csrf(client.get(path)), "portrait": (BytesIO(b""), "")})
    assert "chưa chọn ảnh nào" in empty.text, "what a browser sends for an empty file field"


def test_zero_byte_file(upload: Upload) -> None:
    assert "Tệp ảnh rỗng" in upload(portrait=b"").text


def test_completing_too_early(client: FlaskClient, path: str, upload: Upload) -> None:
    upload(portrait=image_bytes())
    answer = client.post(f"{path}/hoan-tat", data={"csrf": csrf(client.get(path))})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Còn thiếu: Ảnh mặt trước giấy tờ, Ảnh mặt sau giấy tờ" in answer.text


@pytest.mark.parametrize("forged", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "đ"}])
def test_forms_without_the_csrf_token_do_nothing(client: FlaskClient, path: str, forged: dict[str, str]) -> None:
    client.get(path)
    answer = client.post(path, data={**forged, "portrait": (BytesIO(image_bytes()), "a.jpg")})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{path}/portrait.jpg").status_code == HTTPStatus.NOT_FOUND
    assert client.post(f"{path}/hoan-tat", data=forged).status_code == HTTPStatus.FORBIDDEN


def test_a_csrf_token_belongs_to_its_browser_and_its_link(
    app: Flask, client: FlaskClient, path: str, registration: Registration, config: BackendConfig
) -> None:
    token = csrf(client.get(path))
    stranger = app.test_client()
    stranger.get(path)
    files = {"portrait": (BytesIO(image_bytes()), "a.jpg")}
    assert stranger.post(path, data={"csrf": token, **files}).status_code == HTTPStatus.FORBIDDEN
    other = (registration.photo_link("00001.U/2026/07915") or "").removeprefix(config.public_url)
    assert client.post(other, data={"csrf": token}).status_code == HTTPStatus.FORBIDDEN


def test_headers_and_markup_are_strict(
    client: FlaskClient, path: str, registration: Registration, config: BackendConfig
) -> None:
    declaration = registration.declaration_link("00001.U/2026/07915").removeprefix(config.public_url)
    for address in (path, "/ho-so/anh/wrong", "/ho-so/anh-hoan-tat", declaration, declaration.removesuffix(".pdf")):
        page = client.get(address)
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        if page.mimetype == "text/html":
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", page.text)
            assert '<html lang="vi">' in page.text
    cookie = client.get(path).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_the_page_is_one_of_the_site_and_speaks_english_to_who_has_switched(
    client: FlaskClient, path: str, registration: Registration, config: BackendConfig
) -> None:
    declaration = registration.declaration_link("00001.U/2026/07915").removeprefix(config.public_url)
    for address in (path, "/ho-so/anh/wrong", "/ho-so/anh-hoan-tat"):
        page = client.get(address).text
        assert f'href="/ngon-ngu/en?ve={address}"' in page and '<nav class="pages"' in page
    assert client.get("/ngon-ngu/en", query_string={"ve": path}).location == path
    page = client.get(path).text
    assert '<html lang="en">' in page and EN["photo.page.title"] in page
    refused = client.post(path, data={"csrf": csrf(client.get(path))})
    assert EN["photo.none_chosen"] in refused.text
    sheet = client.get(declaration.removesuffix(".pdf")).text  # the authority's form
    assert '<html lang="vi"' in sheet and "Tờ khai" in sheet


def test_every_field_has_its_label(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for kind in ("portrait", "id_front", "id_back"):
        assert f'<label for="{kind}">' in page
        assert f'id="{kind}"' in page


def test_links_that_do_not_hold_are_all_alike(client: FlaskClient, path: str, clock: Clock) -> None:
    client.get(path)
    clock.advance(days=12)
    addresses = (path, f"/ho-so/anh/{'0' * 32}", "/ho-so/to-khai/x.pdf", "/ho-so/to-khai/x")
    back = "/ngon-ngu/en?ve="  # the switch of the language leads back to the page it is on
    pages = {client.get(address).text.replace(f"{back}{address}", back) for address in addresses}
    assert len(pages) == 1
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_too_much_at_once(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, path: str, upload: Upload) -> None:
    monkeypatch.setattr(photo_pages, "_MOST_FORM_BYTES", 10_000)
    answer = upload(portrait=b"x" * 20_000)
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "gửi từng ảnh một" in answer.text


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"]
)
def test_bodies_of_another_kind(client: FlaskClient, path: str, content_type: str) -> None:
    client.get(path)
    answer = client.post(path, data=b'--x\r\nContent-Disposition: form-data; name="portr', content_type=content_type)
    assert 400 <= answer.status_code < 500


def test_uploads_never_touch_the_disk_in_plain(monkeypatch: pytest.MonkeyPatch, upload: Upload) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *_, **__: pytest.fail("spooled to disk"))
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda *_, **__: pytest.fail("spooled to disk"))
    large = image_bytes("PNG", (1500, 1500), compress_level=0)
    assert len(large) > 5_000_000
    assert upload(portrait=large).status_code == HTTPStatus.SEE_OTHER
