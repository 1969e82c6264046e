"""The catalogue of texts: complete, composed, polite, and used with the values it asks for."""

import ast
import importlib
import string
import unicodedata
from pathlib import Path

import pytest

from bhxh.messages import ENGLISH, VIETNAMESE, catalogue, in_english, set_hotline, speak, text

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "backend", "bhxh", "bot", "kit", "sms_gateway")


def _uses() -> "list[tuple[str, str, set[str] | None]]":
    """Place, key and placeholder names of every literal ``text("key", ...)`` call in our code."""
    uses = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "from bhxh.messages import" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"):
                    continue
                if not (node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
                    continue
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                spread = any(keyword.arg is None for keyword in node.keywords)
                uses.append((f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0].value, None if spread else names))
    return uses


def test_every_text_used_exists_and_gets_its_values() -> None:
    wrong = []
    for place, key, given in _uses():
        if key not in catalogue():
            wrong.append(f"{place}: no text {key!r}")
            continue
        wanted = {name for _, name, _, _ in string.Formatter().parse(catalogue()[key]) if name} - {"hotline"}
        if given is not None and wanted != given:
            wrong.append(f"{place}: {key!r} wants {sorted(wanted)}, gets {sorted(given)}")
    assert not wrong, "\n".join(wrong)


def test_texts_are_composed_and_clean() -> None:
    for key, value in catalogue().items():
        assert value == unicodedata.normalize("NFC", value), key
        assert value.rstrip() == value, key


def test_the_hotline_is_the_configured_one() -> None:
    set_hotline("1900 9068")
    try:
        assert "1900 9068" in text("problem.internal")
    finally:
        set_hotline("19009696")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("card.length")


def _placeholders(phrase: str) -> "set[str]":
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_a_subject_in_english_is_complete() -> None:
    folder = ROOT / "bhxh" / "messages" / "english"
    for path in sorted(folder.glob("[a-z]*.py")):
        vietnamese = importlib.import_module(f"bhxh.messages.{path.stem}").VI
        translated = importlib.import_module(f"bhxh.messages.english.{path.stem}").EN
        assert set(translated) == set(vietnamese), path.stem
        for key, phrase in translated.items():
            assert _placeholders(phrase) == _placeholders(vietnamese[key]), key


def test_english_is_spoken_where_it_exists_and_ends_with_the_request() -> None:
    try:
        speak(ENGLISH)
        assert text("site.menu") == in_english()["site.menu"]
        assert text("problem.internal") == catalogue()["problem.internal"].format(hotline="19009696")
    finally:
        speak(VIETNAMESE)
    assert text("site.menu") == catalogue()["site.menu"]
    with pytest.raises(ValueError, match="no texts"):
        speak("fr")
