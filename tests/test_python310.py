"""Rasa's environment loads ``bhxh`` and ``bot.nlu`` on Python 3.10: their tests pass there as well."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
# phonenumbers is the app environment's.
LEFT_OUT = ("tests/bhxh/test_phone_oracle.py",)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_vocabulary_and_nlu_under_python_310() -> None:
    ignored = [f"--ignore={path}" for path in LEFT_OUT]
    done = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", ROOT, "-p", "no:cacheprovider", *ignored,
         "tests/bhxh", "tests/bot/nlu"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
