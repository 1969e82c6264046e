"""Which phone somebody on a platform holds, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.channels import links
from backend.channels.models import ChannelLink
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.problems import InvalidValue

PHONE = "84912345678"


def remember(database: Database, phone: str = "0912 345 678", address: str = "7", days: int = 0) -> None:
    with database.begin() as session:
        links.remember_phone(session, "telegram", address, phone, utcnow() - timedelta(days=days))


def phone_of(database: Database, channel: str = "telegram", address: str = "7") -> str | None:
    with database.reading() as session:
        return links.verified_phone(session, channel, address)


def test_a_phone_is_known_by_its_address_on_its_channel_alone(database: Database) -> None:
    assert phone_of(database) is None
    remember(database)
    assert phone_of(database) == PHONE
    assert phone_of(database, "zalo") is None and phone_of(database, address="70") is None


def test_a_new_phone_takes_the_old_ones_place(database: Database) -> None:
    remember(database)
    remember(database, "+84 98 765 4321")
    assert phone_of(database) == "84987654321"
    with database.reading() as session:
        assert links.links_of(session, PHONE, utcnow()) == []
        assert [link.level for link in links.links_of(session, "84987654321", utcnow())] == [links.Level.SHARED]


def test_what_is_no_mobile_number_is_refused(database: Database) -> None:
    with pytest.raises(InvalidValue):
        remember(database, "19009696")
    assert phone_of(database) is None


def test_a_link_ends_when_nobody_uses_it(database: Database) -> None:
    remember(database, days=181)
    assert phone_of(database) is None
    remember(database, address="8", days=179)
    with database.begin() as session:
        links.renew(session, "telegram", "7", utcnow())  # what has ended does not come back
        links.renew(session, "telegram", "8", utcnow())
        links.forget_old(session, utcnow() + timedelta(days=100))
    assert phone_of(database, address="8") == PHONE
    with database.reading() as session:
        assert len(session.scalars(select(ChannelLink)).all()) == 1


def test_unlinking_forgets(database: Database) -> None:
    remember(database)
    with database.begin() as session:
        assert links.unlink(session, "telegram", "7") is True
        assert links.unlink(session, "telegram", "7") is False
    assert phone_of(database) is None


def test_neither_phone_nor_address_stands_in_the_table(database: Database) -> None:
    remember(database, address="address-of-somebody")
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM channel_link").one()
    stored = b" ".join(bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode() for value in row)
    assert b"912345678" not in stored and b"address-of-somebody" not in stored
