"""What the engine's database forgets, with a database that the engine itself has written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.tracker_retention import forget
from tests.bot.engine import Engine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def test_nothing_yet(tmp_path: Path) -> None:
    assert forget(tmp_path / "none.db", datetime.now(UTC)) == 0
    (tmp_path / "empty.db").touch()
    assert forget(tmp_path / "empty.db", datetime.now(UTC)) == 0


def test_ended_conversations_go_and_open_ones_stay(engine: Engine) -> None:
    ended, open_one = uuid4().hex, uuid4().hex
    engine.say(ended, "/lookup_code_by_card")
    between = datetime.now(UTC)
    engine.say(open_one, "/lookup_code_by_card")
    assert forget(engine.tracker_db, between - timedelta(days=1)) == 0
    assert forget(engine.tracker_db, between) > 0
    assert forget(engine.tracker_db, between) == 0
    assert engine.say(ended, "chào bạn")["requested_slot"] is None
    assert engine.say(open_one, "chào bạn")["requested_slot"] == "card"
