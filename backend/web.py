"""The backend's public application: the chat API and every capability's pages, one Flask application for one thread pool."""

from typing import Any, cast

from apiflask import APIFlask
from flask import Flask, Response

from backend.config import BackendConfig
from backend.conversations import api, openapi
from backend.conversations.engine import DialogueEngine, RasaEngine
from backend.conversations.limits import Limits
from backend.conversations.runner import Runner
from backend.conversations.service import Chat
from backend.conversations.timing import Timing
from backend.database import Database
from backend.pages import chat as chat_page
from backend.registration import pages as registration_pages
from backend.sms_console import desk as sms_desk
from backend.sms_console import pages as sms_pages
from backend.sms_console import shown as sms_shown
from backend.staff import account_pages
from backend.staff import pages as staff_pages
from backend.staff.guard import Gate
from backend.staff.login import Login
from kit.headers import SAFE
from kit.problems import install

TURN_THREADS = 32


def create_app(
    config: BackendConfig,
    *,
    engine: DialogueEngine | None = None,
    timing: Timing | None = None,
    turn_threads: int = TURN_THREADS,
) -> Flask:
    """The WSGI application. ``engine`` and ``timing`` are by default Rasa and the product's times.

    ``turn_threads``: how many turns talk to the engine at once; more wait in line.
    """
    app = APIFlask(
        __name__,
        title="Trợ lý BHXH",
        version="1.0",
        docs_path=None,
        spec_path="/api/openapi.json",
        static_folder="static",
        template_folder="templates",
        json_errors=False,
    )
    app.config["OPENAPI_VERSION"] = "3.1.0"
    install(app)
    database = Database.open(config)
    times = timing or Timing()
    engine = engine or RasaEngine(config.engine_url, config.engine_token)
    runner = Runner(database, engine, times, threads=turn_threads, learn=config.learning_days > 0)
    chat = Chat(database, runner, Limits(enabled=config.rate_limits), times)
    app.extensions["bhxh.chat"] = chat
    _register(app, config, database, chat)
    app.spec_processor(_describe)
    app.after_request(_harden)
    return cast(Flask, app)


def _register(app: APIFlask, config: BackendConfig, database: Database, chat: Chat) -> None:
    page = chat_page.ChatPage(hotline=config.hotline, demo=config.env == "demo", secure_cookie=config.secure_cookies)
    app.register_blueprint(api.create_blueprint(chat))
    app.register_blueprint(chat_page.create_blueprint(chat, page))
    app.register_blueprint(registration_pages.create_blueprint(database, config))
    _register_consoles(app, config, database)


def _register_consoles(app: APIFlask, config: BackendConfig, database: Database) -> None:
    form_key = database.keyring.key("staff.forms")
    Gate(app, database, Login(database), form_key=form_key, secure_cookie=config.secure_cookies)
    sms_desk.install(app, config)
    sms_shown.install(app)
    for section in (staff_pages.section, sms_pages.section, account_pages.section):
        section.register(app)


def _describe(spec: dict[str, Any]) -> dict[str, Any]:
    """Only declared operations are published: pages are for people."""
    spec["paths"] = {}
    return openapi.fill(spec)


def _harden(response: Response) -> Response:
    """Pages allow what they need themselves; everything else is data and needs nothing."""
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    return response
