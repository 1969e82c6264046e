"""Whatever is thrown at the running product's public routes: a clear refusal in the documented shape, never a 5xx."""

import json
import socket
import subprocess
import sys
import time
import unicodedata
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from backend.conversations.service import TEXT_LIMIT
from tests.support.product import SMS_KEY, RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

JSON = {"Content-Type": "application/json"}
KEY = {"Authorization": f"Bearer {SMS_KEY}"}
DOCUMENTS = ("/api/openapi.json", "/sms/v1/openapi.json")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "unsupported_method", "ignored_auth",
)  # fmt: skip
PAGES = (
    "/", "/healthz", "/readyz", "/api/docs", "/api/docs/start.js", "/api/docs/ui/swagger-ui.css", "/static/site.css",
    "/static/khong-co.css", "/ho-so/anh/khong-co", "/ho-so/to-khai/khong-co", "/ho-so/anh-hoan-tat", "/sms/v1/sandbox/",
    "/api/v1/chat/khong-co/messages", "/api/v1/chat/khong-co/events", "/khong-co", "/sms/v1/khong-co", *DOCUMENTS,
)  # fmt: skip
ODD_TEXTS = {
    "empty": "", "blank": " \t\n", "long": "a" * 20_000, "emoji": "😀" * 500, "nul": "mã\0số", "only nul": "\0\0",
    "nfd": unicodedata.normalize("NFD", "mã số bảo hiểm xã hội là gì"), "html": "<script>alert(1)</script><img src=x>",
    "sql": "'; DROP TABLE person; --", "format": "{hotline} {0.__class__} %s %n ${x}", "marks": "Z" + "\u0301" * 1500,
    "direction": "\u202e\u200b\ufeff", "slash": "/restart", "handles": "[THE_1] [MA_SO_1:masked]", "newlines": "a\r\nb" * 300,
}  # fmt: skip
WRONG_VALUES: tuple[Any, ...] = (5, 1.5, True, [], {}, ["x"], {"a": {"b": None}})
ODD_BODIES = {
    "nothing": b"", "no json": b"{", "array": b"[]", "null": b"null", "text": b'"x"', "nan": b'{"text": NaN}',
    "deep": b"[" * 30_000 + b"]" * 30_000, "deep field": b'{"text":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
    "utf-16": '{"text": "a"}'.encode("utf-16"), "latin-1": b'{"text": "\xe1"}', "surrogate": b'{"text": "\\ud800"}',
    "unknown field": b'{"text": "xin", "x": 1}', "many fields": json.dumps({f"k{n}": n for n in range(3000)}).encode(),
}  # fmt: skip
SMS_POSTS = (
    "messages",
    "messages/batch",
    "otp",
    "otp/x/check",
    "templates",
    "campaigns",
    "preview",
    "receipts/sandbox",
)


def is_problem(answer: httpx.Response) -> bool:
    """Whether this is a refusal that programs and people can read."""
    if answer.headers["Content-Type"] != "application/problem+json":
        return False
    body = answer.json()
    return body["status"] == answer.status_code and bool(body["code"]) and bool(body["detail"])


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_texts_are_answered_or_refused(product: RunningProduct, name: str) -> None:
    answer = product.http.post("/api/v1/chat", json={"text": ODD_TEXTS[name]})
    if name in {"empty", "blank", "long", "only nul", "direction"}:
        assert answer.status_code == 422 and is_problem(answer)
        assert answer.json()["errors"][0]["field"] == "text"
    else:
        assert answer.status_code == 200, answer.text
        assert answer.json()["replies"][0]["text"]
    page = product.http.post("/", data={"text": ODD_TEXTS[name]})
    assert page.status_code in {303, 422} and "<script>alert" not in page.text


def test_the_limit_is_told_with_the_length(product: RunningProduct) -> None:
    detail = product.http.post("/api/v1/chat", json={"text": "a" * 20_000}).json()["detail"]
    assert "20000" in detail and str(TEXT_LIMIT) in detail


@pytest.mark.parametrize("field", ["text", "conversation_id", "payload"])
def test_wrong_types_name_the_field(product: RunningProduct, field: str) -> None:
    for value in WRONG_VALUES:
        answer = product.http.post("/api/v1/chat", json={"text": "xin chào"} | {field: value})
        assert answer.status_code == 422 and is_problem(answer)
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("name", ODD_BODIES)
def test_odd_bodies_are_refused_everywhere(product: RunningProduct, name: str) -> None:
    for path in ("/api/v1/chat", *(f"/sms/v1/{post}" for post in SMS_POSTS)):
        answer = product.http.post(path, content=ODD_BODIES[name], headers=JSON | KEY)
        assert answer.status_code in {400, 422} and is_problem(answer), (path, answer.status_code, answer.text)
        assert len(answer.content) < 64 << 10 or path == "/api/v1/chat"


