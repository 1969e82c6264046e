"""Peers that come as npm packages, installed once for each lock file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_TOOLS = Path(__file__).parents[2] / ".tools"


def missing(reason: str) -> None:
    """Skip by name, with the reason; in CI what is missing is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def installed(source: Path, files: Sequence[str]) -> Path:
    """A folder with these files of ``source`` (package.json and its lock among them) and the packages they name."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing("node and npm are not installed (scripts/test-packages.sh)")
    contents = b"".join((source / name).read_bytes() for name in files)
    folder = _TOOLS / f"{source.name}-{hashlib.sha256(contents).hexdigest()[:12]}"
    _TOOLS.mkdir(exist_ok=True)
    with (_TOOLS / f"{source.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name in files:
                shutil.copy(source / name, folder)
            result = subprocess.run(["npm", "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False)
            if result.returncode:
                missing(f"npm could not install the packages of {source.name}: {result.stderr[-200:]}")
            (folder / ".done").touch()
    return folder
