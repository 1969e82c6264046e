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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: Playwright keeps an event loop running in the main thread until the session ends, in which no
    test of ours could start one of its own."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
