"""Public look-ups: the BHXH code in a BHYT card."""

from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.internal.bodies import HandleBody
from backend.internal.calls import Call
from backend.lookup.card import look_up
from bhxh.identifiers import mask_code


def card(call: Call, body: HandleBody) -> dict[str, object]:
    """POST /lookup/card."""
    _, value = call.resolve(body.handle)
    answer = look_up(value.written)
    code, parts = call.mint(
        (Kind.MA_SO, Value(answer.code, answer.code, mask_code(answer.code))),
        (Kind.BANG, Value.minted(answer.explanation)),
    )
    return {"code": code, "parts": parts}
