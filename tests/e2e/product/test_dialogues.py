"""Plays citizens' dialogues through the public chat API against the whole product.

A file of ``dialogues/`` holds ``dialogues``: a name, and turns. A turn acts:

* ``say``: a text; ``{name}`` is what an earlier turn kept; ``press``: part of a button's title;
* ``otp``: a phone; the newest code that arrived there is typed (``wrong: true``: another one);

and states what must hold afterwards: ``hears`` and ``never`` (parts of all replies' text), ``intent``, ``faq``, ``fallback``
(meta of the first reply), ``buttons`` (parts of titles), ``keep`` (name: regular expression with one group, looked for in
the replies), ``sms`` (``{to, has}``: a message that must arrive; it may ``keep`` too).
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.product import Chat, RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DIALOGUES = [
    pytest.param(dialogue, id=f"{path.stem}: {dialogue['name']}")
    for path in sorted((Path(__file__).parent / "dialogues").glob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))["dialogues"]
]


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(product: RunningProduct, dialogue: dict[str, Any]) -> None:
    chat, kept = product.chat(), dict[str, str]()
    seen = {turn["otp"]: len(product.inbox(turn["otp"])) for turn in dialogue["turns"] if "otp" in turn}
    for number, turn in enumerate(dialogue["turns"], start=1):
        act(product, chat, turn, kept, seen)
        check(product, chat, turn, kept, f"turn {number} ({next(iter(turn.values()))})")


def act(product: RunningProduct, chat: Chat, turn: dict[str, Any], kept: dict[str, str], seen: dict[str, int]) -> None:
    """What the citizen does."""
    if "press" in turn:
        chat.press(turn["press"])
    elif "otp" in turn:
        code = product.wait_sms(turn["otp"], r"\b(\d{6})\b", newer_than=seen[turn["otp"]])[1]
        chat.say(f"{(int(code) + 1) % 1_000_000:06d}" if turn.get("wrong") else code)
    else:
        chat.say(filled(turn["say"], kept))


def filled(part: str, kept: dict[str, str]) -> str:
    """``{name}`` replaced by what an earlier turn kept."""
    return re.sub(r"\{(\w+)\}", lambda name: kept[name[1]], part)


def check(product: RunningProduct, chat: Chat, turn: dict[str, Any], kept: dict[str, str], where: str) -> None:
    """What must hold after it."""
    for part in (filled(part, kept) for part in turn.get("hears", [])):
        assert part in chat.text, f"{where}: {part!r} is not in {chat.text!r}"
    for part in turn.get("never", []):
        assert part not in chat.text, f"{where}: {part!r} is in {chat.text!r}"
    for key in ("intent", "faq", "fallback"):
        if key in turn:
            assert chat.meta[key] == turn[key], f"{where}: {chat.meta}"
    for title in turn.get("buttons", []):
        assert any(title in shown for shown in chat.titles), f"{where}: {title!r} not in {chat.titles}"
    for name, pattern in turn.get("keep", {}).items():
        found = re.search(pattern, chat.text)
        assert found, f"{where}: nothing like {pattern!r} in {chat.text!r}"
        kept[name] = found[1]
    if "sms" in turn:
        found = product.wait_sms(turn["sms"]["to"], turn["sms"]["has"])
        kept.update({name: value for name, value in found.groupdict().items() if value})
    assert not re.search(r"\[[A-Z_]+_\d+(:\w+)?\]|\{\w+\}", chat.text), f"{where}: a handle was left in {chat.text!r}"


def test_there_are_dialogues() -> None:
    assert len(DIALOGUES) >= 15
