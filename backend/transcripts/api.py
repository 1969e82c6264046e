"""``GET /api/v1/chat/{id}/transcript.txt|pdf`` and ``POST /api/v1/chat/{id}/picture``, for who knows the conversation's id."""

from http import HTTPStatus

import orjson
from flask import Blueprint, Response, request

from backend.conversations.api import PATH
from backend.conversations.limits import Limits
from backend.conversations.service import Chat
from backend.database import Database
from backend.printing import press
from backend.transcripts import pictures, service
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import body_bytes
from kit.problems import Problem


def create_blueprint(chat: Chat, database: Database, hotline: str, limits: Limits) -> Blueprint:
    """The blueprint of both."""
    blueprint = Blueprint("chat_files", __name__, url_prefix=PATH)

    @blueprint.after_request
    def keep_private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.get("/<conversation_id>/transcript.<any(txt, pdf):kind>", provide_automatic_options=False)
    def transcript(conversation_id: str, kind: str) -> Response:
        limits.check(request.remote_addr or "", conversation_id)
        said = service.lines(chat.messages(conversation_id)["messages"], hotline)
        if kind == "txt":
            return Response(service.as_text(said, utcnow()), content_type="text/plain; charset=utf-8")
        if press.unavailable():
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "no_pdf", text("transcript.no_pdf"))
        return Response(service.as_pdf(said, utcnow()), content_type="application/pdf")

    @blueprint.post("/<conversation_id>/picture", provide_automatic_options=False)
    def picture(conversation_id: str) -> Response:
        limits.check(request.remote_addr or "", conversation_id)
        answer = pictures.answer(database, conversation_id, body_bytes(pictures.LIMIT))
        return Response(orjson.dumps(answer), content_type="application/json")

    return blueprint
