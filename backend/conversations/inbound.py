"""What platforms (Telegram, Zalo, SMS) bring in: each event once, in one transaction with the turn that it begins.

However often an event is brought, because our answer did not reach its platform or whoever worked on it died, it counts once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.conversations import attached, handles, handoff, store, turns
from backend.conversations.attached import Attached
from backend.conversations.handoff import Status
from backend.conversations.limits import Limits
from backend.conversations.live import NEWS
from backend.conversations.masking import Kind
from backend.conversations.models import Button, Conversation, HeardEvent
from backend.conversations.runner import Runner
from backend.conversations.service import TEXT_LIMIT
from backend.conversations.shortcuts import TITLE, Shortcut, answered
from backend.conversations.timing import KEPT
from backend.conversations.turns import Work
from backend.database import Database, keyring_of
from backend.measures import facts
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean
from kit.crypto import Keyring

Also = Callable[[Session, Conversation], None]


class Outcome(StrEnum):
    """`HEARD`: a turn was begun, or a person has it. `ANSWERED`: with a text of ours alone. `REPEATED`: known, nothing done.
    `TOO_FAST`: over the limit, kept nowhere."""

    HEARD = "heard"
    ANSWERED = "answered"
    REPEATED = "repeated"
    TOO_FAST = "too_fast"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One event of a citizen on a platform.

    ``address``: where answers go, the platform's id of the chat or a phone. ``event``: the platform's id of this event, unique in the
    channel. ``payload``: id of the button that was pressed (`Choice.payload`), instead of ``text``. ``answer``: what is said to it
    without the engine; ``answer_meta``: what its platform is told with it. ``attached``: it is no text (``text`` is what stands below it);
    its ``answer`` is the assistant's, and ``again`` as `attached.take`. ``also``: what else happens in the same transaction, before.
    """

    channel: str
    address: str
    event: str
    text: str = ""
    payload: str | None = None
    answer: str | None = None
    answer_meta: Mapping[str, bool] = field(default_factory=dict)
    attached: Attached | None = None
    again: bool = True
    also: Also | None = None


