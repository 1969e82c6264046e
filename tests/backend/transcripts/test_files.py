"""The conversation as a file, and pictures that are sent into it."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import LargeBinary, select

from backend.conversations.engine import EngineMessage, EngineReply
from backend.conversations.models import Message
from backend.database import Database
from backend.printing import press
from backend.transcripts.masking import masked
from tests.backend.conversations.conftest import FakeEngine, Talk

HOTLINE = "19009696"


def picture(kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(made, kind)
    return made.getvalue()


def test_the_text_holds_what_was_said_without_values(client: FlaskClient, talk: Talk, engine: FakeEngine) -> None:
    talk.send("Tôi là Nguyễn Thị Thu Hà, mã số 7912345678, số 0912345678")
    answer = client.get(f"/api/v1/chat/{talk.id}/transcript.txt")
    assert answer.content_type == "text/plain; charset=utf-8" and answer.headers["Cache-Control"] == "no-store"
    assert "Ông/Bà:\n" in answer.text and "Trợ lý:\nĐã nghe:" in answer.text and HOTLINE in answer.text
    for value in ("7912345678", "0912345678", "Thu Hà"):
        assert value not in answer.text


def test_an_answer_keeps_its_source(client: FlaskClient, talk: Talk, engine: FakeEngine) -> None:
    custom = {"faq": "vssid_la_gi", "source": "Luật BHYT", "as_of": "2026-11"}
    reply = EngineReply((EngineMessage("VssID là ứng dụng.", custom=custom),), intent="faq", confidence=0.9)
    engine.script = lambda session, text, turn: reply
    talk.send("VssID là gì?")
    text = client.get(f"/api/v1/chat/{talk.id}/transcript.txt").text
    assert "VssID là ứng dụng.\nNguồn: Luật BHYT · Cập nhật tháng 11/2026" in text


def test_the_pdf_is_whole_and_accessible(client: FlaskClient, talk: Talk) -> None:
    if press.unavailable():
        pytest.skip("no Pango here")
    talk.send("Thẻ BHYT hết hạn <b>thì</b> làm sao?")
    answer = client.get(f"/api/v1/chat/{talk.id}/transcript.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run([pdftotext, "-", "-"], input=answer.data, capture_output=True, check=True)
    assert "hết hạn <b>thì</b> làm sao" in done.stdout.decode()


def test_nobody_else_gets_it(client: FlaskClient) -> None:
    for kind in ("txt", "pdf"):
        assert client.get(f"/api/v1/chat/{'x' * 22}/transcript.{kind}").status_code == 404
    assert client.post(f"/api/v1/chat/{'x' * 22}/picture", data=picture()).status_code == 404


@pytest.mark.parametrize(
    ("said", "policy", "shown"),
    [
        ("1. 12/03/2026: Bệnh viện Chợ Rẫy", False, "1. 12/03/2026: Bệnh viện Chợ Rẫy"),
        ("• Họ và tên: Nguyễn Văn An – mã số 7912345678", False, "• Họ và tên: N*** V*** A*** – mã số 79******78"),
        ("• Từ 01/7/2025, theo 41/2024/QH15, gọi 19009696", True, "• Từ 01/7/2025, theo 41/2024/QH15, gọi 19009696"),
        ("Gọi 19009696.", False, "Gọi 19009696."),
        ("  BHYT trả 332.560 đ, Ông/Bà trả 3.684.100 đ", False, "  BHYT trả 332.560 đ, Ông/Bà trả 3.684.100 đ"),
        ("Xem /hoi-dap/the-bhyt", False, "Xem /hoi-dap/the-bhyt"),
        ("Tờ khai: /ho-so/to-khai/4f0cAAAAaaaaBBBBccccDD.pdf", True, "Tờ khai: (liên kết riêng của Ông/Bà, xem trong cuộc trò chuyện)"),
    ],
)  # fmt: skip
def test_what_is_masked(said: str, policy: bool, shown: str) -> None:
    assert masked(said, HOTLINE, policy=policy) == shown


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_answered_and_kept_nowhere(
    client: FlaskClient, talk: Talk, engine: FakeEngine, database: Database, kind: str
) -> None:
    talk.send("chào")
    answer = client.post(f"/api/v1/chat/{talk.id}/picture", data=picture(kind), content_type="image/jpeg")
    assert answer.status_code == 200 and answer.json is not None
    assert "gõ số thẻ BHYT" in answer.json["replies"][0]["text"]
    assert talk.history()[-2]["text"] == "(Đã gửi một ảnh. Ảnh không được lưu lại.)"
    assert engine.heard == ["chào"]
    with database.reading() as session:
        assert all(len(str(body)) < 2000 for body in session.scalars(select(Message.body)))
        assert picture(kind)[:40] not in b"".join(session.scalars(select(Message.__table__.c.body.cast(LargeBinary))))


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"hello", b"RIFF1234WAVE"])
def test_what_is_no_picture_is_refused(client: FlaskClient, talk: Talk, data: bytes) -> None:
    talk.send("chào")
    answer = client.post(f"/api/v1/chat/{talk.id}/picture", data=data, content_type="image/png")
    assert answer.status_code == 415 and answer.json is not None and answer.json["code"] == "no_picture"
    assert len(talk.history()) == 2


def test_a_picture_has_a_largest_size(client: FlaskClient, talk: Talk) -> None:
    talk.send("chào")
    answer = client.post(f"/api/v1/chat/{talk.id}/picture", data=picture() + b"0" * (10 << 20))
    assert answer.status_code == 413
