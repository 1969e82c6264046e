"""The one catalogue of what the product says to people, in Vietnamese.

Each subject has a module here with ``VI``, a mapping of key to text with named ``str.format`` placeholders. ``{hotline}``
is filled by itself with the configured number. A test checks that keys are unique and that every text used exists.
"""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

_hotline = "19009696"


def set_hotline(number: str) -> None:
    """The hotline that every text names from now on in this process (setting ``BHXH_HOTLINE``)."""
    global _hotline  # noqa: PLW0603 - one process serves one agency; set once at start
    _hotline = number


@lru_cache(maxsize=1)
def catalogue() -> dict[str, str]:
    """Every text by key. Raises ValueError when two subjects define one key."""
    texts: dict[str, str] = {}
    for subject in (module.name for module in iter_modules(__path__)):
        for key, value in import_module(f"{__name__}.{subject}").VI.items():
            if key in texts:
                raise ValueError(f"text {key!r} is defined twice, the second time in {subject}")
            texts[key] = value
    return texts


def text(key: str, /, **values: object) -> str:
    """The Vietnamese text of a key with its placeholders filled. Raises KeyError for an unknown key or a missing value."""
    return catalogue()[key].format(hotline=_hotline, **values)
