"""The backend's public application: the chat API and every capability's pages, one Flask application for one thread pool."""

from collections.abc import Sequence
from typing import Any, cast

from apiflask import APIFlask
from flask import Flask, Response

from backend.access import uploads
from backend.access.gate import Gate
from backend.accounts import pages as citizen_pages
from backend.accounts.guard import CitizenRealm
from backend.channels import link_pages
from backend.channels import setup as channels
from backend.channels.platform import Platform
from backend.config import BackendConfig
from backend.conversations import api, openapi
from backend.conversations.engine import DialogueEngine, RasaEngine
from backend.conversations.inbound import Inbox
from backend.conversations.limits import Limits
from backend.conversations.runner import Runner
from backend.conversations.service import Chat
from backend.conversations.timing import Timing
from backend.database import Database
from backend.embed import api as embed_api
from backend.embed import pages as embed_pages
from backend.feedback import desk_pages as feedback_desk
from backend.feedback import room as feedback_room
from backend.feedback import ticket_pages as feedback_pages
from backend.help import pages as help_pages
from backend.help.faq import Questions
from backend.hotline import desk as hotline_desk
from backend.hotline import pages as hotline_pages
from backend.hotline import room as hotline_room
from backend.lookup import pages as lookup_pages
from backend.measures import pages as measure_pages
from backend.news import desk_pages as news_desk
from backend.news import pages as news_pages
from backend.notices import pages as notice_pages
from backend.notify import mail_pages
from backend.officers import desk as officers_desk
from backend.officers import pages as officers_pages
from backend.pages import chat as chat_page
from backend.personal import pages as personal_pages
from backend.places import pages as directory_pages
from backend.privacy import pages as privacy_pages
from backend.ratings import api as ratings_api
from backend.registration import desk as registration_desk
from backend.registration import pages as registration_pages
from backend.registration import wizard_site
from backend.reports import pages as reports_pages
from backend.site import missing
from backend.site import pages as site_pages
from backend.site import views as site_views
from backend.site.sections import SiteRealm
from backend.sms_console import desk as sms_desk
from backend.sms_console import pages as sms_pages
from backend.sms_console import shown as sms_shown
from backend.staff import account_pages
from backend.staff import pages as staff_pages
from backend.staff.guard import StaffRealm
from backend.supervision import call_back_pages
from backend.supervision import console as supervision
from backend.transcripts import api as transcripts_api
from backend.units import pages as unit_pages
from kit.headers import SAFE
from kit.presence import Presence
from kit.problems import install
from sms_gateway.client import SmsClient

TURN_THREADS = 32


def create_app(
    config: BackendConfig,
    *,
    engine: DialogueEngine | None = None,
    timing: Timing | None = None,
    turn_threads: int = TURN_THREADS,
    sms: SmsClient | None = None,
    questions: Questions = tuple,
    platforms: Sequence[Platform] = (),
) -> Flask:
    """The WSGI application. ``engine``, ``timing`` and ``sms`` (the gateway's client) are by default Rasa, the product's times and
    the gateway of the configuration.

    ``platforms``: further ones to deliver to, besides those of the configuration. ``questions``: what the help pages answer, by default nothing. ``turn_threads``: how many turns talk to the engine at once; more wait in line.
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
    app.config["AUTO_SERVERS"] = False  # it would publish the host that the first request named, to everybody after it
    uploads.install(app)
    install(app)
    database = Database.open(config)
    times = timing or Timing()
    engine = engine or RasaEngine(config.engine_url, config.engine_token)
    presence = Presence(config.data_dir / "run" / "present")
    learns = config.learning_days > 0
    runner = Runner(database, engine, times, threads=turn_threads, learn=learns, presence=presence)
    limits = Limits(enabled=config.rate_limits)
    shortcuts = channels.shortcuts(config)
    chat = Chat(database, runner, limits, times, shortcuts=shortcuts)
    app.extensions["bhxh.chat"] = chat
    news_pages.install(app, config, database)
    help_pages.install(app, config, database, questions)
    sms = sms or SmsClient(config.sms_url + "/sms/v1", config.sms_key)
    _register(app, config, database, chat, sms)
    inbox = Inbox(database, runner, limits, shortcuts=shortcuts)
    channels.install(app, config, database, inbox, timing=times, platforms=platforms, sms=sms, presence=presence)
    app.spec_processor(_describe)
    app.after_request(_harden)
    return cast(Flask, app)


def _register(app: APIFlask, config: BackendConfig, database: Database, chat: Chat, sms: SmsClient) -> None:
    page = chat_page.ChatPage(hotline=config.hotline, demo=config.env == "demo", secure_cookie=config.secure_cookies)
    app.register_blueprint(api.create_blueprint(chat))
    app.register_blueprint(ratings_api.create_blueprint(database))
    app.register_blueprint(chat_page.create_blueprint(chat, page))
    embed_pages.install(app, page, config.embed_origins)
    limits = Limits(enabled=config.rate_limits)
    app.register_blueprint(transcripts_api.create_blueprint(chat, database, config.hotline, limits))
    app.register_blueprint(embed_api.create_blueprint(database, config.embed_issuers, config.public_url, limits))
    app.register_blueprint(registration_pages.create_blueprint(database, config))
    gate = Gate(app, form_key=database.keyring.key("forms"), secure_cookie=config.secure_cookies)
    citizens = CitizenRealm.install(app, gate, database, sms, config)
    registration_desk.install(app, config, database, sms)
    personal_pages.install(app, database)
    link_pages.install(app, database)
    feedback_room.install(app, database, config)
    directory_pages.install(app, database)
    lookup_pages.install(app, config, database)
    call_back_pages.install(app, database, config)
    _register_site(app, config, gate, citizens)
    _register_consoles(app, config, gate, database, sms)


def _register_site(app: APIFlask, config: BackendConfig, gate: Gate, citizens: CitizenRealm) -> None:
    """The citizens' pages. Their order here is that of the navigation."""
    site_views.install(app, config.hotline)
    missing.install(app)
    gate.admit(SiteRealm(citizens.recognise))
    for section in (
        embed_pages.section,
        *wizard_site.SECTIONS,
        feedback_pages.section,
        directory_pages.section,
        lookup_pages.section,
        news_pages.section,
        help_pages.faq_section,
        help_pages.guide_section,
        help_pages.support_section,
        privacy_pages.section,
        call_back_pages.citizens,
        site_pages.section,
        citizen_pages.section,
        personal_pages.section,
        link_pages.section,
    ):
        section.register(app)


def _register_consoles(app: APIFlask, config: BackendConfig, gate: Gate, database: Database, sms: SmsClient) -> None:
    StaffRealm.install(app, gate, database, secure_cookie=config.secure_cookies)
    sms_desk.install(app, config)
    sms_shown.install(app)
    hotline_desk.install(app)
    hotline_room.install(app, config, database, sms)
    supervision.install(app)
    reports_pages.install(app, database)
    officers_desk.install(app, config, database)
    mail_pages.install(app, config)
    notice_pages.install(app)
    officers = (officers_pages.section, officers_pages.reception, unit_pages.section, mail_pages.section)
    documents = (feedback_desk.section, reports_pages.section, news_desk.section)
    hotline = (hotline_pages.section, *supervision.SECTIONS, measure_pages.section)
    consoles = (*hotline, *officers, *documents, sms_pages.section)
    for section in (staff_pages.section, notice_pages.section, *consoles, account_pages.section):
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
