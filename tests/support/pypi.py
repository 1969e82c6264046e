"""Peers that come as Python packages and would not go with ours: each in an environment of its own, installed once for each lock file."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.npm import missing

_TOOLS = Path(__file__).parents[2] / ".tools"


def installed(source: Path) -> Path:
    """The Python of an environment with the locked ``requirements.txt`` of ``source``."""
    uv = shutil.which("uv") or str(_TOOLS / "bin" / "uv")
    if not Path(uv).exists():
        missing("uv is not installed (scripts/bootstrap.sh)")
    lock_file = source / "requirements.txt"
    folder = _TOOLS / f"{source.name}-{hashlib.sha256(lock_file.read_bytes()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    _TOOLS.mkdir(exist_ok=True)
    with (_TOOLS / f"{source.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            for command in (
                [uv, "venv", "--quiet", "--python", sys.executable, str(folder)],
                [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(lock_file)],
            ):
                result = subprocess.run(command, capture_output=True, text=True, check=False)
                if result.returncode:
                    missing(f"uv could not install the packages of {source.name}: {result.stderr[-200:]}")
            (folder / ".done").touch()
    return python
