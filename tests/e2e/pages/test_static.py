"""What browsers load beside the pages: compressed, asked about again, with the headers of everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.pages.conftest import STRANGER, Visitor

pytestmark = pytest.mark.slow

ADDRESS = "/static/console/console.css"


def test_files_are_compressed_and_asked_about_again(visitor: Visitor) -> None:
    client = visitor(STRANGER)
    plain = client.get(ADDRESS, headers={"Accept-Encoding": "identity"})
    assert plain.status_code == 200 and "Content-Encoding" not in plain.headers
    small = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip" and small.text == plain.text
    assert small.num_bytes_downloaded * 4 < plain.num_bytes_downloaded
    assert small.headers["Cache-Control"] == "no-cache"
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(ADDRESS, headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""


@pytest.mark.parametrize(
    "path", ["/static/../web.py", "/static/%2e%2e/web.py", "/static/..%2fweb.py", "/static/khong-co.css"]
)
def test_nothing_else_is_given_away(visitor: Visitor, path: str) -> None:
    answer = visitor(STRANGER).get(path)
    assert answer.status_code == 404, answer.text
    assert "create_app" not in answer.text and str(Path.cwd()) not in answer.text


def test_pages_are_not_compressed(visitor: Visitor) -> None:
    assert "Content-Encoding" not in visitor(STRANGER).get("/", headers={"Accept-Encoding": "gzip"}).headers
