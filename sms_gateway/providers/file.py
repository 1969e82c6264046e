"""The providers file: read, checked as a whole, and refused with every line that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bhxh.messages import text
from kit.toml_lines import Lines
from sms_gateway.providers.registry import kinds
from sms_gateway.providers.settings import ProviderSettings

_TABLE = "provider"
_AT_LINE = re.compile(r"\(at line (\d+),")

_REASONS = {
    "missing": "missing",
    "extra_forbidden": "extra",
    "string_type": "string",
    "int_type": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "bool_type": "boolean",
    "tuple_type": "list",
    "model_type": "table",
    "model_attributes_type": "table",
    "too_short": "empty",
    "string_too_short": "empty",
    "greater_than_equal": "least",
    "greater_than": "above",
    "less_than_equal": "most",
    "less_than": "below",
    "string_too_long": "long",
    "literal_error": "choice",
    "secret_name": "secret_name",
    "secret_unset": "secret_unset",
    "one_of": "one_of",
    "together": "together",
}
_BOUNDS = ("ge", "gt", "le", "lt", "max_length", "expected")


class Fault(NamedTuple):
    """``line`` counts from 1; ``reason`` is a Vietnamese sentence that holds no value of the file but names of kinds and keys."""

    line: int
    reason: str


class ProvidersFileError(Exception):
    """The file cannot be used. ``str()`` has one line "path:line: reason" for each fault."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(f"{path}:{fault.line}: {fault.reason}" for fault in self.faults))


def load(path: Path, environment: Mapping[str, str]) -> tuple[ProviderSettings, ...]:
    """The providers of a file, with their secrets from ``environment``. Raises ProvidersFileError with all faults at once."""
    try:
        document = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ProvidersFileError(path, [Fault(1, text("providers.unreadable"))]) from None
    try:
        content = tomllib.loads(document)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else len(document.splitlines())
        raise ProvidersFileError(path, [Fault(line, text("providers.syntax"))]) from None
    lines = Lines(document)
    faults = [Fault(lines.of((key,)), text("providers.extra", key=key)) for key in content if key != _TABLE]
    tables = content.get(_TABLE)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise ProvidersFileError(path, [*faults, Fault(lines.of((_TABLE,)), text("providers.none"))])
    read: list[ProviderSettings] = []
    for place, table in enumerate(tables):
        try:
            read.append(_read(table, environment))
        except _Unknown as error:
            faults.append(Fault(lines.of((_TABLE, place, "kind")), error.reason))
        except ValidationError as error:
            first = {_keys(problem): problem for problem in reversed(error.errors(include_url=False))}
            faults += (Fault(lines.of((_TABLE, place, *key)), _reason(problem)) for key, problem in first.items())
    faults += _repeated(tables, lines)
    if faults:
        raise ProvidersFileError(path, faults)
    return tuple(read)


class _Unknown(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _read(table: Mapping[str, Any], environment: Mapping[str, str]) -> ProviderSettings:
    name = table.get("kind")
    known = ", ".join(sorted(kinds()))
    if name is None:
        raise _Unknown(text("providers.kind_missing", kinds=known))
    if not isinstance(name, str) or name not in kinds():
        raise _Unknown(text("providers.kind", kinds=known))
    return kinds()[name].settings.model_validate(table, context={"environment": environment})


def _keys(problem: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(part for part in problem["loc"] if isinstance(part, str) and part != "[key]")


def _reason(problem: Mapping[str, Any]) -> str:
    """What is wrong with a key, in Vietnamese; never what stands there."""
    key = ".".join(_keys(problem))
    kind = problem["type"]
    context = problem.get("ctx", {})
    bounds = [context[name] for name in _BOUNDS if name in context]
    if kind == "value_error":
        return text("providers.refused", key=key, why=str(context.get("error", "")))
    if kind == "extra_forbidden" and re.search(r"password|secret|token|key", key, re.IGNORECASE):
        return text("providers.extra_secret", key=key)
    if kind == "string_pattern_mismatch":
        return text("providers.name" if key == "name" else "providers.form", key=key)
    return text(
        f"providers.{_REASONS.get(kind, 'form')}", key=key, bound=str(bounds[0]).replace(" or ", ", ") if bounds else ""
    )


def _repeated(tables: list[Mapping[str, Any]], lines: Lines) -> Iterator[Fault]:
    seen: dict[object, int] = {}
    for place, table in enumerate(tables):
        name = table.get("name", "sandbox" if table.get("kind") == "sandbox" else None)
        if not isinstance(name, str):
            continue
        line = lines.of((_TABLE, place, "name"))
        if name in seen:
            yield Fault(line, text("providers.repeated", line=seen[name]))
        elif name == "sandbox" and table.get("kind") != "sandbox":
            yield Fault(line, text("providers.reserved"))
        seen.setdefault(name, line)
