"""Pictures of a draft: whose they are, what becomes of them, and that deletion leaves nothing on the disk."""

# ruff: noqa: PLR0917 - fixtures are given by name

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.notify.models import OutboxMessage
from backend.registration.attachments import Attachments
from backend.registration.draft_photos import DraftPhotos
from backend.registration.drafts import HandIn
from backend.registration.expiry import expire, remind
from backend.registration.kinds import PICTURES, Kind
from backend.registration.pictures import Picture, redraw
from backend.registration.schools import save_school
from backend.registration.service import Registration
from backend.registration.states import State
from tests.backend.registration.conftest import OWNER, Clock, declare, image_bytes, token_of
from tests.support.databases import database_url, postgres_cluster

__all__ = ["database_url", "postgres_cluster"]


@pytest.fixture
def config(config: BackendConfig, database_url: str) -> BackendConfig:
    return replace(config, database_url=database_url)


@pytest.fixture
def photos(database: Database, config: BackendConfig, clock: Clock) -> DraftPhotos:
    return DraftPhotos(database, config, clock)


def on_disk(config: BackendConfig) -> list[Path]:
    return [path for path in (config.data_dir / "registration").rglob("*") if path.is_file()]


def give_all(photos: DraftPhotos, picture: Picture, owner: str = OWNER) -> None:
    for kind in PICTURES[Kind.ACCOUNT]:
        photos.put(owner, kind, picture)


def test_a_picture_is_its_givers_alone_and_is_replaced(
    registration: Registration, photos: DraftPhotos, config: BackendConfig, picture: Picture
) -> None:
    with pytest.raises(Declined, match="no_draft"):
        photos.put(OWNER, "portrait", picture)
    assert on_disk(config) == []
    declare(registration)
    photos.put(OWNER, "portrait", picture)
    other = redraw(image_bytes(size=(600, 600)))
    photos.put(OWNER, "portrait", other)
    assert photos.read(OWNER, "portrait") == other.jpeg
    assert photos.read("somebody else", "portrait") is None
    assert photos.present("somebody else") == frozenset()
    [file] = on_disk(config)
    assert other.jpeg[:64] not in file.read_bytes()


def test_racing_uploads_leave_one_file(
    registration: Registration, photos: DraftPhotos, config: BackendConfig, picture: Picture
) -> None:
    declare(registration)
    start = Barrier(5)

    def put() -> None:
        start.wait()
        photos.put(OWNER, "portrait", picture)

    with ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(put) for _ in range(5)]:
            done.result()
    assert len(on_disk(config)) == 1
    assert photos.read(OWNER, "portrait") == picture.jpeg


def test_submission_takes_them_along(
    registration: Registration,
    photos: DraftPhotos,
    attachments: Attachments,
    database: Database,
    config: BackendConfig,
    picture: Picture,
) -> None:
    declare(registration)
    give_all(photos, picture)
    before = sorted(on_disk(config))
    submitted = registration.submit(OWNER, "key")
    assert registration.status(submitted.number).state is State.CHO_XAC_MINH
    assert sorted(on_disk(config)) == before
    assert attachments.photo_sheet(token_of(submitted.photo_link)) is None, "nothing is left to add"


def test_some_pictures_leave_the_rest_to_the_link(
    registration: Registration, photos: DraftPhotos, attachments: Attachments, picture: Picture
) -> None:
    declare(registration)
    photos.put(OWNER, "id_back", picture)
    submitted = registration.submit(OWNER, "key")
    sheet = attachments.photo_sheet(token_of(submitted.photo_link))
    assert sheet is not None
    assert sheet.missing == ("portrait", "id_front")
    assert attachments.photo(token_of(submitted.photo_link), "id_back") == picture.jpeg


def test_discarding_and_expiry_delete_the_files(
    registration: Registration,
    photos: DraftPhotos,
    database: Database,
    config: BackendConfig,
    clock: Clock,
    picture: Picture,
) -> None:
    declare(registration)
    give_all(photos, picture)
    registration.discard(OWNER)
    assert on_disk(config) == []
    declare(registration)
    give_all(photos, picture)
    assert len(on_disk(config)) == 3
    clock.advance(hours=25)
    expire(database, config.data_dir, clock)
    assert on_disk(config) == []


def test_ten_days_on_everything_is_gone_after_a_reminder(
    registration: Registration,
    photos: DraftPhotos,
    database: Database,
    config: BackendConfig,
    clock: Clock,
    picture: Picture,
) -> None:
    declare(registration)
    give_all(photos, picture)
    number = registration.submit(OWNER, "key").number
    clock.advance(days=7)
    assert remind(database, clock) == 0
    clock.advance(days=1)
    assert (remind(database, clock), remind(database, clock)) == (1, 0)
    with database.reading() as session:
        sms = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "sap_het_han")).one()
        assert sms.recipient == "84912345678"
        assert sms.personalisation == {"so_ho_so": number, "co_quan": "BHXH Quận 5", "han_nop": "30/11/2026"}
    clock.advance(days=2)
    assert expire(database, config.data_dir, clock) == 0, "the tenth day is the citizen's"
    assert len(on_disk(config)) == 3
    clock.advance(days=1)
    assert expire(database, config.data_dir, clock) == 1
    assert on_disk(config) == []
    with pytest.raises(Declined, match="unknown"):
        registration.status(number)


def test_the_way_of_handing_in(registration: Registration, database: Database) -> None:
    with database.begin() as session:
        save_school(session, code="TC1", name="Trường THCS Ánh Sáng", agency_code="07915", classes=["7A1"])
        save_school(session, code="TC2", name="Trường Quận 6", agency_code="07916", classes=["7A1"])
    declare(registration)
    assert [school.code for school in registration.schools(OWNER)] == ["TC1"]
    for wrong, code in (
        (HandIn("post"), "unknown"),
        (HandIn("school", "TC2", "7A1"), "school"),
        (HandIn("school", "TC1", "9Z"), "class"),
    ):
        with pytest.raises(Declined, match=code):
            registration.put_way(OWNER, wrong)
    assert registration.way_text(OWNER) is None
    registration.put_way(OWNER, HandIn("school", "TC1", "7A1"))
    assert registration.way_text(OWNER) == "Qua nhà trường: Trường THCS Ánh Sáng, lớp 7A1"
    registration.put_field(OWNER, "agency", "07916")
    assert registration.way_text(OWNER) is None, "another agency's schools are others"
    registration.put_field(OWNER, "agency", "07915")
    registration.put_way(OWNER, HandIn("school", "TC1", "7A1"))
    status = registration.status(registration.submit(OWNER, "key").number)
    assert ("Cách nộp tờ khai", "Qua nhà trường: Trường THCS Ánh Sáng, lớp 7A1") in status.rows
