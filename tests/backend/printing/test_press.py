"""Pages as PDF: what is missing is told, and nothing foreign is loaded."""

import socket
import sys

import pytest

from backend.printing import press

_PAGE = "<!doctype html><html lang=vi><head><title>Thử</title></head><body><h1>Thẻ</h1>{}</body></html>"


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    press.unavailable.cache_clear()
    assert "weasyprint" in press.unavailable()
    monkeypatch.undo()
    press.unavailable.cache_clear()
    assert press.unavailable() == ""


def test_nothing_is_fetched_from_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        with pytest.raises(BaseException, match="Error fetching"):
            press.pdf(_PAGE.format(f'<img alt="" src="{address}">'))
        with pytest.raises(BlockingIOError):
            server.accept()
