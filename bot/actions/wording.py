"""Answers of the content as they are said: for the time and place asked about, with source and what could not be checked.

Knows nothing of the dialogue engine: the help pages show the same (app/help_content.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bhxh import dates
from bhxh.messages import text
from bot import facts as table
from bot import knowledge
from bot.actions.telling import ANY, Asked, Telling, Told, doubtful, first_sentence, least_checked, tell, told_on


@dataclass(frozen=True)
class Answered:
    """An answer's parts: the words, their source, and the remarks a person should know."""

    words: str
    source: str
    remarks: list[str]


def faq_meta(answer: knowledge.Answer, intent: str, asked: Asked = ANY) -> dict[str, Any]:
    """What was answered, for the chat API's ``meta``."""
    source = _source(answer, _telling(answer, asked).told)
    return {"intent": intent, "faq": answer.id, "source": source, "as_of": answer.as_of}


def answered(answer: knowledge.Answer, asked: Asked = ANY) -> Answered:
    """An answer in its parts."""
    telling = _telling(answer, asked)
    remarks = []
    if answer.validity and telling.present:
        remarks.append(text("bot.faq.validity", validity=filled(answer.validity)))
    if answer.valid_to is not None and dates.now().date() > answer.valid_to:
        remarks.append(text("bot.faq.expired", date=dates.format_date(answer.valid_to)))
    remarks += _caveats(answer, telling.told)
    return Answered(with_hotline(telling.words), _source(answer, telling.told), remarks)


def faq_text(answer: knowledge.Answer, asked: Asked = ANY) -> str:
    """An answer in full: for the time and place asked about, with its source, how long it holds, and what could not be checked."""
    return sourced(answered(answer, asked).words, answer, asked)


def sourced(words: str, answer: knowledge.Answer, asked: Asked = ANY) -> str:
    """Other words for an answer, above its source and remarks."""
    said = answered(answer, asked)
    year, month = answer.as_of.split("-")
    source = text("bot.faq.source", source=said.source, month=month, year=year)
    return "\n".join([words, source, *said.remarks])


def faq_brief(answer: knowledge.Answer) -> str:
    """The one sentence said before the task behind the question begins."""
    return with_hotline(filled(answer.brief)) if answer.brief else faq_short(answer)


def faq_short(answer: knowledge.Answer) -> str:
    """The first sentence of what holds today."""
    now = told_on(answer, dates.now().date(), None, table.facts())
    return with_hotline(first_sentence(now.words)) if now else text("bot.then.nothing_now")


def filled(content: str) -> str:
    """Content with its figures as they are today."""
    return table.fill(content, dates.now().date(), table.facts()).text


def _telling(answer: knowledge.Answer, asked: Asked) -> Telling:
    return tell(answer, dates.now().date(), asked, table.facts())


def _source(answer: knowledge.Answer, told: Sequence[Told]) -> str:
    """The sources of what was said, and of the amounts of money in it."""
    words = list(dict.fromkeys(wording.source for each in told for wording in each.wordings)) or [answer.source]
    figures = dict.fromkeys(
        text("bot.fact.source", source=period.source, what=fact.what[0].lower() + fact.what[1:])
        for each in told
        for fact, period in each.figures
        if fact.unit == "đồng" and not any(_document(period.source) in source for source in words)
    )
    return "; ".join([*words, *figures])


def _document(source: str) -> str:
    """The number of a document ("159/2025"), however its kind is written before it; the whole source when there is none."""
    found = re.search(r"\d+/\d{4}", source)
    return found.group() if found else source


def _caveats(answer: knowledge.Answer, told: Sequence[Told]) -> list[str]:
    """What a person should know before relying on it: figures not known, not looked at again in time, or not read in their source."""
    lines = []
    if missing := list(dict.fromkeys(fact.what for each in told for fact in each.missing)):
        lines.append(text("bot.fact.unknown", what="; ".join(missing)))
    today = dates.now().date()
    figures = dict.fromkeys(fact for each in told for fact, _ in each.figures)
    if old := [fact.what for fact in figures if fact.review_by is not None and today > fact.review_by]:
        lines.append(text("bot.fact.old", what="; ".join(old)))
    checked = least_checked([each.checked for each in told] or [answer.checked])
    if checked != "yes":
        lines.append(text(f"bot.faq.checked.{checked}"))
    elif doubted := [fact.what for fact in doubtful(told)]:
        lines.append(text("bot.fact.doubtful", what="; ".join(doubted)))
    return lines


def with_hotline(content: str) -> str:
    """Content from bot/data with its one placeholder filled; braces elsewhere stay as they are."""
    return content.replace("{hotline}", text("bot.hotline"))
