"""What the bot would have answered: for agents, who decide whether to send it. The engine is asked in sessions of no conversation."""

from collections.abc import Sequence
from json import dumps
from typing import Final

from backend.conversations import store
from backend.conversations.engine import DialogueEngine, EngineError
from backend.conversations.masking import Found, mask
from kit.logs import get_logger

MOST: Final = 3
_LEAST: Final = 0.05
"""Below that a question has nothing to do with what was said."""
_SECONDS: Final = 3.0
_QUESTION: Final = "faq/"

log = get_logger(__name__)


def suggestions(engine: DialogueEngine, said: str) -> list[str]:
    """Up to three answers to a citizen's sentence, the likeliest first; none where the engine cannot be asked."""
    try:
        session = store.new_id()
        reply = engine.reply(session, _masked(said), store.new_id(), timeout=_SECONDS)
        labels = [found.label for found in reply.ranking if found.confidence >= _LEAST]
        likely = [label.removeprefix(_QUESTION) for label in labels if label.startswith(_QUESTION)]
        if reply.faq is not None:
            likely = [reply.faq, *(faq for faq in likely if faq != reply.faq)]
        return _answers(engine, likely[:MOST])
    except EngineError as error:
        log.warning("no_suggestions", error=type(error).__name__)
        return []


def _answers(engine: DialogueEngine, questions: Sequence[str]) -> list[str]:
    found = []
    for faq in questions:
        payload = f"/faq{dumps({'faq': faq})}"
        reply = engine.reply(store.new_id(), payload, store.new_id(), timeout=_SECONDS)
        found += [message.text for message in reply.messages[:1] if message.text.strip()]
    return list(dict.fromkeys(found))


def _masked(said: str) -> str:
    """No value reaches the engine, and none is kept: nothing will ask for what stands behind these handles."""
    counted: dict[str, int] = {}
    parts = []
    for piece in mask(said, None, otp_pending=False):
        if isinstance(piece, Found):
            counted[piece.kind] = counted.get(piece.kind, 0) + 1
            parts.append(f"[{piece.kind}_{counted[piece.kind]}]")
        else:
            parts.append(piece)
    return "".join(parts)
