"""What becomes of an item of news, and what readers see of it."""

import secrets
from datetime import datetime
from typing import Final

import nh3
from markdown_it import MarkdownIt
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.news.models import NewsItem
from backend.places.words import words
from bhxh.messages import text
from bhxh.text import clean

LONGEST: Final = {"title": 150, "summary": 400, "body": 30_000}
SHOWN: Final = 30
_TAGS: Final = {
    "p",
    "br",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "blockquote",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_markdown: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


def rendered(body: str) -> str:
    """Markdown as HTML that can do no harm: no raw HTML, no pictures of other servers, links to https, mail and phones alone."""
    return nh3.clean(
        _markdown.render(body),
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def create(session: Session, *, title: str, summary: str, body: str, actor: str, now: datetime) -> NewsItem:
    """A draft. Raises Declined("news.empty" or "news.too_long") with the field."""
    fields = _checked(title, summary, body)
    slug = "-".join(words(fields["title"]))[:100].strip("-") or "tin"
    item = NewsItem(slug=f"{slug}-{secrets.token_hex(3)}", version=1, written_by=actor, created_at=now, **fields)
    session.add(item)
    session.flush()
    _note(session, actor, "create", item)
    return item


def edit(
    session: Session, number: int, version: int, *, title: str, summary: str, body: str, actor: str, now: datetime
) -> None:
    """Another wording; of an item already published, a correction that readers are told of. Raises Declined, also "news.changed"."""
    item = _taken(session, number, version)
    for name, value in _checked(title, summary, body).items():
        setattr(item, name, value)
    if item.publish_at is not None and item.publish_at <= now:
        item.corrected_at = now
    _note(session, actor, "edit", item)


def publish(session: Session, number: int, version: int, at: datetime, *, actor: str) -> None:
    """Show it from a moment on; also what was withdrawn. Raises Declined("news.changed")."""
    item = _taken(session, number, version)
    item.publish_at, item.withdrawn_at = at, None
    _note(session, actor, "publish", item)


def withdraw(session: Session, number: int, version: int, *, actor: str, now: datetime) -> None:
    """Show it no longer. Raises Declined("news.changed")."""
    item = _taken(session, number, version)
    item.withdrawn_at = now
    _note(session, actor, "withdraw", item)


def shown(session: Session, now: datetime) -> list[NewsItem]:
    """What readers see, the newest first."""
    query = select(NewsItem).where(NewsItem.publish_at <= now, NewsItem.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(NewsItem.publish_at.desc(), NewsItem.id.desc()).limit(SHOWN)))


def by_slug(session: Session, slug: str, now: datetime) -> NewsItem | None:
    """One that readers may see."""
    query = select(NewsItem).where(NewsItem.slug == slug, NewsItem.publish_at <= now, NewsItem.withdrawn_at.is_(None))
    return session.scalar(query)


def every(session: Session) -> list[NewsItem]:
    """For the desk: also drafts and what was withdrawn, the newest first."""
    return list(session.scalars(select(NewsItem).order_by(NewsItem.id.desc()).limit(200)))


def state(item: NewsItem, now: datetime) -> str:
    """`draft`, `scheduled`, `published` or `withdrawn`."""
    if item.withdrawn_at is not None:
        return "withdrawn"
    if item.publish_at is None:
        return "draft"
    return "published" if item.publish_at <= now else "scheduled"


def _taken(session: Session, number: int, version: int) -> NewsItem:
    """The item under its next version, if nobody else changed it meanwhile."""
    mine = update(NewsItem).where(NewsItem.id == number, NewsItem.version == version).values(version=version + 1)
    if not session.execute(mine).rowcount:  # type: ignore[attr-defined]
        raise Declined("news.changed", text("news.changed"))
    item = session.get_one(NewsItem, number)
    session.refresh(item)
    return item


def _checked(title: str, summary: str, body: str) -> dict[str, str]:
    fields = {
        "title": clean(title).replace("\n", " "),
        "summary": clean(summary),
        "body": body.replace("\r\n", "\n").strip(),
    }
    for name, value in fields.items():
        if not value:
            raise Declined("news.empty", text("news.empty", field=text(f"news.{name}")), (name,))
        if len(value) > LONGEST[name]:
            detail = text("news.too_long", field=text(f"news.{name}"), limit=LONGEST[name])
            raise Declined("news.too_long", detail, (name,))
    return fields


def _note(session: Session, actor: str, act: str, item: NewsItem) -> None:
    audit.record(session, actor=actor, action=f"news.{act}", details={"item": item.id, "version": item.version})
