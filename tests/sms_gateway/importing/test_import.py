"""Files into campaigns through the API: whole or not at all, also when the importing process is killed."""

from __future__ import annotations

import csv
import io
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from sms_gateway.campaigns.importing import imports
from sms_gateway.campaigns.importing.imports import Imports
from sms_gateway.schema import campaign, campaign_error, message
from tests.sms_gateway.gateway import TEST, Gateway, config, serving
from tests.sms_gateway.importing.test_reading import excel_1258, workbook

HEADER = "so_dien_thoai,ho_ten,ma_so_bhxh"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as running:
        yield running


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Iterator[Gateway]:
    """On SQLite and on PostgreSQL, for what their transactions decide."""
    with serving(config(database_url, tmp_path)) as running:
        yield running


def row(n: int) -> str:
    return f"09{n:08d},Nguyễn Thị {n},{7_900_000_000 + n}"


def table(count: int) -> bytes:
    return "\n".join([HEADER, *map(row, range(count))]).encode()


def create(gateway: Gateway, data: bytes, **form: str) -> httpx.Response:
    fields = {"template": "thong_bao_ma_so", "name": "Thông báo tháng 6"} | form
    return gateway.http.post("/campaigns", data=fields, files={"file": ("ds.csv", data)})


def settled(gateway: Gateway, campaign_id: str) -> dict[str, Any]:
    """The campaign once its import is over."""
    deadline = time.monotonic() + 150
    while (found := gateway.http.get(f"/campaigns/{campaign_id}").json())["status"] == "importing":
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return dict(found)


def test_a_small_file_is_imported_while_the_caller_waits(gateway: Gateway) -> None:
    data = "\n".join([HEADER, row(1), "0283822334,An,7912345678", row(1), "01632345678,Lê Bình,7912345679"])
    answer = create(gateway, data.encode())
    assert answer.status_code == 201
    made = answer.json()
    assert (made["status"], made["rows"], made["valid"]) == ("ready", 4, 2)
    assert [(e["row"], e["column"], e["code"]) for e in made["errors"]] == [
        (3, "so_dien_thoai", "phone.not_mobile"),
        (4, None, "duplicate"),
    ]
    assert "dòng 2" in made["errors"][1]["detail"]
    shown = gateway.http.get(f"/campaigns/{made['id']}").json()
    assert (shown["counts"], shown["segments"], shown["invalid"]) == ({"created": 2}, 4, 2)
    lines = list(csv.reader(io.StringIO(gateway.http.get(f"/campaigns/{made['id']}/recipients.csv").text[1:])))
    assert lines[0][:4] == ["so_dien_thoai", "ho_ten", "ma_so_bhxh", "id"]
    assert lines[2][:3] == ["0332345678", "Lê Bình", "7912345679"]
    errors = list(csv.reader(io.StringIO(gateway.http.get(f"/campaigns/{made['id']}/errors.csv").text[1:])))
    assert [line[0] for line in errors] == ["row", "3", "4"]
    assert list((gateway.config.import_dir or Path()).iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        ("\ufeff" + HEADER + "\r\n" + row(1)).encode("utf-16-le"),
        excel_1258((HEADER + "\r\n" + row(1)).replace(",", ";")),
        workbook(HEADER.split(","), [900000001, "Nguyễn Thị 1", "7900000001"]).getvalue(),
    ],
    ids=["utf-16", "windows-1258", "xlsx"],
)
def test_what_excel_saves_arrives_with_its_accents(gateway: Gateway, data: bytes) -> None:
    answer = create(gateway, data)
    assert (answer.status_code, answer.json()["valid"]) == (201, 1)
    assert gateway.contents() == ['["Nguyễn Thị 1","7900000001"]']


