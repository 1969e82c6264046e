"""`python -m bot.nlu.evaluate` in Rasa's environment: measures or explains, and prints one JSON object. Called by `bhxh nlu`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from time import process_time

from bot.nlu import evaluation, explanation
from bot.nlu.understanding import Understanding

MODEL_FILE = "model.skops"


def understanding(archive: Path | None) -> Understanding:
    """With the model inside a trained Rasa archive, or trained now. Raises UntrustedModel, or KeyError for a foreign archive."""
    if archive is None:
        return Understanding.trained()
    with tarfile.open(archive) as stored, tempfile.TemporaryDirectory() as folder:
        member = next((m for m in stored if m.isfile() and Path(m.name).name == MODEL_FILE), None)
        content = None if member is None else stored.extractfile(member)
        if content is None:
            raise KeyError(f"{archive.name} holds no {MODEL_FILE}")
        path = Path(folder) / MODEL_FILE
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        return Understanding.stored(path)


def main(arguments: list[str]) -> None:
    """``--set FOLDER`` measures, ``--why SENTENCE`` explains; ``--model ARCHIVE`` instead of training now."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--set", type=Path)
    what.add_argument("--why")
    chosen = parser.parse_args(arguments)
    began = process_time()
    reader = understanding(chosen.model)
    seconds = process_time() - began
    if chosen.why is not None:
        answer = explanation.explain(reader, chosen.why)
    else:
        answer = evaluation.measure(reader.read, evaluation.load(chosen.set)).as_json()
        answer |= {"threshold": reader.threshold, "training_seconds": None if chosen.model else seconds}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