class _TooFast(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class _Repeated(Exception):
    """The event is known."""


class Inbox:
    """Takes events in. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        runner: Runner,
        limits: Limits,
        clock: Callable[[], datetime] = utcnow,
        *,
        shortcuts: Sequence[Shortcut] = (),
    ) -> None:
        self._database = database
        self._shortcuts = shortcuts
        self._runner = runner
        self._limits = limits
        self._clock = clock

    def receive(self, heard: Heard, at: datetime | None = None) -> Outcome:
        """Take in one event. Raises whatever the database raises: then nothing was taken in, and it should be brought again.

        ``at``: when it reached us, if that was before now; how fast somebody writes is told by that.
        """
        try:
            try:
                number, outcome, work = self._receive(heard, at)
            except IntegrityError:  # another first message of theirs has begun the conversation in the same moment
                number, outcome, work = self._receive(heard, at)
        except _Repeated:
            return Outcome.REPEATED
        except _TooFast as pace:
            if self._limits.may_say_so(_sender(heard)):
                self.tell(heard.channel, heard.address, text("chat.too_many", seconds=pace.seconds))
            return Outcome.TOO_FAST
        if work is not None:
            self._runner.submit(work)
        NEWS.tell(number)
        return outcome

    def tell(self, channel: str, address: str, said: str) -> None:
        """Say something of our own to somebody on a platform, without an event of theirs."""
        with self._database.begin() as session:
            conversation = self._open(session, channel, address)
            handoff.tell(session, conversation, said, self._clock())
            number = conversation.id
        NEWS.tell(number)

    def is_first(self, channel: str, event: str) -> bool:
        """Notes what is no message of a citizen (an event of a group); whether it is new. Kept for `REPEATS`."""
        try:
            with self._database.begin() as session:
                self._note(session, Heard(channel=channel, address="", event=event))
        except IntegrityError:
            return False
        return True

    def asked(self, channel: str, address: str) -> str | None:
        """The field that the assistant asks this citizen for at the moment."""
        with self._database.reading() as session:
            conversation = store.find_by_address(session, channel, address, lock=False)
            return None if conversation is None else conversation.requested_slot

    def links(self, channel: str, address: str) -> list[str]:
        """The secret links that this citizen was given in the conversation, the newest first."""
        with self._database.reading() as session:
            conversation = store.find_by_address(session, channel, address, lock=False)
            return [] if conversation is None else handles.shown(session, conversation.id, Kind.LIEN_KET)

    def forget(
        self,
        channel: str,
        address: str,
        unless_after: datetime | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> None:
        """Who blocks us, or goes, takes everything along: their conversation is deleted. ``also``: what else is, with it.

        ``unless_after``: when they went, for platforms whose events may come late; who has written since then is here again.
        """
        with self._database.begin() as session:
            conversation = store.find_by_address(session, channel, address)
            if conversation is not None:
                if unless_after is not None and conversation.active_at > unless_after:
                    return
                facts.take_in(session, conversation)
                session.delete(conversation)
            if also is not None:
                also(session)

    def _receive(self, heard: Heard, at: datetime | None) -> tuple[int, Outcome, Work | None]:
        try:
            with self._database.begin() as session:
                self._note(session, heard)
                self._check_pace(heard, at)
                conversation = self._conversation(session, heard)
                if heard.also is not None:
                    heard.also(session, conversation)
                outcome, work = self._take(session, conversation, heard)
                return conversation.id, outcome, work
        except IntegrityError:
            if self._known(heard):
                raise _Repeated from None
            raise

    def _check_pace(self, heard: Heard, at: datetime | None) -> None:
        ago = 0.0 if at is None else max(0.0, (self._clock() - at).total_seconds())
        wait = self._limits.wait(_sender(heard), ago)
        if wait > 0:
            raise _TooFast(ceil(wait))

    def _take(self, session: Session, conversation: Conversation, heard: Heard) -> tuple[Outcome, Work | None]:
        if heard.attached is not None:
            self._attach(session, conversation, heard, heard.attached)
            return Outcome.ANSWERED, None
        pressed = self._pressed(session, conversation, heard)
        said = clean(pressed.title if pressed else heard.text)
        answer = heard.answer or self._objection(heard, pressed, said)
        now = self._clock()
        if answer is not None:
            conversation.active_at = now
            handoff.tell(session, conversation, answer, now, **heard.answer_meta)
            return Outcome.ANSWERED, None
        if pressed is not None and pressed.payload == TITLE:
            pressed = None
        if pressed is None and answered(self._shortcuts, session, conversation, said, now):
            return Outcome.ANSWERED, None
        if handoff.takes(session, conversation, said, now):
            return Outcome.HEARD, None
        lease = self._runner.lease
        _, work = turns.begin(session, conversation, said, pressed, client=_sender(heard), now=now, lease=lease)
        return Outcome.HEARD, work

    def _attach(self, session: Session, conversation: Conversation, heard: Heard, what: Attached) -> None:
        caption = clean(heard.text)[:TEXT_LIMIT]
        attached.take(
            session, conversation, what, self._clock(), answer=heard.answer, caption=caption, again=heard.again
        )

    @staticmethod
    def _pressed(session: Session, conversation: Conversation, heard: Heard) -> Button | None:
        return None if heard.payload is None else store.button(session, conversation, heard.payload)

    @staticmethod
    def _objection(heard: Heard, pressed: Button | None, said: str) -> str | None:
        if heard.payload is not None and pressed is None:
            return text("chat.unknown_payload")
        if not said:
            return text("chat.text.missing")
        if len(said) > TEXT_LIMIT:
            return text("chat.text.too_long", length=len(said), limit=TEXT_LIMIT)
        return None

    def _conversation(self, session: Session, heard: Heard) -> Conversation:
        return self._open(session, heard.channel, heard.address)

    def _open(self, session: Session, channel: str, address: str) -> Conversation:
        now = self._clock()
        found = store.find_by_address(session, channel, address)
        if found is not None and now - found.active_at > KEPT and found.status not in (Status.OPEN, Status.SNOOZED):
            facts.take_in(session, found)
            session.delete(found)  # its day is over; the task that deletes such has not come by yet
            session.flush()
            found = None
        return found or store.create(session, store.new_id(), now, channel, address)

    def _note(self, session: Session, heard: Heard) -> None:
        index = event_index(keyring_of(session), heard.channel, heard.event)
        session.add(HeardEvent(channel=heard.channel, event_index=index, heard_at=self._clock()))
        session.flush()

    def _known(self, heard: Heard) -> bool:
        with self._database.reading() as session:
            index = event_index(keyring_of(session), heard.channel, heard.event)
            return session.get(HeardEvent, (heard.channel, index)) is not None


REPEATS: Final = KEPT * 3
"""Platforms repeat an event for a day at most (Telegram; Zalo: an hour)."""


def event_index(keyring: Keyring, channel: str, event: str) -> bytes:
    """The form under which the id of an event is stored."""
    return keyring.blind_index("heard_event", f"{channel}:{event}")


def heard_of(session: Session, events: Collection[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Those of these events (channel, `event_index`) that were taken in."""
    of_channel: dict[str, list[bytes]] = defaultdict(list)
    for channel, index in events:
        of_channel[channel].append(index)
    known: set[tuple[str, bytes]] = set()
    for channel, indexes in of_channel.items():
        mine = select(HeardEvent.event_index).where(HeardEvent.channel == channel, HeardEvent.event_index.in_(indexes))
        known.update((channel, bytes(index)) for index in session.scalars(mine))
    return known


def forget_old(session: Session, now: datetime) -> None:
    """Drop the ids of events that no platform repeats any more."""
    session.execute(delete(HeardEvent).where(HeardEvent.heard_at <= now - REPEATS))


def _sender(heard: Heard) -> str:
    return f"{heard.channel}:{heard.address}"
