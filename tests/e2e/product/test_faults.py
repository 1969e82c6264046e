"""What citizens notice when a process dies, and that Ctrl-C leaves nothing behind. A product of its own: it is hurt here."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from app.processes import NAMES
from tests.support.product import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

APOLOGY_SECONDS = 20.0
"""The 8 s that a citizen waits at most, and what a machine adds that starts a killed engine meanwhile; the turn itself may take minutes."""


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProduct]:
    running = RunningProduct(tmp_path_factory.mktemp("hurt") / "data", BHXH_SANDBOX_RECEIPT_DELAY="0.05")
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("victim", ["rasa", "actions"])
def test_the_citizen_is_told_in_time_and_the_dialogue_goes_on(hurt: RunningProduct, victim: str) -> None:
    chat = hurt.chat().say("đăng ký tài khoản vssid")
    chat.say("7912345678")
    assert "2/10" in chat.text
    hurt.kill(victim)
    began = time.monotonic()
    chat.say("Nguyễn Văn An")
    assert time.monotonic() - began < APOLOGY_SECONDS
    assert "19009696" in chat.text or "3/10" in chat.text
    hurt.wait_ready()
    assert hurt.answer_arrives(chat, "3/10"), chat.text
    chat.say("079085001234")
    assert "4/10" in chat.text


def test_a_turn_survives_the_process_that_answers_it(hurt: RunningProduct) -> None:
    """Killed with kill -9 while the engine thinks: the next process asks again, and the answer comes once."""
    chat = hurt.chat().say("xin chào")
    engine = hurt.pids("rasa")
    for pid in engine:
        os.kill(pid, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(
                httpx.post, f"{hurt.url}/api/v1/chat", json={"conversation_id": chat.id, "text": "mã số bhxh là gì"}
            )
            while "mã số bhxh là gì" not in hurt.http.get(f"/api/v1/chat/{chat.id}/messages").text:
                time.sleep(0.02)
            hurt.kill("web")
            with pytest.raises(httpx.HTTPError):
                asked.result()
    finally:
        for pid in engine:
            os.kill(pid, signal.SIGCONT)
    hurt.wait_ready()
    assert hurt.answer_arrives(chat, "10 chữ số")
    messages = hurt.http.get(f"/api/v1/chat/{chat.id}/messages").json()["messages"]
    assert sum("10 chữ số" in message["text"] for message in messages) == 1
    assert chat.say("cảm ơn").replies


def test_the_reason_of_a_death_is_shown(hurt: RunningProduct) -> None:
    hurt.kill("worker")
    deadline = time.monotonic() + 60
    while "Tiến trình worker đã dừng" not in hurt.output.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    hurt.wait_ready()


def test_a_campaign_survives_its_sender(hurt: RunningProduct) -> None:
    """kill -9 twice in mid-campaign: every recipient is accounted for, none was handed over twice."""
    rows = 6000
    lines = ["so_dien_thoai,ho_ten,ma_so_bhxh"]
    lines += [
        f"09{number:08d},Nguyễn Văn {chr(65 + number % 26)},79{number:08d}"
        for number in range(10_000_000, 10_000_000 + rows)
    ]
    campaign = hurt.campaign("\n".join(lines))
    hurt.sms("POST", f"/campaigns/{campaign}/start")
    for _ in range(2):
        time.sleep(0.3)
        hurt.kill("sender")
        hurt.wait_ready()
    deadline = time.monotonic() + 90
    while (state := hurt.sms("GET", f"/campaigns/{campaign}"))["status"] != "finished":
        assert time.monotonic() < deadline, state
        time.sleep(0.2)
    counts = state["counts"]
    assert sum(counts.values()) == rows
    assert set(counts) <= {"delivered", "sent", "unknown"}, counts
    handed_over = [len(hurt.inbox(f"09{number:08d}")) for number in range(10_000_000, 10_000_000 + rows, 37)]
    assert set(handed_over) <= {0, 1}, "a message was sent twice"
    assert handed_over.count(0) <= counts.get("unknown", 0)


def test_ctrl_c_stops_every_process(hurt: RunningProduct) -> None:
    processes = [psutil.Process(pid) for name in NAMES for pid in hurt.pids(name)]
    assert hurt.stop(signal.SIGINT) == 0
    psutil.wait_procs(processes, timeout=30)  # an orphan is reaped by init, a moment later or, in a container, never
    assert not [process for process in processes if runs(process)]


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
