"""The OpenAPI 3.1 document of the public operations, built from their declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema

from kit.problems import MEDIA_TYPE
from sms_gateway.api.endpoints import PREFIX, Endpoint, Media

_REASONS = {
    200: "Đã thực hiện", 201: "Đã tạo", 202: "Đã nhận", 204: "Đã nhận",
    400: "Nội dung không đọc được", 401: "Thiếu hoặc sai khóa API", 403: "Khóa không có quyền này",
    404: "Không tìm thấy", 405: "Phương thức không được nhận", 409: "Trạng thái hoặc mã tham chiếu xung đột",
    410: "Đã hết hạn hoặc đã dùng", 411: "Thiếu Content-Length", 413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ", 422: "Một hoặc nhiều trường chưa đúng", 429: "Quá nhiều yêu cầu",
    503: "Hệ thống liên quan tạm thời không trả lời",
}  # fmt: skip


_KINDS: dict[str, dict[str, Any]] = {"": {"minLength": 1}, "int": {"pattern": "^[0-9]{1,18}$"}}


class FieldProblem(BaseModel):
    """What is wrong with one field, or with one row of a file."""

    model_config = ConfigDict(extra="allow")
    code: str
    detail: str


class ProblemDocument(BaseModel):
    """Every refusal (RFC 9457): ``code`` is stable and for programs, ``detail`` a Vietnamese sentence for people."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None


def fill(spec: dict[str, Any], endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The document with our paths and schemas put in."""
    declared = list(endpoints)
    schemas = _schemas(declared)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in declared:
        path = PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    spec["paths"] = paths
    components = spec.setdefault("components", {})
    components["schemas"] = schemas
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return spec


def _reference(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas(endpoints: list[Endpoint]) -> dict[str, Any]:
    inputs = {endpoint.body for endpoint in endpoints if endpoint.body}
    inputs |= {model for endpoint in endpoints for model in endpoint.content.values() if isinstance(model, type)}
    outputs = {model for endpoint in endpoints for model in endpoint.answers.values() if isinstance(model, type)}
    wanted = [(model, "validation") for model in inputs]
    wanted += [(model, "serialization") for model in outputs - inputs | {ProblemDocument}]
    wanted.sort(key=lambda pair: pair[0].__name__)
    _, document = models_json_schema(wanted, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    found: dict[str, Any] = document["$defs"]
    return found


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    responses = {str(status): _answer(status, model) for status, model in endpoint.answers.items()}
    refusals = {*endpoint.problems, 405, 503}
    if endpoint.scope is not None:
        refusals |= {401, 403}
    if endpoint.parameters:
        refusals.add(404)
    if endpoint.query:
        refusals.add(422)
    if endpoint.body:
        refusals |= {400, 413, 415, 422}
    problem = {"content": {MEDIA_TYPE: {"schema": _reference(ProblemDocument)}}}
    responses |= {str(status): {"description": _REASONS[status]} | problem for status in sorted(refusals)}
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "operationId": f"{endpoint.method.lower()}{re.sub(r'[^a-z]+', '_', endpoint.path)}",
        "parameters": _parameters(endpoint),
        "responses": responses,
        "security": [{"key": []}] if endpoint.scope is not None else [],
    }
    content = dict(endpoint.content) or ({"application/json": endpoint.body} if endpoint.body else {})
    if content:
        operation["requestBody"] = {"required": True, "content": _content(content)}
    return operation


def _content(content: Mapping[str, dict[str, Any] | type[BaseModel]]) -> dict[str, Any]:
    return {
        media: {"schema": _reference(schema) if isinstance(schema, type) else schema}
        for media, schema in content.items()
    }


def _answer(status: int, model: type[BaseModel] | Media) -> dict[str, Any]:
    if status == 204:
        return {"description": _REASONS[status]}
    if isinstance(model, Media):
        schema: dict[str, Any] = {"type": "string"}
        return {"description": _REASONS[status], "content": {model.type: {"schema": schema}}}
    return {"description": _REASONS[status], "content": {"application/json": {"schema": _reference(model)}}}


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", **_KINDS[kind]}}
        for name, kind in endpoint.parameters.items()
    ]
    if endpoint.query:
        schema = endpoint.query.model_json_schema()
        required = schema.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": value}
            for name, value in schema["properties"].items()
        ]
    found += [
        {"name": name, "in": "header", "required": False, "schema": value} for name, value in endpoint.headers.items()
    ]
    return found
