"""What a picture is taken for: one that the dossier of this conversation waits for, or one that is neither read nor kept.

A dossier waits for pictures here when it was handed in here, or its owner has shown here to be its owner: only then was its photo link
given in this conversation. The link stays the other way to give them.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.channels.telegram import photo_talk, photo_words
from backend.channels.telegram.photo_talk import Act, Item
from backend.channels.telegram.sending import CHANNEL
from backend.channels.telegram.updates import Pictured, Wordless
from backend.conversations.attached import Attached
from backend.conversations.handoff import Handler
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.models import Conversation
from backend.registration.attachments import Attachments, PhotoSheet
from backend.registration.service import PHOTO_PATH
from bhxh.dates import utcnow
from bhxh.messages import text


class Pictures:
    """Reads what is no text as events. Safe to share between threads."""

    def __init__(self, attachments: Attachments, inbox: Inbox, clock: Callable[[], datetime] = utcnow) -> None:
        self._attachments = attachments
        self._inbox = inbox
        self._clock = clock

    def heard(self, sent: Pictured | Wordless) -> Heard:
        """A picture or the like as an event; one for a dossier is noted to be fetched, in the event's transaction."""
        found = self._waiting(sent.address)
        if isinstance(sent, Wordless):
            misses = found is not None and sent.what is Attached.FILE
            answer = text("photo.type") if misses else text("telegram.wordless")
            return _event(sent, sent.what, answer=answer)
        if found is None:
            return _event(sent, Attached.PICTURE, answer=text("telegram.picture"), again=not sent.album)
        token, sheet = found
        kind = photo_words.named(sent.caption, sheet.kinds)
        item = Item(Act.TAKE, kind, sent.file, sent.size, sent.place)

        def note(session: Session, conversation: Conversation) -> None:
            if conversation.handler == Handler.BOT:  # a person who answers is shown that it came, and nothing is kept
                photo_talk.add(session, conversation, item, self._clock(), token=token, more_follow=bool(sent.album))

        return _event(sent, Attached.DOSSIER, answer=None, also=note)

    def _waiting(self, address: str) -> tuple[str, PhotoSheet] | None:
        """The token and the pictures of the dossier that waits for pictures in this conversation."""
        for link in self._inbox.links(CHANNEL, address):
            token = link.rpartition(PHOTO_PATH)[2] if PHOTO_PATH in link else ""
            sheet = self._attachments.photo_sheet(token) if token else None
            if sheet is not None:
                return token, sheet
        return None


def _event(sent: Pictured | Wordless, what: Attached, **rest: object) -> Heard:
    return Heard(
        channel=CHANNEL,
        address=sent.address,
        event=sent.event,
        text=sent.caption,
        attached=what,
        **rest,  # type: ignore[arg-type]
    )
