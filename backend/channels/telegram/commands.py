"""The menu of commands: each is a sentence that the assistant understands."""

from typing import Final

from bhxh.messages import text

SHARE_PHONE: Final = "dienthoai"
"""The one command that is no sentence: it asks for the citizen's own contact card."""
NAMES: Final = (
    "start",
    "tracuu",
    "dangky",
    "hoso",
    "coquan",
    "nhanvien",
    SHARE_PHONE,
    "trogiup",
    "huy",
    "batdaulai",
)
_ALIASES: Final = {"help": "trogiup", "menu": "trogiup", "stop": "huy", "cancel": "huy"}


def name_of(said: str) -> str | None:
    """The command that a text is, None for any other text.

    >>> name_of("/TraCuu@TroLyBhxhBot GD479")
    'tracuu'
    """
    first = said.split(maxsplit=1)[0] if said.startswith("/") else ""
    name = first[1:].partition("@")[0].lower()
    name = _ALIASES.get(name, name)
    return name if name in NAMES else None


def sentence(name: str) -> str:
    """What a command means to the assistant. Raises KeyError for `SHARE_PHONE`."""
    return text(f"telegram.phrase.{name}")


def menu() -> list[tuple[str, str]]:
    """Name and description of every command, in the order of the menu."""
    return [(name, text(f"telegram.menu.{name}")) for name in NAMES]
