"""What a check found, and YAML read so that a finding can name its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from bhxh.messages import text
from bhxh.text import nfc


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file; ``file`` is relative to the data folder, ``line`` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file} dòng {self.line}"


@dataclass(frozen=True)
class Finding:
    """Something to mend (``is_error``) or to look at again."""

    place: Place
    is_error: bool
    message: str

    def __str__(self) -> str:
        return f"{text('content.error' if self.is_error else 'content.warning')} {self.place}: {self.message}"


def error(place: Place, key: str, **values: object) -> Finding:
    """Something that must be mended."""
    return Finding(place, True, text(f"content.{key}", **values))


def warning(place: Place, key: str, **values: object) -> Finding:
    """Something to look at."""
    return Finding(place, False, text(f"content.{key}", **values))


@dataclass(frozen=True)
class Document:
    """One YAML file: its nodes (None when it cannot be read) and what was already found in reading it."""

    file: str
    root: yaml.Node | None
    findings: tuple[Finding, ...]

    @classmethod
    def read(cls, path: Path, data: Path) -> Document:
        """Never raises for what an editor can get wrong."""
        file = path.relative_to(data).as_posix()
        content = path.read_text(encoding="utf-8")
        composed = tuple(
            error(Place(file, number), "nfc")
            for number, line in enumerate(content.splitlines(), start=1)
            if nfc(line) != line
        )
        try:
            return cls(file, yaml.compose(content, Loader=yaml.SafeLoader), composed)
        except yaml.MarkedYAMLError as problem:
            line = problem.problem_mark.line + 1 if problem.problem_mark else 1
            return cls(file, None, (*composed, error(Place(file, line), "yaml")))

    def place(self, node: yaml.Node) -> Place:
        """Where a node begins."""
        return Place(self.file, node.start_mark.line + 1)


def fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The fields of a mapping; empty for anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def items(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list; empty for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def read_day(node: yaml.Node) -> date | None:
    """The day a scalar names as yyyy-mm-dd; None for anything else."""
    try:
        return date.fromisoformat(node.value) if isinstance(node, yaml.ScalarNode) else None
    except ValueError:
        return None


def lines_of(document: Document, block: yaml.ScalarNode) -> Iterator[tuple[Place, str]]:
    """The lines of a ``|`` block with their places; empty lines are left out."""
    first = block.start_mark.line + (2 if block.style == "|" else 1)
    for offset, line in enumerate(str(block.value).splitlines()):
        if line.strip():
            yield Place(document.file, first + offset), line.strip()
