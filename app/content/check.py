"""Every check of what content editors write, in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from app.content.answers import Answers
from app.content.facts import FILE, Facts
from app.content.findings import Document, Finding
from app.content.sentences import Sentences


@dataclass(frozen=True)
class Result:
    """What was found, in the order of files and lines, and how much was looked at."""

    findings: list[Finding]
    faqs: int
    sentences: int

    @property
    def errors(self) -> list[Finding]:
        """What must be mended."""
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        """What should be looked at."""
        return [finding for finding in self.findings if not finding.is_error]


def check(data: Path, domain: Path, today: date, months: int) -> Result:
    """Checks a folder laid out as bot/data. ``domain`` is domain.yml, which names the tasks."""
    facts = Facts(today)
    answers = Answers(today, months, facts)
    findings = [*_facts(data, facts), *_answers(data, answers)]
    findings += [*facts.check_unused(), *facts.check_questions(answers.places)]
    intents = {f"faq/{faq}" for faq in answers.places} | _trained_intents(data, domain)
    sentences = Sentences(frozenset(intents))
    for path in sorted((data / "nlu").glob("**/*.yml")):
        document = Document.read(path, data)
        findings += [*document.findings, *sentences.check(document)]
    findings += sentences.check_together()
    findings.sort(key=lambda finding: finding.place)
    return Result(findings, len(answers.places), len(sentences.all))


def _facts(data: Path, facts: Facts) -> Iterator[Finding]:
    document = Document.read(data / FILE, data)
    yield from document.findings
    yield from facts.check(document)


def _answers(data: Path, answers: Answers) -> Iterator[Finding]:
    for path in sorted((data / "faq").glob("*.yml")):
        document = Document.read(path, data)
        yield from document.findings
        yield from answers.check(document)
    document = Document.read(data / "tasks.yml", data)
    yield from document.findings
    yield from answers.check_tasks(document)


def _trained_intents(data: Path, domain: Path) -> set[str]:
    """The tasks of bot/data, and those intents of the domain that have a file of their own."""
    tasks = yaml.safe_load((data / "tasks.yml").read_text(encoding="utf-8"))
    known = yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"]
    files = {path.stem for path in (data / "nlu" / "tasks").glob("*.yml")}
    return set(tasks) | {intent for intent in known if isinstance(intent, str) and intent in files}
