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


def alike(sentences: list[str]) -> list[list[int]]:
    """Positions of sentences that ask alike, largest group first, the most typical of a group first (bot/nlu/likeness.py). Raises Failed."""
    groups: list[list[int]] = json.loads(_run(["-m", "bot.nlu.likeness"], json.dumps(sentences)))
    return groups


def uses_trained_model() -> bool:
    """Whether the model in ``models/`` is what the data says now; if not, a measurement trains in memory."""
    return training.up_to_date()


def _ask(*arguments: str) -> dict[str, Any]:
    command = ["-m", "bot.nlu.evaluate", *arguments]
    if uses_trained_model():
        command += ["--model", str(training.verify_model())]
    answer: dict[str, Any] = json.loads(_run(command))
    return answer


def _run(arguments: list[str], given: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [str(training.RASA_PYTHON), *arguments],
            cwd=training.ROOT,
            env=training.rasa_environment(),
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Failed(str(error)) from None
    if done.returncode:
        raise Failed("\n".join(done.stderr.splitlines()[-10:]))
    return done.stdout
