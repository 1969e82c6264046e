"""Plays every dialogue of the YAML files against the real engine.

A file holds ``dialogues``: a name, and turns. A turn says something and states what must hold afterwards:

* ``says``: a text that every listed part must occur in, over all replies of the turn (``never``: must not occur);
* ``buttons``: payloads or intents that must be offered; ``press``: instead of a text, the title of a button just shown;
* ``intent``, ``faq``: as reported by the engine; ``meta``: keys of the first reply that carries them;
* ``form``, ``slot``: what is open after the turn (null: nothing);
* ``calls``: paths of the internal API, in order; ``down``: the internal API fails during this turn.
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from tests.bot.engine import Engine
from tests.bot.fake_internal import FakeInternal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

FILES = sorted(Path(__file__).parent.glob("*.yml"))
DIALOGUES = [
    pytest.param(dialogue, content.get("values", {}), id=f"{path.stem}: {dialogue['name']}")
    for path in FILES
    for content in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for dialogue in content["dialogues"]
]


@pytest.mark.parametrize(("dialogue", "values"), DIALOGUES)
def test_dialogue(engine: Engine, internal: FakeInternal, dialogue: dict[str, Any], values: dict[str, str]) -> None:
    internal.values = {**values, **dialogue.get("values", {})}
    sender, shown = uuid4().hex, {}
    for number, turn in enumerate(dialogue["turns"], start=1):
        internal.calls.clear()
        internal.down = turn.get("down", False)
        said = shown[turn["press"]] if "press" in turn else turn["user"]
        answer = engine.say(sender, said, turn=f"{sender}-{number}")
        internal.down = False
        check(turn, answer, internal, f"turn {number} ({said})")
        shown = {button["title"]: button["payload"] for message in answer["messages"] for button in message["buttons"]}


def check(turn: dict[str, Any], answer: dict[str, Any], internal: FakeInternal, where: str) -> None:
    """Every expectation of one turn."""
    texts = "\n".join(message["text"] for message in answer["messages"])
    payloads = [button["payload"] for message in answer["messages"] for button in message["buttons"]]
    for part in turn.get("says", []):
        assert part in texts, f"{where}: {part!r} is not in {texts!r}"
    for part in turn.get("never", []):
        assert part not in texts, f"{where}: {part!r} is in {texts!r}"
    for payload in turn.get("buttons", []):
        assert any(found.lstrip("/").startswith(payload) for found in payloads), f"{where}: {payload} not in {payloads}"
    for key in ("intent", "faq"):
        if key in turn:
            assert answer["parse"][key] == turn[key], f"{where}: {answer['parse']}"
    if "form" in turn:
        assert answer["form"] == turn["form"], f"{where}: {answer['form']}, {texts}"
    if "slot" in turn:
        assert answer["requested_slot"] == turn["slot"], f"{where}: {answer['requested_slot']}, {texts}"
    if "calls" in turn:
        assert [path.removeprefix("/internal/v1/") for path, _ in internal.calls] == turn["calls"], where
    metas = [message["custom"] for message in answer["messages"] if message.get("custom")]
    for key, value in turn.get("meta", {}).items():
        assert next((meta[key] for meta in metas if key in meta), None) == value, f"{where}: {metas}"
    assert "{" not in texts, f"{where}: a placeholder was left in {texts!r}"


def test_there_are_enough_dialogues() -> None:
    assert len(DIALOGUES) >= 20
