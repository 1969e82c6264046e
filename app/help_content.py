"""The assistant's questions and answers as the help pages show them: the same content, worded for today."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from backend.help.faq import Question
from bhxh import dates
from bot import knowledge
from bot.actions import wording


def questions() -> Sequence[Question]:
    """All, in the order of the content; worded once a day, because rules and figures change from one day to the next."""
    return _worded(dates.now().date())


@lru_cache(maxsize=2)
def _worded(_day: date) -> tuple[Question, ...]:
    titles = knowledge.topics()
    return tuple(_question(answer, titles[answer.topic]) for answer in knowledge.answers().values())


def _question(answer: knowledge.Answer, title: str) -> Question:
    said = wording.answered(answer)
    year, month = answer.as_of.split("-")
    lines = tuple(said.words.split("\n"))
    return Question(
        answer.id, answer.topic, title, answer.question, lines, said.source, f"{month}/{year}", tuple(said.remarks)
    )
