"""One call of an action: which turn it belongs to, what its handles stand for, and how answers become handles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend.conversations import handles, store, turns
from backend.conversations.identity import Asker
from backend.conversations.masking import Kind
from backend.conversations.models import Conversation
from backend.conversations.values import Value
from backend.database import Database
from backend.declined import Declined
from backend.participants.identity import IdentityExpired
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.problems import Problem


@dataclass(frozen=True)
class Call:
    """A call whose turn runs. ``session`` is the engine's, which also owns the registration draft. ``channel``: where its citizen reads."""

    database: Database
    conversation_id: int
    session: str
    asker: Asker
    channel: str = "web"

    def resolve(self, handle: str) -> tuple[Kind, Value]:
        """What a handle stands for. Raises Declined when it is not one of this conversation's."""
        with self.database.reading() as session:
            found = handles.resolve(session, self.conversation_id, handle)
        if found is None:
            raise Declined("handle_unknown", text("internal.handle_unknown"))
        return found

    def mint(self, *values: tuple[Kind, Value]) -> list[str]:
        """Handles for values made for the reply, in their order."""
        with self.database.begin() as session:
            if store.locked(session, self.conversation_id) is None:
                raise Problem(409, "turn_not_running", text("internal.turn_not_running"))
            return handles.mint(session, self.conversation_id, values)


def begin(database: Database, engine_session: str, turn_id: str) -> Call:
    """The call of a running turn. Raises Problem 409 when there is no such turn, or it runs no longer."""
    with database.reading() as session:
        turn = turns.running(session, engine_session, turn_id, utcnow())
        conversation = None if turn is None else session.get(Conversation, turn.conversation_id)
    if turn is None or conversation is None:
        raise Problem(409, "turn_not_running", text("internal.turn_not_running"))
    asker = Asker(turn.conversation_id, turn.client, turn.client_index)
    return Call(database, turn.conversation_id, engine_session, asker, conversation.channel)


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what the capabilities raise into refusals that the person hears."""
    try:
        yield
    except InvalidValue as wrong:
        raise Declined(wrong.code, wrong.detail) from None
    except IdentityExpired:
        raise Declined("identity_needed", text("identity.needed")) from None
