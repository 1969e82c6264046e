"""Where the browser tests find a chat: the stand-in by default, the real product with ``--base-url``."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.web.chat import Chat
from tests.e2e.web.standin import Standin


@pytest.fixture(scope="session")
def standin_server(pytestconfig: pytest.Config) -> Iterator[Standin | None]:
    if pytestconfig.getoption("--base-url"):
        yield None
        return
    server = Standin()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(pytestconfig: pytest.Config, standin_server: Standin | None) -> str:
    return str(standin_server.address if standin_server else pytestconfig.getoption("--base-url"))


@pytest.fixture
def standin(standin_server: Standin | None) -> Standin:
    """For tests that play the bot's part; skipped on the real product."""
    if standin_server is None:
        pytest.skip("plays the bot's part: stand-in only")
    return standin_server


@pytest.fixture
def chat(page: Page, base_url: str) -> Iterator[Chat]:
    """The page, opened. Afterwards: nothing in the console, nothing asked from elsewhere."""
    opened = Chat(page, base_url)
    opened.open()
    yield opened
    opened.check()
