"""The gateway that API tests speak to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sms_gateway.gateway import Gateway, config, serving


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """One on SQLite, for what does not depend on the database."""
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as running:
        yield running
