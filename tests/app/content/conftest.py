"""The content check on a small folder."""

from functools import partial
from pathlib import Path

import pytest

from tests.app.content.folder import Check, check_folder


@pytest.fixture
def checked(tmp_path: Path) -> Check:
    """Checks the folder after changing some of its files."""
    return partial(check_folder, tmp_path)
