"""A chat whose engine a test tells what to answer, on SQLite and on PostgreSQL, and the sentences kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.config import BackendConfig
from backend.conversations.engine import Candidate, EngineButton, EngineMessage, EngineReply
from backend.database import Database
from backend.learning.models import UnclearSentence
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine, app, client, engine, make_app, talk, timing

__all__ = ["FakeEngine", "app", "client", "engine", "make_app", "talk", "timing"]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture
def kept(database: Database) -> Callable[[], list[UnclearSentence]]:
    def read() -> list[UnclearSentence]:
        with database.reading() as session:
            return list(session.query(UnclearSentence).order_by(UnclearSentence.reason, UnclearSentence.top))

    return read


def question(faq: str) -> EngineButton:
    return EngineButton(f"Câu hỏi {faq}", f'/faq{{"faq": "{faq}"}}')


def unsure(*offered: str, field: str | None = None) -> EngineReply:
    """A fallback that offers questions, or the menu when there are none."""
    menu = (EngineButton("Xem sổ khám", "/kcb_history"), EngineButton("Gặp nhân viên", "/talk_to_agent"))
    buttons = tuple(map(question, offered)) or menu
    custom = {"intent": "fallback", "fallback": True, "offered": list(offered)}
    message = EngineMessage("Tôi chưa hiểu rõ.", buttons, custom)
    ranking = (Candidate("faq/the_bhyt_mat", 0.3111), Candidate("kcb_history", 0.1))
    return EngineReply((message,), "fallback", 0.3, None, field, ranking)


def answer(faq: str, *beside: str, label: str | None = None) -> EngineReply:
    """An answer, with other questions offered beside it and the button of a task."""
    buttons = (EngineButton("Làm ngay", "/lookup_code_by_card"), *map(question, beside))
    message = EngineMessage("Trả lời.", buttons, {"intent": "faq", "faq": faq, "offered": list(beside)})
    return EngineReply((message,), "faq", 0.8, faq, None, (Candidate(label or f"faq/{faq}", 0.8),))


def small_talk() -> EngineReply:
    message = EngineMessage("Chào Ông/Bà.", (), {"intent": "greet"})
    return EngineReply((message,), "greet", 0.99, None, None, (Candidate("greet", 0.99),))
