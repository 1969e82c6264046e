"""Page `/`: the web chat. With JavaScript the widget talks to `/api/v1/chat`; without it this form post does, in process."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.pages import reply_text
from bhxh.messages import catalogue, text
from kit.problems import Problem

COOKIE = "bhxh_chat"
COOKIE_SECONDS = 30 * 60
TEXT_LIMIT = 2000
_BODY_LIMIT = 64 * 1024
_CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SUGGESTIONS = ("code", "register", "kcb", "benefit")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # not "no-referrer": browsers would then send "Origin: null" with the form, which cannot be told from another site's
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def headers(*, frame_ancestors: str = "'none'") -> dict[str, str]:
    """The security headers of a page with the chat. ``frame_ancestors``: who may frame it, as the policy names them."""
    return {**_HEADERS, "Content-Security-Policy": f"{_POLICY}; frame-ancestors {frame_ancestors}"}


class ChatService(Protocol):
    """What the page needs of the conversations. Mappings have the shapes of the public API; errors are `Problem`."""

    def send(
        self, conversation_id: str | None, text: str | None, payload: str | None, *, client: str
    ) -> Mapping[str, Any]:
        """One message of a citizen: the answer of ``POST /api/v1/chat``. `client` is the caller's address, for limits."""

    def messages(self, conversation_id: str) -> Mapping[str, Any]:
        """The answer of ``GET /api/v1/chat/{id}/messages``. 404 for a conversation that is unknown or over."""

    def end(self, conversation_id: str) -> None:
        """Closes a conversation at its citizen's wish; an unknown one is no error."""


@dataclass(frozen=True)
class ChatPage:
    """What the page shows of the configuration. `secure_cookie`: the site is served over https."""

    hotline: str
    demo: bool
    secure_cookie: bool


@dataclass(frozen=True)
class Bubble:
    """A message as the template shows it. `buttons` are set on the last message only; `first` marks the newest answer."""

    speaker: str
    lines: Sequence[reply_text.Line]
    source: str | None
    buttons: Sequence[Mapping[str, str]]
    first: bool


def create_blueprint(service: ChatService, page: ChatPage) -> Blueprint:
    """The blueprint with ``GET /`` and ``POST /`` (and the security headers of both)."""
    blueprint = Blueprint("chat_page", __name__)

    @blueprint.after_request
    def harden(response: Response) -> Response:
        response.headers.update(headers())
        return response

    @blueprint.get("/")
    def show() -> BaseResponse:
        conversation = _conversation_of_cookie()
        if conversation is None:
            return render(page)
        try:
            history = service.messages(conversation)
        except Problem as problem:
            gone = problem.status == HTTPStatus.NOT_FOUND
            response = render(page, error=text("web.unknown") if gone else problem.detail)
            if gone:
                response.delete_cookie(COOKIE)
            return response
        return render(page, conversation=conversation, history=history)

    @blueprint.post("/")
    def post() -> BaseResponse:
        request.max_content_length = _BODY_LIMIT
        request.max_form_memory_size = _BODY_LIMIT
        if not _same_site():
            raise Problem(HTTPStatus.FORBIDDEN, "cross_site", text("web.cross_site"))
        return _end(service) if "end" in request.form else _send(service, page)

    return blueprint


def _send(service: ChatService, page: ChatPage) -> BaseResponse:
    conversation = _conversation_of_cookie()
    typed = request.form.get("suggestion") or request.form.get("text", "")
    payload = request.form.get("payload") or None
    try:
        answer = service.send(conversation, None if payload else typed, payload, client=request.remote_addr or "")
    except Problem as problem:
        gone = problem.status == HTTPStatus.NOT_FOUND
        error = text("web.unknown") if gone else problem.detail or text("web.failed")
        response = render(
            page,
            conversation=None if gone else conversation,
            history=None if gone else _history(service, conversation),
            error=error,
            typed="" if payload else typed,
            status=problem.status,
        )
        if gone:
            response.delete_cookie(COOKIE)
        return response
    # See Other: reloading the answer must not send the question again
    done = redirect(url_for("chat_page.show", _anchor="moi"), HTTPStatus.SEE_OTHER)
    done.set_cookie(
        COOKIE,
        str(answer["conversation_id"]),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=page.secure_cookie,
    )
    return done


