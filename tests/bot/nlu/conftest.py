"""These tests need Rasa's environment (Python 3.10): tests/test_python310.py runs them there."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.nlu.understanding import Understanding

collect_ignore_glob = [] if find_spec("rasa") else ["test_*.py"]


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    """Trained once on the whole of bot/data, as shipped; for the tests that hold floors."""
    from bot.nlu.understanding import Understanding

    return Understanding.trained()
