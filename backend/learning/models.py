"""The table of sentences that were not understood."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, Date, Float, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, EncryptedText


class Reason(StrEnum):
    """Why a sentence is kept: `fallback`, it was not understood; `beside`, the citizen took a question offered beside the answer."""

    FALLBACK = "fallback"
    BESIDE = "beside"


class Rescue(StrEnum):
    """What led to an answer after all: a `button` that had been offered, or the same asked in other words (`rephrased`)."""

    BUTTON = "button"
    REPHRASED = "rephrased"


class UnclearSentence(Base):
    """One sentence, masked. `id` is random, so that it tells neither the order nor the time of sentences.

    Labels (`offered`, `top`, `chosen`) are those of training: `faq/<id>` or a task's name.
    """

    __tablename__ = "unclear_sentence"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    """In Vietnam. Nothing finer is stored."""
    channel: Mapped[str] = mapped_column(String(16))
    sentence: Mapped[str] = mapped_column(EncryptedText("unclear_sentence.sentence"))
    reason: Mapped[str] = mapped_column(String(8))
    offered: Mapped[list[str]] = mapped_column(JSON)
    top: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[float] = mapped_column(Float)
    """How sure the assistant was of `top`."""
    chosen: Mapped[str | None] = mapped_column(String(64))
    rescue: Mapped[str | None] = mapped_column(String(10))
    cluster: Mapped[str | None] = mapped_column(String(32), index=True)
    """`id` of the most typical sentence of the group it was shown in last."""
    dealt_on: Mapped[date | None] = mapped_column(Date)
