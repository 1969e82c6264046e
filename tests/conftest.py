"""What holds for all tests."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: Playwright keeps an event loop running in the main thread until the session ends, in which no
    test of ours could start one of its own."""
    items.sort(key=lambda item: "playwright" in getattr(item, "fixturenames", ()))
