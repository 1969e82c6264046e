"""Message templates: named placeholders, versions, rendering that refuses missing data.

A placeholder is ``{ten_truong}``. Rendering knows nothing but such names: ``str.format`` would let a template reach
attributes and items of Python objects.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, insert, select

from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean
from kit.problems import Problem
from sms_gateway.schema import AnyRow, Lane, template
from sms_gateway.text import khong_dau

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,63})\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
MAX_BODY = 1530
"""Ten segments without accents: more is a letter, not a message."""


@dataclass(frozen=True)
class Template:
    """One version of a template. ``khong_dau``: what is rendered from it is sent without accents."""

    id: int
    name: str
    version: int
    body: str
    lane: Lane
    khong_dau: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """The names it needs, in order of first use."""
        return fields_of(self.body)


@lru_cache(maxsize=256)
def fields_of(body: str) -> tuple[str, ...]:
    """The placeholders of a template's body, each once, in order of first use."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(body)))


@lru_cache(maxsize=256)
def pieces(body: str) -> tuple[str, ...]:
    """Literal text and field names in turn: even places are text, odd ones are names."""
    return tuple(_PLACEHOLDER.split(body))


def missing(body: str, values: Mapping[str, str]) -> list[str]:
    """Fields of the template for which ``values`` has nothing but blanks."""
    return [name for name in fields_of(body) if not values.get(name, "").strip()]


def tidy(value: str) -> str:
    """A field's value on one line, composed, without control or invisible characters."""
    if value.isprintable() and unicodedata.is_normalized("NFC", value):
        return value.strip()
    return clean(value).replace("\n", " ")


def render(body: str, values: Mapping[str, str], without_accents: bool = False) -> str:
    """The finished text. Raises Problem(422, "personalisation_missing") naming each field that has no value."""
    absent = missing(body, values)
    if absent:
        errors = [
            {"field": f"personalisation.{name}", "code": "missing", "detail": text("sms.field_missing", field=name)}
            for name in absent
        ]
        detail = text("sms.personalisation_missing", fields=", ".join(absent))
        raise Problem(422, "personalisation_missing", detail, errors)
    out = "".join(tidy(values[piece]) if place % 2 else piece for place, piece in enumerate(pieces(body)))
    return khong_dau(out) if without_accents else out


def create(connection: Connection, name: str, body: str, lane: Lane, without_accents: bool = False) -> Template:
    """Store a new wording; the same name again makes the next version, which later messages then use.

    Raises Problem(422) with template_name, template_empty, template_long or template_braces.
    """
    body = clean(body)
    if _NAME.fullmatch(name) is None:
        raise _refuse("name", "template_name")
    if not body:
        raise _refuse("body", "template_empty")
    if len(body) > MAX_BODY:
        raise _refuse("body", "template_long", limit=MAX_BODY)
    if {"{", "}"} & set(_PLACEHOLDER.sub("", body)):
        raise _refuse("body", "template_braces")
    before = newest(connection, name)
    version = before.version + 1 if before else 1
    values = {"name": name, "version": version, "body": body, "lane": lane, "khong_dau": without_accents}
    key = connection.execute(insert(template).values(**values, created_at=utcnow())).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row always has its key
    return Template(key[0], name, version, body, lane, without_accents)


def _refuse(field: str, code: str, **values: object) -> Problem:
    detail = text(f"sms.{code}", **values)
    return Problem(422, code, detail, [{"field": field, "code": code, "detail": detail}])


def find(connection: Connection, name: str) -> Template:
    """The newest version of a name. Raises Problem(422, "template_unknown")."""
    found = newest(connection, name)
    if found is None:
        raise _refuse("template", "template_unknown")
    return found


def get(connection: Connection, template_id: int) -> Template:
    """One version by its id, which a stored message or campaign refers to."""
    return _template(connection.execute(select(template).where(template.c.id == template_id)).one())


def listing(connection: Connection) -> list[Template]:
    """The newest version of every template, by name."""
    rows = connection.execute(select(template).order_by(template.c.name, template.c.version))
    return list({row.name: _template(row) for row in rows}.values())


def versions(connection: Connection, name: str) -> list[Template]:
    """Every version of a name, the newest first; empty for an unknown name."""
    rows = connection.execute(select(template).where(template.c.name == name).order_by(template.c.version.desc()))
    return [_template(row) for row in rows]


def newest(connection: Connection, name: str) -> Template | None:
    """The newest version of a name, None where there is none."""
    query = select(template).where(template.c.name == name).order_by(template.c.version.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _template(row)


def _template(row: AnyRow) -> Template:
    return Template(row.id, row.name, row.version, row.body, Lane(row.lane), row.khong_dau)