def test_ids_that_nobody_has_are_not_found(product: RunningProduct) -> None:
    for odd in ("x", "..%2f..%2fetc", "%00", "%ff", "a" * 5000, "1%0a2"):
        for path in (f"/api/v1/chat/{odd}/messages", f"/api/v1/chat/{odd}/events", f"/ho-so/anh/{odd}"):
            assert product.http.get(path).status_code == 404, path
        for path in (f"messages/{odd}", f"campaigns/{odd}", f"campaigns/{odd}/recipients.csv", f"receipts/{odd}"):
            answer = product.http.get(f"/sms/v1/{path}", headers=KEY)
            assert answer.status_code == 404 and is_problem(answer), path
    for number in (0, -1, 2**63, 10**400):
        assert product.http.get(f"/sms/v1/messages/{number}", headers=KEY).status_code == 404


@pytest.mark.parametrize("media", ["", "text/plain", "multipart/form-data", "application/xml", "x" * 5000])
def test_other_media_types_are_refused(product: RunningProduct, media: str) -> None:
    for path in ("/api/v1/chat", "/sms/v1/messages", "/sms/v1/otp"):
        answer = product.http.post(path, content=b'{"text": "a"}', headers=KEY | {"Content-Type": media})
        assert answer.status_code == 415 and is_problem(answer)


def test_a_body_of_unannounced_length_is_read_and_limited(product: RunningProduct) -> None:
    answer = product.http.post("/api/v1/chat", content=iter([b'{"te', b'xt": "xin ch', b'\xc3\xa0o"}']), headers=JSON)
    assert answer.status_code == 200, answer.text
    for path in ("/api/v1/chat", "/sms/v1/messages"):
        answer = product.http.post(path, content=iter([b"a" * 1000] * 2000), headers=JSON | KEY)
        assert answer.status_code == 413 and is_problem(answer), path
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = product.http.post("/", content=iter([b"text=", *[b"a" * 1000] * 2000]), headers=form)
    assert page.status_code in {413, 422} and len(page.content) < 200_000


def test_bodies_that_never_come_stop_nobody(product: RunningProduct) -> None:
    waiting = []
    for path in ("/api/v1/chat", "/sms/v1/messages"):
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n"
        for _ in range(40):
            connection = socket.create_connection(("127.0.0.1", product.port))
            connection.sendall(f"{head}Authorization: Bearer {SMS_KEY}\r\n\r\n{{".encode())
            waiting.append(connection)
    try:
        assert product.chat().say("xin chào").replies
        assert product.sms("GET", "/templates")["templates"]
    finally:
        for connection in waiting:
            connection.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_security_headers(product: RunningProduct, path: str) -> None:
    headers = product.http.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'" if path == "/api/docs" else "", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Cache-Control"] in {"no-store", "no-cache"}
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/static/chat/chat.js", "/static/site.css", "/api/docs/ui/swagger-ui.css"])
def test_files_are_asked_for_again_and_not_sent_again(product: RunningProduct, path: str) -> None:
    first = product.http.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = product.http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content


def test_unknown_paths_and_wrong_methods_are_problems(product: RunningProduct) -> None:
    for path in ("/healthz", "/readyz", "/api/docs", "/api/docs/start.js", "/api/docs/ui/x.css", *DOCUMENTS):
        answer = product.http.delete(path)
        assert answer.status_code == 405 and is_problem(answer), path
    for path in ("/khong-co", "/api/docs/ui/khong-co", "/%0a", "/%00", "/static/", "/metrics", "/internal/v1/audience"):
        answer = product.http.get(path)
        assert answer.status_code == 404 and is_problem(answer), path


