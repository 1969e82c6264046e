"""Rasa's own check of data, rules and domain. Training skips it, so that a start does not wait for it; this test does not."""

import subprocess

import pytest

from app.training import RASA_PYTHON, ROOT, rasa_environment


@pytest.mark.slow
def test_rasa_finds_nothing_wrong_with_the_data() -> None:
    command = [
        RASA_PYTHON,
        "-m",
        "rasa",
        "data",
        "validate",
        "--config",
        "config.yml",
        "--domain",
        "domain.yml",
        "--data",
        "bot/data",
    ]
    done = subprocess.run(command, cwd=ROOT, env=rasa_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
