"""Tables of Telegram: pictures that are on their way into a dossier."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.channels.models import ID
from backend.database import Base, EncryptedJson
from kit.database import UtcDateTime


class PhotoTalk(Base):
    """What a conversation has sent for its dossier, and is still to be done with it (`photo_talk`).

    `state`: {"token", "wanted", "last", "waiting": [item]}. `due_at`: when there is something to do; while `claim` is held, from when on
    another process may take over. `attempts`: how often that was begun.
    """

    __tablename__ = "telegram_photo_talk"

    conversation_id: Mapped[int] = mapped_column(
        ID, ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("telegram_photo_talk.state"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    claim: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
