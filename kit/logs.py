"""Structured JSON logs that hold what an engineer needs and never what a citizen said or is."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

REDACTED = "[đã che]"

# Keys whose values are dropped whatever they hold.
_PRIVATE_KEYS = frozenset(
    """
    text body message sms phone msisdn to recipient code otp card card_number bhxh_code personal_id full_name name
    address email password secret token key authorization cookie payload params personalisation conversation_id
    query
    """.split()
)
# What slips through under an innocent key, or inside a library's message: long digit runs (with separators), e-mail
# addresses, bearer tokens. Moments and ports have fewer than seven digits in a row.
_PATTERNS = (
    re.compile(r"\b[A-Za-z]{2}[\s.-]?[1-5][\s.-]?\d{2}[\s.-]?\d{10}\b"),
    re.compile(r"(?<![\w.:-])\+?\d(?:[\s.-]?\d){6,14}(?![\w:])"),
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"(?i)bearer\s+\S+"),
)
_UNTOUCHED = frozenset({"timestamp", "level", "event", "module", "logger", "process", "place", "error"})


def redact_text(value: str) -> str:
    """A text without digit runs of seven and more, e-mail addresses or bearer tokens."""
    for pattern in _PATTERNS:
        value = pattern.sub(REDACTED, value)
    return value


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The structlog processor: drops private keys and masks what looks private in every other text."""
    for key, value in event.items():
        if key in _PRIVATE_KEYS:
            event[key] = REDACTED
        elif isinstance(value, str) and key not in {"timestamp", "level"}:
            event[key] = redact_text(value)
        elif not isinstance(value, int | float | bool | type(None)) and key not in _UNTOUCHED:
            event[key] = redact_text(str(value))
    return event


def _render(value: Any, **_options: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def configure(process: str, level: int = logging.INFO) -> None:
    """One JSON line per event on standard error, for this process; the standard library's loggers join in."""

    def name_process(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("process", process)
        return event

    shared: list[Any] = [
        name_process,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *shared,
            structlog.processors.JSONRenderer(serializer=_render),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(serializer=_render),
            ],
        )
    )
    # The standard library prints the arguments of a log call that fails: whatever they were, on standard error.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.INFO))
    for noisy in ("httpx", "httpcore", "alembic.runtime.plugins", "fontTools", "weasyprint"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get_logger(name: str | None = None) -> Any:
    """A structlog logger; events are named in English snake_case, with data as keywords."""
    return structlog.get_logger() if name is None else structlog.get_logger(module=name)