@pytest.mark.parametrize(
    "path",
    ["/static/../web.py", "/static/%2e%2e/web.py", "/static/..%2fweb.py", "/static//etc/passwd", "/api/docs/ui/..%2f..%2fx",
     "/api/docs/ui//etc/passwd", "/sms/v1/sandbox/assets/..%2f..%2f__init__.py", "/static/..%5cweb.py"],
)  # fmt: skip
def test_no_path_leads_out_of_a_folder_of_files(product: RunningProduct, path: str) -> None:
    status, body = raw(product, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert status in {308, 404} and b"root:" not in body and b"import" not in body


@pytest.mark.parametrize(
    "head",
    [b"GET /?a=\xff\xfe HTTP/1.1", b"GET / HTTP/1.1\r\nCookie: bhxh_chat=\xff\x80", b"GET /\xc4\x91 HTTP/1.1",
     b"GET /sms/v1/templates HTTP/1.1\r\nAuthorization: Bearer \xff\xfe", b"GET / HTTP/1.1\r\nX-Big: " + b"a" * 200_000,
     b"GET http://evil.example/ HTTP/1.1", b"GET / HTTP/1.1\r\nCookie: " + b"a=b; " * 3000, b"CONNECT a:1 HTTP/1.1",
     b"POST /api/v1/chat HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", b"POST / HTTP/1.1\r\nContent-Length: -1",
     b"GET /static/site.css HTTP/1.1\r\nRange: bytes=0-1,5-2,99999999999-", b"OPTIONS * HTTP/1.1", b"GET / HTTP/1.1\r\nHost: a\"b<>",
     b"GET /api/v1/chat/x/events HTTP/1.1\r\nLast-Event-ID: " + b"9" * 400],
)  # fmt: skip
def test_odd_requests_are_no_bug_of_ours(product: RunningProduct, head: bytes) -> None:
    status, _ = raw(product, head + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert 200 <= status < 500


def test_a_web_socket_is_refused_and_its_path_not_logged(product: RunningProduct) -> None:
    chat = product.chat().say("xin chào")
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    head = f"GET /api/v1/chat/{chat.id}/messages HTTP/1.1\r\nHost: x\r\n".encode()
    with socket.create_connection(("127.0.0.1", product.port), 10) as connection:
        connection.sendall(head + upgrade + b"\r\n")
        assert connection.recv(12) != b"HTTP/1.1 101"
    for log in (product.data_dir / "log").iterdir():
        assert str(chat.id) not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_answer_is_undocumented_and_none_is_a_server_error(product: RunningProduct, path: str) -> None:
    assert product.http.get(path).json()["openapi"].startswith("3.1")
    command = [sys.executable, "-m", "schemathesis.cli", "run", product.url + path, "--max-examples=4", "--seed=1"]
    options = [f"--checks={','.join(CHECKS)}", "--header", f"Authorization: {KEY['Authorization']}", "--no-color"]
    done = subprocess.run(
        [*command, *options, "--suppress-health-check=all"], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_api_documentation_works_without_the_world(product: RunningProduct, browser: Browser) -> None:
    page = browser.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((product.url, "data:")) else troubles.append(request.url),
    )
    page.goto(f"{product.url}/api/docs")
    published = product.http.get("/api/openapi.json").json()["paths"]
    operations = sum(len(path) for path in published.values())
    assert operations > 1
    expect(page.locator(".opblock")).to_have_count(operations)
    page.select_option("select", "/sms/v1/openapi.json")
    page.locator(".opblock-summary-path", has_text="/campaigns").first.wait_for()
    page.close()
    assert not troubles


@pytest.mark.parametrize("name", ["internal", "rasa", "actions"])
def test_inner_parts_listen_on_loopback_alone(product: RunningProduct, name: str) -> None:
    import psutil

    port = product.port + {"internal": 1, "rasa": 2, "actions": 3}[name]
    process = {"internal": "web"}.get(name, name)
    listening = [
        connection.laddr
        for pid in product.pids(process)
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    ]
    assert {address.ip for address in listening} == {"127.0.0.1"}


def test_the_internal_api_wants_its_token(product: RunningProduct) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, KEY):
        answer = httpx.post(f"http://127.0.0.1:{product.port + 1}/internal/v1/audience", json={}, headers=headers)
        assert answer.status_code == 401 and is_problem(answer)


def raw(product: RunningProduct, request: bytes) -> tuple[int, bytes]:
    """Bytes as no HTTP library would send them; the status and everything that came back."""
    received, deadline = b"", time.monotonic() + 20
    with socket.create_connection(("127.0.0.1", product.port), 10) as connection:
        connection.sendall(request)
        try:
            while (piece := connection.recv(65536)) and time.monotonic() < deadline:
                received += piece
        except ConnectionResetError:
            pass
    return int(received.split(b" ", 2)[1]), received
