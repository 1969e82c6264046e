"""The gateway over HTTP: everything under ``/sms/v1``, with its OpenAPI document at ``/sms/v1/openapi.json``.

Routes hold their whole path, so the application is put in front of requests as they come, without cutting a prefix off.
"""

from __future__ import annotations

import time
from typing import Any

from apiflask import APIFlask
from flask import Flask, Response, g, request

from kit.headers import SAFE
from kit.problems import install
from sms_gateway import metrics
from sms_gateway.api import (
    blocks,
    callback,
    callbacks,
    campaign_desk,
    campaign_downloads,
    campaign_figures,
    campaigns,
    figures,
    key_routes,
    messages,
    openapi,
    otp,
    previews,
    providers,
    sandbox,
    search,
    unmatched,
    webhooks,
)
from sms_gateway.api import templates as template_routes
from sms_gateway.api.endpoints import JSON_LIMIT, PREFIX, Endpoint
from sms_gateway.api.services import EXTENSION, Services
from sms_gateway.config import GatewayConfig
from sms_gateway.keys import ALL_SCOPES, Scope
from sms_gateway.seeds import seed as seed_templates

RESOURCES = (
    template_routes.resource,
    messages.resource,
    previews.resource,
    otp.resource,
    campaigns.resource,
    campaign_desk.resource,
    campaign_figures.resource,
    blocks.resource,
    unmatched.resource,
    callback.resource,
    callbacks.resource,
    search.resource,
    figures.resource,
    key_routes.resource,
    campaign_downloads.resource,
    providers.resource,
    sandbox.resource,
    webhooks.resource,
)
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
DEMO_KEY = "demo"
DEMO_TEST_KEY = "demo-test"
TEST_SUFFIX = ".test"
"""The demo's test key is its live key with this behind it."""


def create_app(config: GatewayConfig) -> Flask:
    """The WSGI application of one gateway. The database must be migrated; what the product itself needs is seeded here."""
    app: Flask = APIFlask(
        "sms_gateway",
        title="Cổng SMS của Trợ lý BHXH",
        version="1",
        docs_path=None,
        spec_path=f"{PREFIX}/openapi.json",
        json_errors=False,
        template_folder="api/pages",
        static_folder="api/assets",
        static_url_path=f"{PREFIX}/sandbox/assets",
    )
    app.config |= {
        "OPENAPI_VERSION": "3.1.0",
        "AUTO_SERVERS": False,  # it would publish the host that the first request named, to everybody after it
        "MAX_CONTENT_LENGTH": JSON_LIMIT,
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "SYNC_LOCAL_SPEC": False,
    }
    install(app)
    app.url_map.strict_slashes = False
    for resource in RESOURCES:
        app.register_blueprint(resource.blueprint)
    app.before_request(_begin)
    app.after_request(_safe_headers)
    app.after_request(_measured)

    app.spec_processor(_document)  # type: ignore[attr-defined]

    services = Services.from_config(config)
    app.extensions[EXTENSION] = services
    seed(services)
    services.imports.wake()
    return app


def _document(spec: dict[str, Any]) -> dict[str, Any]:
    return openapi.fill(spec, endpoints())


def endpoints() -> list[Endpoint]:
    """Every public operation."""
    return [endpoint for resource in RESOURCES for endpoint in resource.endpoints]


def seed(services: Services) -> None:
    """The product's own templates, and in the demo its live key and its test key. Safe to repeat."""
    with services.engine.begin() as connection:
        seed_templates(connection, services.config)
        secret = services.config.demo_sms_key
        if services.config.demo and secret is not None:
            services.keys.ensure(connection, DEMO_KEY, secret, scopes=ALL_SCOPES | {Scope.PROVIDERS})
            services.keys.ensure(connection, DEMO_TEST_KEY, secret + TEST_SUFFIX, live=False)


def _begin() -> None:
    g.began = time.monotonic()


def _measured(answer: Response) -> Response:
    """The route's pattern stands for the path: paths hold ids, and unknown ones anything at all."""
    route = request.url_rule.rule if request.url_rule is not None else "unknown"
    method = request.method if request.method in _METHODS else "other"
    metrics.requested(method, route, answer.status_code, time.monotonic() - g.began)
    return answer


def _safe_headers(answer: Response) -> Response:
    for name, value in SAFE.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
