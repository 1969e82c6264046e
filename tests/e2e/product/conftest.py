"""One running product for all of these tests: the real Rasa, actions, gateway, sender, worker and databases."""

from collections.abc import Iterator

import pytest

from tests.support.product import RunningProduct


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProduct]:
    running = RunningProduct(tmp_path_factory.mktemp("product") / "data", BHXH_SANDBOX_RECEIPT_DELAY="0.05")
    try:  # one that does not get ready in time runs all the same, and would go on after the tests
        running.start()
        yield running
    finally:
        running.stop()