@pytest.mark.parametrize(
    ("data", "status", "code", "row"),
    [
        (b"", 422, "file_empty", 0),
        (b"so_dien_thoai,ho_ten\n0912345678,An", 422, "columns_missing", 1),
        (HEADER.encode() + b",ho_ten\n", 422, "columns_duplicate", 1),
        (HEADER.encode() + b",x\n", 422, "columns_unknown", 1),
        (HEADER.encode() + b"\n0912345678,Nguy\xd4n,7912345678", 422, "encoding_unknown", 2),
        (table(5) + b'\n0912345678,"An,7912345678\n' + table(5), 422, "quotes", 7),
        (b"PK\x03\x04broken", 422, "workbook_broken", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 422, "old_excel", 0),
    ],
)
def test_a_file_that_cannot_be_read_stores_nothing(
    gateway: Gateway, data: bytes, status: int, code: str, row: int
) -> None:
    answer = create(gateway, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["row"] == row
    assert gateway.count(message) == 0
    assert list((gateway.config.import_dir or Path()).iterdir()) == []
    with gateway.engine.connect() as connection:
        assert set(connection.execute(sa.select(campaign.c.status)).scalars()) <= {"cancelled"}


def test_a_large_file_is_imported_behind_the_callers_back(either: Gateway) -> None:
    data = table(12_000) + b"\n0912345678,An,123\n"
    answer = create(either, data)
    assert (answer.status_code, answer.json()["status"]) == (202, "importing")
    started = either.http.post(f"/campaigns/{answer.json()['id']}/start")
    done = settled(either, answer.json()["id"])
    assert (done["status"], done["rows"], done["valid"]) == ("ready", 12_001, 12_000)
    assert [(e["row"], e["column"], e["code"]) for e in done["errors"]] == [(12_002, "ma_so_bhxh", "code.length")]
    assert started.status_code == 409
    assert either.count(message) == 12_000
    assert either.http.post(f"/campaigns/{done['id']}/start").json()["status"] == "running"


def test_a_large_file_that_breaks_at_its_end_leaves_no_recipient(either: Gateway) -> None:
    answer = create(either, table(12_000) + b'\n0912345678,"An,7912345678\n')
    assert answer.status_code == 202
    done = settled(either, answer.json()["id"])
    assert (done["status"], done["import_error"], done["rows"], done["valid"]) == ("cancelled", "quotes", 0, 0)
    assert [(e["row"], e["code"]) for e in done["errors"]] == [(12_002, "quotes")]
    assert either.count(message) == 0
    assert either.http.post(f"/campaigns/{done['id']}/start").status_code == 409


def ids(gateway: Gateway) -> set[int]:
    with gateway.engine.connect() as connection:
        return set(connection.execute(sa.select(message.c.id)).scalars())


def test_an_import_whose_process_is_killed_goes_on_at_the_row_where_it_stopped(either: Gateway) -> None:
    bad, repeated = "0912345678,An,123", row(5)
    campaign_id = create(either, "\n".join([HEADER, bad, *map(row, range(20_000)), repeated]).encode()).json()["id"]
    deadline = time.monotonic() + 60
    while not either.count(message) >= 2_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    (importing,) = multiprocessing.active_children()
    importing.kill()
    importing.join()
    stored = ids(either)
    assert 0 < len(stored) < 20_000
    done = settled(either, campaign_id)
    assert (done["status"], done["rows"], done["valid"], done["segments"]) == ("ready", 20_002, 20_000, 40_000)
    assert either.count(message) == 20_000
    assert stored < ids(either), "stored anew"
    assert done["counts"] == {"created": 20_000}
    assert [(e["row"], e["code"]) for e in done["errors"]] == [(2, "code.length"), (20_003, "duplicate")]
    assert "dòng 8" in done["errors"][1]["detail"]


def test_a_file_that_kills_its_process_every_time_is_reported(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    monkeypatch.setattr(Imports, "_in_a_process", lambda self, path, *rest: (tries.append(path), self.wake()))
    done = settled(gateway, create(gateway, table(12_000)).json()["id"])
    assert len(tries) == 3
    assert (done["status"], done["import_error"]) == ("cancelled", "interrupted")
    assert gateway.count(message) == 0


def test_a_database_that_is_away_costs_a_file_no_try(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    outages, whole = [], Imports._in_a_process

    def without_a_database(self: Imports, path: Path, *rest: Any) -> None:
        right = self._config
        if len(outages) < 2:
            outages.append(path.name[-1])
            self._config = replace(right, database_url="postgresql://127.0.0.1:9/away")
        whole(self, path, *rest)
        self._config = right
        self.wake()

    monkeypatch.setattr(Imports, "_in_a_process", without_a_database)
    monkeypatch.setattr(imports, "TRIES", 1)
    done = settled(gateway, create(gateway, table(12_000)).json()["id"])
    assert outages == ["1"] * 2
    assert (done["status"], done["valid"], gateway.count(message)) == ("ready", 12_000, 12_000)


def test_a_campaign_cancelled_while_importing_stays_cancelled(gateway: Gateway) -> None:
    campaign_id = create(gateway, table(40_000)).json()["id"]
    assert gateway.http.post(f"/campaigns/{campaign_id}/cancel").json()["status"] == "cancelled"
    deadline = time.monotonic() + 60
    while any((gateway.config.import_dir or Path()).iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gateway.http.get(f"/campaigns/{campaign_id}").json()["status"] == "cancelled"
    assert gateway.count(message) < 40_000


def test_the_waiting_file_is_encrypted_on_disk(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Imports, "wake", lambda self: None)
    create(gateway, table(12_000))
    (waiting,) = (gateway.config.import_dir or Path()).iterdir()
    assert "Nguyễn Thị".encode() not in waiting.read_bytes()
    assert waiting.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("form", "status", "field"),
    [
        ({"template": "khong_co"}, 422, "template"),
        ({"template": "otp"}, 422, "file"),
        ({"name": " "}, 422, "name"),
        ({"surprise": "1"}, 422, "surprise"),
        ({"khong_dau": "yes"}, 422, "khong_dau"),
    ],
)
def test_a_wrong_form_is_refused(gateway: Gateway, form: dict[str, str], status: int, field: str) -> None:
    answer = create(gateway, table(2), **form)
    assert answer.status_code == status
    assert gateway.count(message) == gateway.count(campaign_error) == 0


def test_khong_dau_makes_the_campaign_cheaper(gateway: Gateway) -> None:
    made = create(gateway, table(10), khong_dau="true").json()
    assert gateway.http.get(f"/campaigns/{made['id']}").json()["segments"] == 10


def test_another_keys_campaign_is_not_found(gateway: Gateway) -> None:
    made = create(gateway, table(2)).json()
    other = gateway.as_key(TEST)
    for path in ("", "/recipients.csv", "/errors.csv"):
        assert other.get(f"/campaigns/{made['id']}{path}").status_code == 404
    for move in ("start", "pause", "resume", "cancel"):
        assert other.post(f"/campaigns/{made['id']}/{move}").status_code == 404
    assert gateway.http.get(f"/campaigns/{made['id']}").json()["status"] == "ready"


def test_a_campaign_starts_pauses_resumes_and_is_cancelled(gateway: Gateway) -> None:
    campaign_id = create(gateway, table(3)).json()["id"]

    def move(name: str) -> tuple[int, str]:
        answer = gateway.http.post(f"/campaigns/{campaign_id}/{name}")
        return answer.status_code, answer.json().get("status" if answer.is_success else "code")

    assert move("pause") == (409, "campaign_state")
    assert move("start") == (200, "running")
    assert move("start") == (409, "campaign_state")
    assert move("pause") == (200, "paused")
    assert move("resume") == (200, "running")
    assert move("cancel") == (200, "cancelled")
    assert move("resume") == (409, "campaign_state")
