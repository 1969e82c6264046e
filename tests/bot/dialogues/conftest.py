"""One engine and one stand-in for the backend for all dialogues."""

from collections.abc import Iterator

import pytest

from tests.bot.engine import Engine, running
from tests.bot.fake_internal import TOKEN, FakeInternal, serving


@pytest.fixture(scope="session")
def internal() -> Iterator[FakeInternal]:
    """The stand-in for the backend's internal API."""
    with serving() as fake:
        yield fake


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, internal: FakeInternal) -> Iterator[Engine]:
    """Rasa and the action server, talking to the stand-in."""
    with running(tmp_path_factory.mktemp("engine"), internal.url, TOKEN) as started:
        yield started
