"""Training the assistant, only when something that decides the model has changed."""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
MODEL = MODELS / "assistant.tar.gz"
RECORD = MODELS / "assistant.json"
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


class TrainingFailed(Exception):
    """Rasa refused the data or broke; ``str()`` is the end of what it printed."""


class ModelUntrusted(Exception):
    """The model file is missing or is not the one that our own training wrote."""


def _inputs() -> Iterator[Path]:
    yield from (ROOT / name for name in ("config.yml", "domain.yml", "requirements/rasa.txt"))
    yield from sorted((ROOT / "bot" / "data").rglob("*.yml"))
    yield from sorted((ROOT / "bot" / "nlu").rglob("*"))
    yield from sorted((ROOT / "bhxh").rglob("*.py"))


def _inputs_digest() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record() -> dict[str, str]:
    if not RECORD.exists():
        return {}
    record: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def up_to_date() -> bool:
    """Whether the model in ``models/`` was trained on just these inputs."""
    return MODEL.exists() and _record().get("inputs") == _inputs_digest()


def verify_model() -> Path:
    """The model's path, after a check that it is the file our training wrote. Raises ModelUntrusted.

    A model is code in effect (CVE-2024-49375 was one that ran commands while loading), so no other file is loaded.
    """
    if not MODEL.exists() or _record().get("model") != _file_digest(MODEL):
        raise ModelUntrusted(f"{MODEL.name} is not the model that was trained here; run `bhxh train --force`")
    return MODEL


def rasa_environment() -> dict[str, str]:
    """The environment of Rasa's processes: nothing secret, no telemetry, our packages on the path."""
    # Without compiled modules each start would compile Rasa's thousands again, for 12 s.
    unwanted = {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BHXH_") and name not in unwanted}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "WARNING",
    }


def train(force: bool = False) -> float | None:
    """Train if needed; the seconds it took, or None when the model was up to date. Raises TrainingFailed."""
    if up_to_date() and not force:
        return None
    inputs = _inputs_digest()
    MODELS.mkdir(exist_ok=True)
    # The classifier reads all sentences itself (bot/nlu/classifier.py); Rasa gets as few as it accepts.
    command = [
        str(RASA_PYTHON), "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml",
        "--data", "bot/data/rules", "bot/data/nlu/tasks", "--out", "models", "--fixed-model-name", "assistant", "--force", "--skip-validation",
    ]  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=rasa_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not MODEL.exists():
        raise TrainingFailed("\n".join((done.stdout + done.stderr).splitlines()[-30:]))
    RECORD.write_text(json.dumps({"inputs": inputs, "model": _file_digest(MODEL)}, indent=1), encoding="utf-8")
    return time.monotonic() - began
