"""``POST /api/v1/chat/token``: the widget hands over what the site or app around it was given for its user."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from backend.conversations.api import PATH
from backend.conversations.limits import Limits
from backend.database import Database
from backend.embed.issuers import Issuer
from backend.embed.naming import name_user
from backend.embed.tokens import MOST, TokenRefused
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import Strict, read_json
from kit.logs import get_logger
from kit.problems import Problem

log = get_logger(__name__)


class TokenRequest(Strict):
    """A user token. It stands in the body alone: addresses are logged."""

    token: Annotated[str, Field(min_length=1, max_length=MOST, description="JWT do máy chủ của ứng dụng ký.")]
    conversation_id: str | None = Field(None, description="Cuộc trò chuyện đang mở, nếu có.")


class TokenAnswer(BaseModel):
    """``conversation_id`` is the one that was sent only where the same person was named in it before."""

    conversation_id: str


def create_blueprint(database: Database, issuers: Sequence[Issuer], audience: str, limits: Limits) -> Blueprint:
    """The blueprint of the tokens' API. ``audience``: what tokens must name, our public address."""
    blueprint = Blueprint("chat_token", __name__, url_prefix=PATH)

    @blueprint.post("/token", provide_automatic_options=False)
    def use() -> Response:
        limits.check(request.remote_addr or "", None)
        body = read_json(TokenRequest)
        try:
            naming = name_user(
                database, issuers, audience, token=body.token, conversation_id=body.conversation_id, now=utcnow()
            )
        except TokenRefused as refused:
            log.warning("embed_token_refused", code=refused.code)
            raise Problem(HTTPStatus.UNAUTHORIZED, f"token_{refused.code}", text("embed.token_refused")) from None
        answer = orjson.dumps({"conversation_id": naming.conversation_id})
        return Response(answer, content_type="application/json", headers={"Cache-Control": "no-store"})

    return blueprint
