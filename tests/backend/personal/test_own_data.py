"""One's own data to take away: complete, recorded, and nobody else's."""

from __future__ import annotations

import io
import json
import zipfile

from backend.database import Database
from tests.backend.personal.conftest import AN, HAN, NGOC, LogIn, person_id, traces

PATH = "/tai-khoan/du-lieu"


def unpack(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_everything_that_the_pages_show_is_in_the_file(log_in: LogIn, database: Database) -> None:
    browser = log_in(NGOC)
    before = len(traces(database, NGOC))
    answer = browser.post(PATH)
    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    files = unpack(answer.data)
    whole = json.loads(files["du-lieu.json"])
    assert whole["nguoi_tham_gia"]["full_name"] == "Trần Thị Bích Ngọc"
    assert [card["number"] for card in whole["the_bhyt"]] == ["HC4797920456789"]
    counts = [len(whole[name]) for name in ("qua_trinh_tham_gia", "che_do_da_huong", "kham_chua_benh")]
    assert counts == [7, 2, 6]
    assert "Bệnh viện Chợ Rẫy" in files["du-lieu.html"]
    acts = [act for _, act in traces(database, NGOC)[before:]]
    assert set(acts[:-1]) == {"profile.read", "card.read", "participation.read", "benefit.read", "kcb.visits"}
    assert acts[-1] == "privacy.export"
    assert "Tải toàn bộ dữ liệu" in browser.get("/tai-khoan/ai-da-xem").text


def test_looking_at_the_page_reads_nothing_and_a_link_downloads_nothing(log_in: LogIn, database: Database) -> None:
    browser = log_in(AN)
    before = traces(database, AN)
    assert "Tải dữ liệu về máy" in browser.get(PATH).text
    assert browser.client.post(PATH).status_code == 400
    assert traces(database, AN) == before


def test_a_guardian_takes_the_childs_data_and_nobody_else(log_in: LogIn, database: Database) -> None:
    child = person_id(database, HAN)
    assert log_in(AN).post(f"/tai-khoan/con/{child}/du-lieu").status_code == 404
    files = unpack(log_in(NGOC).post(f"/tai-khoan/con/{child}/du-lieu").data)
    assert "Lê Trần Gia Hân" in files["du-lieu.json"] and NGOC not in files["du-lieu.json"] + files["du-lieu.html"]
    assert traces(database, HAN)[-1][1] == "privacy.export"
