"""The one catalogue of what the product says to people: in Vietnamese, and its pages in English too.

Each subject has a module here with ``VI``, a mapping of key to text with named ``str.format`` placeholders. ``{hotline}``
is filled by itself with the configured number. A subject whose pages can be read in English has a module of the same name in
``english`` with ``EN``: the same keys, the same placeholders. A test checks that keys are unique and that every text used exists.
"""

from contextvars import ContextVar
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

VIETNAMESE = "vi"
ENGLISH = "en"
LANGUAGES = (VIETNAMESE, ENGLISH)

_hotline = "19009696"
_language: ContextVar[str] = ContextVar("language", default=VIETNAMESE)


def set_hotline(number: str) -> None:
    """The hotline that every text names from now on in this process (setting ``BHXH_HOTLINE``)."""
    global _hotline  # noqa: PLW0603 - one process serves one agency; set once at start
    _hotline = number


def speak(language: str) -> None:
    """The language of every text from now on in this thread or task: one of `LANGUAGES`."""
    if language not in LANGUAGES:
        raise ValueError(f"no texts in {language!r}")
    _language.set(language)


def language() -> str:
    """The language spoken here and now."""
    return _language.get()


@lru_cache(maxsize=1)
def catalogue() -> dict[str, str]:
    """Every Vietnamese text by key. Raises ValueError when two subjects define one key."""
    texts: dict[str, str] = {}
    for module in iter_modules(__path__):
        if module.ispkg:
            continue
        for key, value in import_module(f"{__name__}.{module.name}").VI.items():
            if key in texts:
                raise ValueError(f"text {key!r} is defined twice, the second time in {module.name}")
            texts[key] = value
    return texts


@lru_cache(maxsize=1)
def in_english() -> dict[str, str]:
    """The English text of every key that has one."""
    package = import_module(f"{__name__}.english")
    texts: dict[str, str] = {}
    for module in iter_modules(package.__path__):
        texts.update(import_module(f"{package.__name__}.{module.name}").EN)
    return texts


def text(key: str, /, **values: object) -> str:
    """The text of a key with its placeholders filled, in the language spoken (`speak`); in Vietnamese where there is no English.

    Raises KeyError for an unknown key or a missing value.
    """
    phrase = catalogue()[key]
    if _language.get() == ENGLISH:
        phrase = in_english().get(key, phrase)
    return phrase.format(hotline=_hotline, **values)
