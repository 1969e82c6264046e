"""Keeping what was not understood, in the transaction that ends the turn; and what the next turn tells about it."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.learning.masking import bare
from backend.learning.models import Reason, Rescue, UnclearSentence
from bhxh import dates

Pending = dict[str, Any]
"""What one turn leaves for the next: `offered`, and either `kept` (a sentence's id) or `sentence`, `top` and `confidence`."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One turn and its answer. Labels are those of training: ``faq/<id>`` or a task's name.

    ``text``: what was typed, masked; None when a form had asked for a field, or when it was not ``typed`` but a button pressed
    (``pressed``: its label, if it has one). ``understood`` False: the answer is a fallback. ``answered``: the question or task the answer is about.
    ``offered``: what can be chosen instead, as buttons. ``top``: the best candidate, of which the engine was ``confidence`` sure.
    """

    text: str | None
    pressed: str | None
    typed: bool
    understood: bool
    answered: str | None
    offered: tuple[str, ...]
    top: str | None
    confidence: float
    channel: str


def note(session: Session, before: Pending | None, heard: Heard) -> Pending | None:
    """Keeps what is worth it of a turn, and says what the conversation must hold for the next one.

    ``before`` is what the turn before returned. A fallback is kept at once; a sentence that was answered only when the citizen
    then takes one of the questions offered beside the answer.
    """
    if before is not None:
        _rescue(session, before, heard)
    if heard.text is None or (heard.understood and not heard.offered):
        return None
    sentence = bare(heard.text)
    if sentence is None:
        return None
    left = {"offered": list(heard.offered), "channel": heard.channel, "top": heard.top, "confidence": heard.confidence}
    if heard.understood:
        return {**left, "sentence": sentence}
    return {"offered": left["offered"], "kept": _keep(session, {**left, "sentence": sentence}, Reason.FALLBACK)}


def _rescue(session: Session, before: Pending, heard: Heard) -> None:
    kept = before.get("kept")
    if not heard.typed:
        chosen, rescue = heard.pressed if heard.pressed in before["offered"] else None, Rescue.BUTTON
    else:  # who got an answer and asks something else has not said that the answer was wrong
        chosen, rescue = heard.answered if kept else None, Rescue.REPHRASED
    if chosen is None:
        return
    if kept is None:
        kept = _keep(session, before, Reason.BESIDE)
    session.execute(update(UnclearSentence).where(UnclearSentence.id == kept).values(chosen=chosen, rescue=rescue))


def _keep(session: Session, what: Pending, reason: Reason) -> str:
    row = UnclearSentence(
        id=secrets.token_hex(16),
        day=dates.now().date(),
        channel=what["channel"],
        sentence=what["sentence"],
        reason=reason,
        offered=what["offered"],
        top=what["top"],
        confidence=what["confidence"],
    )
    session.add(row)
    session.flush()
    return row.id
