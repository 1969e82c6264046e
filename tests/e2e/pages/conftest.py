"""The product's pages and everybody who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.e2e.pages.scenes import NGOC, Stage, log_in
from tests.support.consoles import Consoles, backend_config, open_database

STAFF = ("canbo.quan5", "canbo.hcm", "truong.quan5", "giamsat", "tongdai1", "truyenthong", "lanhdao", "quantri")
STRANGER = "stranger"
CITIZEN = NGOC
"""Has a child, cards, participation, benefits and visits."""
PEOPLE = (STRANGER, CITIZEN, *STAFF)
Visitor = Callable[[str], httpx.Client]


@pytest.fixture(scope="module")
def consoles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    running = Consoles(tmp_path_factory.mktemp("pages") / "data")
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def visitor(consoles: Consoles) -> Iterator[Visitor]:
    """``visitor("giamsat")``: somebody's logged-in HTTP client, the same one each time."""
    with ExitStack() as stack:
        known: dict[str, httpx.Client] = {}

        def enter(name: str) -> httpx.Client:
            if name not in known:
                known[name] = stack.enter_context(httpx.Client(base_url=consoles.url, timeout=30, trust_env=False))
                if name in STAFF:
                    log_in(known[name], "/nhan-vien/dang-nhap", username=name)
                elif name != STRANGER:
                    log_in(known[name], "/tai-khoan/dang-nhap", code=name)
            return known[name]

        yield enter


@pytest.fixture(scope="module")
def stage(consoles: Consoles, visitor: Visitor) -> Iterator[Stage]:
    with open_database(consoles.environment) as database, ExitStack() as stack:
        yield Stage(consoles.url, backend_config(consoles.environment), database, visitor, stack)


def starts(name: str) -> list[str]:
    """Where somebody begins."""
    if name == CITIZEN:
        return ["/tai-khoan/"]
    return ["/nhan-vien/"] if name in STAFF else ["/dang-ky", "/", "/nhan-vien/dang-nhap", "/khong-co-trang-nay"]
