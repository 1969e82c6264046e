"""What holds for all tests."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine, not of the code.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _logs_as_configured_by_nobody() -> Iterator[None]:
    """A test that runs a command of the CLI sets this process's log level; the next test must not inherit it."""
    yield
    if "structlog" in sys.modules:  # Rasa's environment has none of our logging
        sys.modules["structlog"].reset_defaults()


ONE_PROCESS = ("tests/bot/dialogues", "tests/e2e/product", "tests/e2e/web", "tests/e2e/embed", "tests/e2e/console")
"""Folders whose tests share something that is dear to start (Rasa, a whole product): with several processes, one of them runs all."""
WITH_A_BROWSER = "tests/e2e/product"
"""Its tests without a browser wait for those with one, so that the product is started once."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only one database does is tested on that one alone (``only_on``). Browser tests run last: Playwright keeps an event loop
    running in the main thread until the session ends, in which no test of ours could start one of its own. With several processes
    (``-n``) the tests of a file, or of a folder of `ONE_PROCESS`, stay together."""
    left_out = [item for item in items if _of_another_database(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _of_another_database(item)]
    items.sort(key=_order)
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(_group(item)))


def _of_another_database(item: pytest.Item) -> bool:
    """Whether a test is the other database's copy of one marked ``only_on("postgresql")`` or ``only_on("sqlite")``."""
    marker, call = item.get_closest_marker("only_on"), getattr(item, "callspec", None)
    database = call.params.get("database_url") if call is not None else None
    return marker is not None and database is not None and database not in marker.args


def _order(item: pytest.Item) -> tuple[bool, bool, bool]:
    """What takes long in one piece begins before the other files: at the end it would keep one process waiting."""
    return _is_late(item), not _folder(item), _in_a_browser(item)


def _group(item: pytest.Item) -> str:
    name = _folder(item) or item.nodeid.partition("::")[0]
    return f"{name} with a browser" if _is_late(item) else name


def _is_late(item: pytest.Item) -> bool:
    return _in_a_browser(item) or _folder(item) == WITH_A_BROWSER


def _in_a_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", ())


def _folder(item: pytest.Item) -> str:
    """The folder of `ONE_PROCESS` that this test is in, or nothing."""
    return next((folder for folder in ONE_PROCESS if item.nodeid.startswith(f"{folder}/")), "")
