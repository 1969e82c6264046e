"""`/tin-tuc`: the list, one item, the feed."""

from datetime import datetime
from email.utils import format_datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Flask, Response, abort, current_app
from markupsafe import Markup

from backend.config import BackendConfig
from backend.database import Database
from backend.news import service
from backend.site.sections import Public
from backend.site.views import page
from bhxh.dates import VIETNAM, format_date, format_moment, utcnow
from bhxh.messages import text

section: Final = Public("news", "/tin-tuc", indexed=True)
section.link("", "news.link")
_EXTENSION: Final = "bhxh.news"


def install(app: Flask, config: BackendConfig, database: Database) -> None:
    """What the pages and the desk work with."""
    app.extensions[_EXTENSION] = (database, config.public_url)
    app.add_template_filter(_day, "news_day")
    app.add_template_filter(format_moment, "news_moment")


def _day(moment: datetime) -> str:
    return format_date(moment.astimezone(VIETNAM).date())


def database() -> Database:
    """Where the news are."""
    found: Database = current_app.extensions[_EXTENSION][0]
    return found


@section.page("")
def index() -> str:
    """What is published."""
    with database().reading() as session:
        return page("news/index.html", items=service.shown(session, utcnow()))


@section.page("/<slug>")
def item(slug: str) -> str:
    """One item."""
    with database().reading() as session:
        found = service.by_slug(session, slug[:120], utcnow())
    if found is None:
        abort(404)
    return page("news/item.html", item=found, body=Markup(service.rendered(found.body)))  # noqa: S704 - sanitised there


@section.page("/rss.xml")
def feed() -> Response:
    """RSS 2.0."""
    address = current_app.extensions[_EXTENSION][1]
    with database().reading() as session:
        items = service.shown(session, utcnow())
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _texts(
        channel,
        title=text("news.feed_title"),
        link=f"{address}/tin-tuc",
        description=text("news.feed_about"),
        language="vi",
    )
    for each in items:
        entry, link = SubElement(channel, "item"), f"{address}/tin-tuc/{each.slug}"
        moment: datetime = each.publish_at or each.created_at
        _texts(entry, title=each.title, link=link, guid=link, description=each.summary, pubDate=format_datetime(moment))
    return Response(tostring(rss, "utf-8", xml_declaration=True), mimetype="application/rss+xml")


def _texts(parent: Element, **texts: str) -> None:
    for name, value in texts.items():
        SubElement(parent, name).text = value
