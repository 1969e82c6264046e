"""`/nhung`: the chat as a page that others may frame, or a WebView opens; `/nhung/tro-ly.js`: the script that puts it into a page."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app

from backend.embed import origins
from backend.pages import chat as chat_page
from backend.pages.chat import ChatPage
from backend.site.sections import Public
from bhxh.messages import catalogue, text

section = Public("embed", "/nhung")
_EXTENSION: Final = "bhxh.embed"
_LOADER: Final = Path(__file__).parent.parent / "static" / "embed" / "loader.js"
_ANYBODY: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Pages that isolate themselves (COEP) load only what says this. It opens nothing: who may frame is `frame-ancestors`' to say."""


def install(app: Flask, page: ChatPage, allowed: tuple[str, ...]) -> None:
    """What the pages need. ``allowed``: origins that may frame the chat."""
    app.extensions[_EXTENSION] = (page, allowed)


@section.page("")
def show() -> Response:
    """The chat without what belongs to a page of its own. Whoever is allowed may frame it."""
    page, allowed = _installed()
    response = chat_page.render(page, embed={"parents": allowed})
    response.headers.update(chat_page.headers(frame_ancestors=origins.policy(allowed)) | _ANYBODY)
    return response


@section.page("/tro-ly.js")
def script() -> Response:
    """The script of the tag."""
    page, _ = _installed()
    settings = {"texts": _texts(), "hotline": page.hotline, "title": text("web.title")}
    body = f"{_loader()}({json.dumps(settings, ensure_ascii=False)});\n"
    headers = {"Cache-Control": "no-cache", **_ANYBODY}
    return Response(body, content_type="text/javascript; charset=utf-8", headers=headers)


def _installed() -> tuple[ChatPage, tuple[str, ...]]:
    found: tuple[ChatPage, tuple[str, ...]] = current_app.extensions[_EXTENSION]
    return found


def _texts() -> dict[str, Any]:
    """Texts of the button and the panel, with ``{count}`` unfilled."""
    prefix = "embed.js."
    page, _ = _installed()
    return {
        key.removeprefix(prefix): value.replace("{hotline}", page.hotline)
        for key, value in catalogue().items()
        if key.startswith(prefix)
    }


@lru_cache(maxsize=1)
def _loader() -> str:
    return _LOADER.read_text(encoding="utf-8").rstrip().removesuffix(";")
