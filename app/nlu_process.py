"""Asks Rasa's environment, where scikit-learn lives, how sentences are understood (bot/nlu/evaluate.py)."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app import training

EVALUATION_SET = training.ROOT / "tests" / "bot" / "nlu" / "evaluation"


class Failed(Exception):
    """The measurement broke; ``str()`` is the end of what it printed."""


def evaluate(folder: Path) -> dict[str, Any]:
    """The report of bot/nlu/evaluation.py on a folder of sentences. Raises Failed."""
    return _ask("--set", str(folder))


def why(sentence: str) -> dict[str, Any]:
    """The explanation of bot/nlu/explanation.py for a sentence. Raises Failed."""
    return _ask(f"--why={sentence}")


def uses_trained_model() -> bool:
    """Whether the model in ``models/`` is what the data says now; if not, a measurement trains in memory."""
    return training.up_to_date()


def _ask(*arguments: str) -> dict[str, Any]:
    command = [str(training.RASA_PYTHON), "-m", "bot.nlu.evaluate", *arguments]
    if uses_trained_model():
        command += ["--model", str(training.verify_model())]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=training.ROOT, env=training.rasa_environment(), capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Failed(str(error)) from None
    if done.returncode:
        raise Failed("\n".join(done.stderr.splitlines()[-10:]))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
