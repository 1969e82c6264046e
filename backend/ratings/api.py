"""``POST /api/v1/chat/{id}/rating``. Like the rest of the chat's API it is for who knows the conversation's id."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from backend.conversations.api import PATH
from backend.database import Database
from backend.ratings import service
from bhxh.dates import utcnow
from kit.bodies import Strict, read_json


class RatingRequest(Strict):
    """How satisfied a citizen is."""

    message: Annotated[int, Field(ge=1, lt=1 << 31, description="`id` của câu trả lời cuối cùng được đánh giá.")]
    score: Annotated[int, Field(ge=1, le=5, description="1: rất chưa hài lòng, 5: rất hài lòng.")]


def create_blueprint(database: Database) -> Blueprint:
    """The blueprint of the ratings' API."""
    blueprint = Blueprint("chat_rating", __name__, url_prefix=PATH)

    @blueprint.post("/<conversation_id>/rating", provide_automatic_options=False)
    def rate(conversation_id: str) -> Response:
        body = read_json(RatingRequest)
        with database.begin() as session:
            service.rate(session, conversation_id, body.message, body.score, utcnow())
        return Response(status=204)

    return blueprint
