"""Where in a TOML document a key stands, which tomllib does not tell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]


class Lines:
    """The lines, from 1, of a document that tomllib can read."""

    def __init__(self, document: str) -> None:
        self._lines: dict[Path, int] = {}
        tables: dict[Path, int] = {}
        here: Path = ()
        for line, statement, is_header in _statements(document):
            if is_header:
                here = _table(statement, tables)
                self._lines.setdefault(here, line)
            else:
                for path in _paths(statement):
                    self._lines.setdefault((*here, *path), line)

    def of(self, path: Path) -> int:
        """The line of a key, or of the nearest thing around it that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


def _statements(document: str) -> Iterator[tuple[int, Mapping[str, Any], bool]]:
    """(first line, what it says, whether it is a table's header). A value may go over several lines: it ends where it can be read."""
    begun, first = "", 1
    for number, line in enumerate(document.splitlines(), 1):
        if not begun:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            first = number
        begun += line + "\n"
        try:
            statement = tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        yield first, statement, begun.lstrip().startswith("[")
        begun = ""


def _table(header: Mapping[str, Any], tables: dict[Path, int]) -> Path:
    """The path that a header opens; ``tables`` counts those of each array of tables."""
    path: Path = ()
    value: Any = header
    while value:
        name, value = next(iter(value.items()))
        path = (*path, name)
        if isinstance(value, list):
            tables[path] = tables.get(path, -1) + 1
            value = value[0]
        if path in tables:
            path = (*path, tables[path])
    return path


def _paths(value: Mapping[str, Any]) -> Iterator[Path]:
    for name, inner in value.items():
        yield (name,)
        if isinstance(inner, dict):
            for path in _paths(inner):
                yield (name, *path)
