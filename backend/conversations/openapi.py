"""The chat API's part of the OpenAPI 3.1 document."""

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.conversations.api import PATH, ChatAnswer, ChatRequest, History, ReplyMeta
from backend.embed.api import TokenAnswer, TokenRequest
from backend.ratings.api import RatingRequest
from kit.problems import MEDIA_TYPE

_REASONS: Final = {
    401: "Mã xác nhận người dùng không được nhận; lý do ở `code`",
    400: "Nội dung không phải JSON đúng cú pháp",
    404: "Không có cuộc trò chuyện này",
    405: "Phương thức không được nhận",
    413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ",
    422: "Trường chưa đúng, hoặc nút không còn dùng được",
    429: "Gửi quá nhanh; xem `Retry-After`",
}
# Described here and not as a path of its own: an API tester that follows ids would open the stream, which never ends.
_STREAM: Final = (
    "Câu trả lời đến sau 8 giây, và mọi câu trả lời khác, cũng đến qua luồng sự kiện `GET /api/v1/chat/{conversation_id}/events` "
    "(`text/event-stream`; 404 khi không có cuộc trò chuyện, 429 khi mở quá nhiều luồng): `reply` mang `{handler, replies}` như câu trả lời của POST, `typing` báo trợ lý "
    "đang trả lời, `handler` báo đổi người trả lời. Nối lại bằng `Last-Event-ID`."
)


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    code: str
    detail: str


class ProblemDocument(BaseModel):
    """Every refusal (RFC 9457): ``code`` is for programs, ``detail`` a Vietnamese sentence for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldError] | None = None


def fill(spec: dict[str, Any]) -> dict[str, Any]:
    """The document with the chat API put in."""
    wanted: list[tuple[type[BaseModel], Any]] = [
        (ChatRequest, "validation"),
        (RatingRequest, "validation"),
        (TokenRequest, "validation"),
    ]
    wanted += [(model, "serialization") for model in (ChatAnswer, History, ReplyMeta, TokenAnswer, ProblemDocument)]
    _, document = models_json_schema(wanted, by_alias=True, ref_template="#/components/schemas/{model}")
    spec.setdefault("components", {}).setdefault("schemas", {}).update(document["$defs"])
    spec.setdefault("paths", {}).update(_paths())
    return spec


def _paths() -> dict[str, Any]:
    conversation = [
        {"name": "conversation_id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    ]
    return {
        PATH: {
            "post": {
                "summary": "Gửi một tin nhắn hoặc bấm một nút",
                "description": _STREAM,
                "operationId": "chat_send",
                "tags": ["chat"],
                "requestBody": {"required": True, "content": _json(ChatRequest)},
                "responses": {"200": _answer(ChatAnswer), **_problems(400, 404, 405, 413, 415, 422, 429)},
            }
        },
        PATH + "/{conversation_id}/messages": {
            "get": {
                "summary": "Nội dung đã trao đổi",
                "operationId": "chat_messages",
                "tags": ["chat"],
                "parameters": conversation,
                "responses": {"200": _answer(History), **_problems(404, 405)},
            }
        },
        PATH + "/{conversation_id}/transcript.txt": {
            "get": {
                "summary": "Nội dung trò chuyện dạng văn bản, thông tin cá nhân đã che",
                "description": "Đổi đuôi thành `.pdf` để nhận PDF/UA.",
                "operationId": "chat_transcript",
                "tags": ["chat"],
                "parameters": conversation,
                "responses": {
                    "200": {"description": "Tệp", "content": {"text/plain": {"schema": {"type": "string"}}}},
                    **_problems(404, 405, 429),
                },
            }
        },
        PATH + "/{conversation_id}/picture": {
            "post": {
                "summary": "Gửi một ảnh; ảnh không được đọc và không được lưu",
                "operationId": "chat_picture",
                "tags": ["chat"],
                "parameters": conversation,
                "requestBody": {
                    "required": True,
                    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                },
                "responses": {"200": _answer(ChatAnswer), **_problems(404, 405, 413, 415, 429)},
            }
        },
        PATH + "/token": {
            "post": {
                "summary": "Nhận người dùng mà ứng dụng bên ngoài đã đăng nhập (docs/embedding.md)",
                "operationId": "chat_token",
                "tags": ["chat"],
                "requestBody": {"required": True, "content": _json(TokenRequest)},
                "responses": {"200": _answer(TokenAnswer), **_problems(400, 401, 405, 413, 415, 422, 429)},
            }
        },
        PATH + "/{conversation_id}/rating": {
            "post": {
                "summary": "Đánh giá sau khi được trả lời xong",
                "description": "Mỗi lần nhân viên kết thúc, và mỗi phiên với trợ lý, có một đánh giá; gửi lại thì thay đánh giá trước.",
                "operationId": "chat_rate",
                "tags": ["chat"],
                "parameters": conversation,
                "requestBody": {"required": True, "content": _json(RatingRequest)},
                "responses": {
                    "204": {"description": "Đã ghi nhận"},
                    **_problems(400, 404, 405, 413, 415, 422),
                },
            }
        },
    }


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}


def _answer(model: type[BaseModel]) -> dict[str, Any]:
    return {"description": "Đã trả lời", "content": _json(model)}


def _problems(*statuses: int) -> dict[str, Any]:
    schema = {"schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}}
    return {str(status): {"description": _REASONS[status], "content": {MEDIA_TYPE: schema}} for status in statuses}
