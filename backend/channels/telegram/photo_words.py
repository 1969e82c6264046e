"""What is said of pictures sent for a dossier, and what the buttons below it mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy.orm import Session

from backend.channels.telegram import photo_talk
from backend.channels.telegram.photo_talk import Act, Item
from backend.channels.telegram.sending import CHANNEL
from backend.conversations.models import Conversation
from backend.conversations.shortcuts import Answer
from backend.registration.attachments import PhotoSheet
from backend.registration.kinds import PICTURES, Kind
from bhxh.messages import text
from bhxh.text import fold

_IN_CAPTIONS: Final[Mapping[str, str]] = {
    "chan dung": "portrait",
    "mat truoc": "id_front",
    "mat sau": "id_back",
    "khai sinh": "birth_certificate",
}


@dataclass
class Report:
    """What has become of a task. ``taken``: kinds stored; ``wrong``: the kind and why not; ``surplus``: pictures that nobody asked for;
    ``wanted``: the kind asked for anew; ``last``: of the picture stored last."""

    taken: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    surplus: int = 0
    relabelled: bool = False
    completed: bool = False
    wanted: str | None = None
    last: str | None = None


def named(caption: str, kinds: tuple[str, ...]) -> str | None:
    """The kind that the words below a picture name."""
    words = fold(caption)
    found = {kind for part, kind in _IN_CAPTIONS.items() if part in words and kind in kinds}
    return found.pop() if len(found) == 1 else None


def answer(report: Report, sheet: PhotoSheet, link: str) -> tuple[str, list[str]]:
    """What the citizen is told, and the titles of the buttons below it. ``sheet``: as it stands now."""
    if report.completed:
        child = sheet.kinds == PICTURES[Kind.CHILD]
        return text(f"telegram.photo.completed.{'child' if child else 'account'}", number=sheet.number), []
    lines = [text("telegram.photo.taken", kinds=_kinds(report.taken), number=sheet.number)] if report.taken else []
    if report.relabelled and report.last:
        lines.append(text("telegram.photo.relabelled", kind=_kind(report.last)))
    lines += [text("telegram.photo.wrong", kind=_kind(kind), detail=detail) for kind, detail in report.wrong]
    if report.surplus:
        lines.append(text("telegram.photo.surplus", count=report.surplus))
    lines.append(_next(report, sheet))
    if report.wrong or report.surplus:
        lines.append(text("telegram.photo.page", link=link))
    return "\n\n".join(lines), _titles(report, sheet)


class PhotoButtons:
    """A shortcut of the channel `telegram`: a button of ours, pressed or typed, is noted as something to be done."""

    def __call__(self, session: Session, conversation: Conversation, said: str, now: datetime) -> Answer | None:
        """Nothing is said yet; whoever does it says what has become of it."""
        if conversation.channel != CHANNEL:
            return None
        meant = _meant().get(_plain(said))
        if meant is None or not photo_talk.known(session, conversation):
            return None
        photo_talk.add(session, conversation, meant, now)
        return Answer(None)


def _next(report: Report, sheet: PhotoSheet) -> str:
    if report.wanted:
        return text("telegram.photo.again", kind=_kind(report.wanted), hint=text(f"photo.hint.{report.wanted}"))
    if sheet.missing:
        following = sheet.missing[0]
        return text("telegram.photo.next", kind=_kind(following), hint=text(f"photo.hint.{following}"))
    return text("telegram.photo.full", button=text("telegram.photo.complete"))


def _titles(report: Report, sheet: PhotoSheet) -> list[str]:
    shown = [kind for kind in sheet.kinds if kind in sheet.present]
    if sheet.missing and not report.surplus:
        shown = [kind for kind in shown if kind == report.last]
    titles = [_retake(kind) for kind in shown]
    if report.last and (report.relabelled or report.taken == [report.last]):
        titles += [_relabel(kind) for kind in sheet.kinds if kind != report.last]
    return titles if sheet.missing else [text("telegram.photo.complete"), *titles]


@lru_cache(maxsize=1)
def _meant() -> Mapping[str, Item]:
    """What the titles of all our buttons stand for."""
    kinds = [kind for needed in PICTURES.values() for kind in needed]
    meant = {_plain(text("telegram.photo.complete")): Item(Act.COMPLETE)}
    meant |= {_plain(_retake(kind)): Item(Act.RETAKE, kind) for kind in kinds}
    return meant | {_plain(_relabel(kind)): Item(Act.RELABEL, kind) for kind in kinds}


def _plain(title: str) -> str:
    return fold(title).strip(" .!")


def _retake(kind: str) -> str:
    return text("telegram.photo.retake", kind=_kind(kind))


def _relabel(kind: str) -> str:
    return text("telegram.photo.relabel", kind=_kind(kind))


def _kinds(kinds: list[str]) -> str:
    return ", ".join(_kind(kind) for kind in kinds)


def _kind(kind: str) -> str:
    return text(f"telegram.photo.kind.{kind}")
