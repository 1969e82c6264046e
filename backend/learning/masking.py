"""The second masking of a sentence that is kept for months: handles lose their numbers, and every remaining number goes.

The first masking decides what the dialogue engine may read during one turn and lets short numbers pass, because "lương 9 triệu" and
"mẫu 01" carry meaning. What is stored for review can do without: in doubt it is hidden.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bhxh.places import find_province
from bhxh.text import fold

LONGEST: Final = 500
"""Characters. The rest of a letter tells more about its author than about the question."""

_HANDLE: Final = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)_\d+\]")
_NUMBER: Final = re.compile(r"(?<![A-Z]_)\d(?:[\s.,/\-_]{0,3}\d){2,}")
_EMAIL: Final = re.compile(r"\S*@\S*")
_LINK: Final = re.compile(r"\S*(?:://|www\.|\w\.\w{2,6}/)\S*", re.IGNORECASE)
_WORD: Final = re.compile(r"\[\w+\]|[^\W\d_]+")
_PUBLIC: Final = frozenset(
    {
        "bao hiem",
        "bao hiem xa hoi",
        "bao hiem xa hoi viet nam",
        "bao hiem y te",
        "bao hiem that nghiep",
        "viet nam",
        "nha nuoc",
    }
)


def bare(masked: str) -> str | None:
    """A sentence as the engine got it, fit to be kept; None when nothing but values was said.

    Handles become ``[KIND_1]`` as training sentences have them; numbers of three digits and more ``[SO_1]``, e-mail addresses
    ``[EMAIL_1]``, two or more capitalised words in a row ``[HO_TEN_1]`` unless they
    are a province or the institution; links go.
    """
    text = "".join(map(_visible, masked))
    text = _EMAIL.sub("[EMAIL_1]", _LINK.sub(" ", text))
    text = "".join(_without_numbers(text))
    text = _names_hidden(text)
    text = _shortened(" ".join(text.split()))
    said = _HANDLE.sub(" ", text)
    return text if any(character.isalpha() for character in said) else None


def _visible(character: str) -> str:
    """The character; a blank for what would break a line, a terminal or a YAML file, nothing for invisible marks."""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    return " " if kind[0] == "C" or kind in {"Zl", "Zp"} else character


def _without_numbers(text: str) -> list[str]:
    """The text in pieces, handles with the number 1, other numbers of three digits and more hidden."""
    pieces, end = [], 0
    for handle in _HANDLE.finditer(text):
        pieces += [_NUMBER.sub("[SO_1]", text[end : handle.start()]), f"[{handle[1]}_1]"]
        end = handle.end()
    return [*pieces, _NUMBER.sub("[SO_1]", text[end:])]


def _names_hidden(text: str) -> str:
    words = list(_WORD.finditer(text))
    if all(word.group()[0].isupper() for word in words if word.group()[0] != "["):
        return text  # every word with a capital, or one word: case says nothing
    hidden, end = [], 0
    for run in _capitalised_runs(text, words):
        start, stop = run[0].start(), run[-1].end()
        if len(run) > 1 and not _is_public(text[start:stop]):
            hidden += [text[end:start], "[HO_TEN_1]"]
            end = stop
    return "".join([*hidden, text[end:]])


def _capitalised_runs(text: str, words: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Words that begin with a capital and have nothing but blanks between them."""
    run: list[re.Match[str]] = []
    for word in words:
        if run and not (_is_capitalised(word) and text[run[-1].end() : word.start()].isspace()):
            yield run
            run = []
        if _is_capitalised(word):
            run.append(word)
    if run:
        yield run


def _is_public(words: str) -> bool:
    return fold(words) in _PUBLIC or find_province(words) is not None


def _is_capitalised(word: re.Match[str]) -> bool:
    written = word.group()
    return written[0].isupper() and not (written.isupper() and len(written) > 1)


def _shortened(text: str) -> str:
    """At most `LONGEST` characters, whole words."""
    return text if len(text) <= LONGEST else text[: LONGEST + 1].rpartition(" ")[0]
