"""The ASGI front: everything the product serves, on one port.

Flask applications run in thread pools of their own, kept apart on purpose: a chat turn waits in ``PAGES`` for Rasa, whose
action waits for the internal API, which may wait for an OTP of the SMS API. With one pool for all, enough citizens
writing at once would leave no thread for the calls that their own answers wait for.
"""

import asyncio
import importlib.resources
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import sms_gateway.api
from app import help_content
from app.health import Health
from app.intake import PatientIntake, SafeHeaders, refusal
from app.settings import Product
from app.threads import in_threads
from backend import web
from backend.channels.setup import CHANNELS, Channels
from backend.conversations.events import create_events_app
from backend.hotline import events as hotline_events
from backend.internal.app import create_internal_app
from kit import garbage
from sms_gateway.api.singles import Singles

PAGES_THREADS = 32
SMS_THREADS = 8
INTERNAL_THREADS = 16

_DOCS_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>API · Trợ lý BHXH</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="/static/chat/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="docs/ui/swagger-ui.css">
<div id="ui"></div><script src="docs/ui/swagger-ui-bundle.js"></script>
<script src="docs/ui/swagger-ui-standalone-preset.js"></script><script src="docs/start.js"></script></html>"""
_DOCS_SCRIPT = """SwaggerUIBundle({dom_id: "#ui", layout: "StandaloneLayout", validatorUrl: null, urls: [
  {url: "/api/openapi.json", name: "Trợ lý BHXH"}, {url: "/sms/v1/openapi.json", name: "SMS"}],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset]});"""
# Swagger UI sets style attributes, which needs 'unsafe-inline' for styles, on this page alone.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Revalidated(StaticFiles):
    """Files that a browser keeps and asks about each time, so that a new version is never mixed with an old one's pages."""

    def file_response(self, *args: Any, **rest: Any) -> Response:
        """As ever, to be asked about again."""
        response = super().file_response(*args, **rest)
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _docs(_request: Request) -> Response:
    return Response(_DOCS_PAGE, media_type="text/html", headers={"Content-Security-Policy": _DOCS_POLICY})


async def _docs_script(_request: Request) -> Response:
    return Response(_DOCS_SCRIPT, media_type="text/javascript")


def create_front(product: Product) -> Starlette:
    """The application on ``BHXH_PORT``."""
    health = Health(product)

    async def healthz(_request: Request) -> Response:
        ready = all(part["ready"] for part in (await health.parts()).values())
        return PlainTextResponse("ok" if ready else "not ready", 200 if ready else 503)

    async def readyz(_request: Request) -> Response:
        parts = await health.parts()
        return JSONResponse(parts, 200 if all(part["ready"] for part in parts.values()) else 503)

    events = create_events_app(product.backend())
    consoles = hotline_events.create_events_app(product.backend())
    gateway_app = sms_gateway.api.create_app(product.gateway())
    pages_app = web.create_app(product.backend(), questions=help_content.questions)
    channels: Channels = pages_app.extensions[CHANNELS]
    gateway = Singles(gateway_app, in_threads(gateway_app, SMS_THREADS))
    pages = in_threads(pages_app, PAGES_THREADS)
    static = importlib.resources.files("backend") / "static"
    swagger_ui = importlib.resources.files("swagger_ui") / "static"

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        garbage.settle()
        yield
        await health.close()
        # Turns that still run are left to the next process at once, not when their lease has run out.
        await asyncio.to_thread(channels.close)
        await asyncio.to_thread(pages_app.extensions["bhxh.chat"].close)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        """Paths keep their prefix: whoever answers names its routes in full."""
        path = scope["path"]
        if path.startswith("/sms/v1/"):
            await gateway(scope, receive, send)
        elif path == hotline_events.PATH:
            await consoles(scope, receive, send)
        elif path in channels.webhooks.paths:
            await channels.webhooks(scope, receive, send)
        elif path.startswith("/api/v1/chat/") and path.endswith("/events"):
            await events(scope, receive, send)
        else:
            await pages(scope, receive, send)

    front = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/api/docs", _docs),
            Route("/api/docs/start.js", _docs_script),
            Mount("/api/docs/ui", StaticFiles(directory=str(swagger_ui))),
            # Compressed, for phones on a slow line; pages themselves are not: their size must not tell what is in them (BREACH).
            Mount("/static", GZipMiddleware(Revalidated(directory=str(static)), compresslevel=6)),
        ],
        middleware=[Middleware(SafeHeaders, https=product.public_url.startswith("https:")), Middleware(PatientIntake)],
        exception_handlers={HTTPException: refusal, Exception: refusal},
        lifespan=lifespan,
    )
    # Not a Mount: it would take wrong methods of the routes above for unknown paths.
    front.router.redirect_slashes = False
    front.router.default = route
    return front


def create_internal(product: Product) -> ASGIApp:
    """The internal API, for a loopback port of its own."""
    return in_threads(create_internal_app(product.backend()), INTERNAL_THREADS)
