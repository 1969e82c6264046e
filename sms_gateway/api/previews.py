"""``/preview``: how a text travels and what it costs, before anybody gets it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from bhxh.messages import text
from bhxh.text import clean
from kit.database import reading
from sms_gateway import templates
from sms_gateway.api.endpoints import Resource, Result
from sms_gateway.api.messages import Contents, EncodingName
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.accept import MAX_SEGMENTS
from sms_gateway.text import khong_dau, measure

resource = Resource("preview")


class Size(BaseModel):
    """``units``: septets (gsm7) or UTF-16 units (ucs2) of the text; ``cost`` in đồng, null when no price is set."""

    body: str
    encoding: EncodingName
    segments: int
    units: int
    cost: int | None


class Preview(BaseModel):
    """The text as it would go out, and the same without accents; ``advice`` says which is cheaper, in Vietnamese."""

    message: Size
    khong_dau: Size
    sendable: bool
    advice: str
    advice_code: Literal["same", "khong_dau_saves", "too_long", "already_khong_dau"]


@resource.endpoint(
    "POST",
    "/preview",
    "Xem trước nội dung, bảng mã, số phần và chi phí",
    scope=Scope.MESSAGES,
    body=Contents,
    answers={200: Preview},
)
def preview(key: Key, body: Contents) -> Result:
    """Renders and measures; nothing is stored."""
    without = body.khong_dau
    if body.template is not None:
        with reading(services().engine) as connection:
            used = templates.find(connection, body.template)
        rendered = templates.render(used.body, body.personalisation or {})
        without = without or used.khong_dau
    else:
        rendered = clean(body.body or "")
    plain = khong_dau(rendered)
    message, bare = _size(plain if without else rendered), _size(plain)
    code: Literal["same", "khong_dau_saves", "too_long", "already_khong_dau"]
    if message.segments > MAX_SEGMENTS:
        code = "too_long"
    elif message.body == bare.body:
        code = "already_khong_dau"
    else:
        code = "khong_dau_saves" if bare.segments < message.segments else "same"
    values = {"segments": message.segments, "bare": bare.segments, "saved": message.segments - bare.segments}
    advice = text(f"sms_api.advice.{code}", limit=MAX_SEGMENTS, **values)
    sendable = 0 < message.segments <= MAX_SEGMENTS and bool(message.body)
    return 200, Preview(message=message, khong_dau=bare, sendable=sendable, advice=advice, advice_code=code)


def _size(body: str) -> Size:
    size = measure(body)
    price = services().config.segment_price
    cost = None if price is None else price * size.segments
    return Size(body=body, encoding=size.encoding, segments=size.segments, units=size.units, cost=cost)