def _history(service: ChatService, conversation: str | None) -> Mapping[str, Any] | None:
    """What was said so far, to stand above a refusal; nothing when that cannot be had either."""
    if conversation is None:
        return None
    try:
        return service.messages(conversation)
    except Problem:
        return None


def _end(service: ChatService) -> BaseResponse:
    """Ends the conversation of the cookie and the one that the widget names, which is known to its own tab only."""
    for conversation in {_conversation_of_cookie(), _valid(request.form.get("conversation_id"))} - {None}:
        service.end(str(conversation))
    done = redirect(url_for("chat_page.show"), HTTPStatus.SEE_OTHER)
    done.delete_cookie(COOKIE)
    return done


def render(
    page: ChatPage,
    *,
    conversation: str | None = None,
    history: Mapping[str, Any] | None = None,
    error: str | None = None,
    typed: str = "",
    status: int = HTTPStatus.OK,
    embed: Mapping[str, Any] | None = None,
) -> Response:
    """The page with the chat. ``embed``: what the widget is told when it stands in another page or app."""
    body = render_template(
        "chat.html",
        page=page,
        conversation=conversation,
        bubbles=_bubbles(history["messages"], page) if history else [],
        error=error,
        typed=typed,
        suggestions=[text(f"web.suggestion.{name}") for name in _SUGGESTIONS],
        widget=_widget_settings(page) | ({"embed": embed} if embed is not None else {}),
        embedded=embed is not None,
        t=lambda key, subject="web": text(f"{subject}.{key}"),
    )
    return make_response(body, status)


def _widget_settings(page: ChatPage) -> dict[str, Any]:
    """What the widget is told, as JSON in the page: texts (placeholders unfilled), limits and addresses."""
    texts = {
        key.removeprefix("web.js."): value.replace("{hotline}", page.hotline)
        for key, value in catalogue().items()
        if key.startswith("web.js.")
    }
    return {
        "texts": texts,
        "api": "/api/v1/chat",
        "limit": TEXT_LIMIT,
        "hotline": page.hotline,
        "link": reply_text.link_pattern(page.hotline),
        "hosts": reply_text.LINK_HOSTS,
    }


def _bubbles(messages: Sequence[Mapping[str, Any]], page: ChatPage) -> list[Bubble]:
    asked = max((at for at, message in enumerate(messages) if message["from"] == "citizen"), default=-1)
    return [
        _bubble(message, page, last=at == len(messages) - 1, first=at == asked + 1)
        for at, message in enumerate(messages)
    ]


def _bubble(message: Mapping[str, Any], page: ChatPage, *, last: bool, first: bool) -> Bubble:
    if message["from"] == "citizen":
        typed = [reply_text.Line("", [reply_text.Part(line)]) for line in message["text"].split("\n")]
        return Bubble("citizen", typed, None, (), first=False)
    body, source = reply_text.split_source(message["text"])
    meta = message.get("meta") or {}
    return Bubble(
        message["from"],
        reply_text.lines(body, page.hotline, request.host_url.rstrip("/")) if body else (),
        source or reply_text.source_line(meta.get("source"), meta.get("as_of")),
        message.get("buttons") or () if last else (),
        first,
    )


def _conversation_of_cookie() -> str | None:
    return _valid(request.cookies.get(COOKIE))


def _valid(conversation_id: str | None) -> str | None:
    return conversation_id if conversation_id and _CONVERSATION_ID.fullmatch(conversation_id) else None


def _same_site() -> bool:
    """Whether this post comes from a page of ours: browsers say so, and tools that say nothing carry no one's cookie."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
