"""Links and what they open: bound to one dossier and one purpose, one-time, expiring; photos on disk."""

# ruff: noqa: PLR0917 - fixtures are given by name

import os
from pathlib import Path

import pytest
from sqlalchemy import select, update
from tink import TinkError

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.registration.attachments import Attachments
from backend.registration.expiry import expire
from backend.registration.kinds import PICTURES, Kind
from backend.registration.models import Dossier, Draft, Link, Photo
from backend.registration.pictures import Picture
from backend.registration.service import Registration
from backend.registration.states import State
from tests.backend.registration.conftest import OWNER, Clock, declare, image_bytes, token_of


def files(config: BackendConfig) -> list[Path]:
    return [path for path in (config.data_dir / "registration").rglob("*") if path.is_file()]


@pytest.fixture
def number(registration: Registration) -> str:
    declare(registration)
    return registration.submit(OWNER, "key").number


@pytest.fixture
def photos(registration: Registration, number: str) -> str:
    link = registration.photo_link(number)
    assert link
    return token_of(link)


def give_all(attachments: Attachments, token: str, picture: Picture) -> None:
    for kind in PICTURES[Kind.ACCOUNT]:
        assert attachments.put_photo(token, kind, picture)


def test_links_are_128_bits_and_kept_as_hashes(registration: Registration, database: Database, number: str) -> None:
    tokens = {token_of(registration.declaration_link(number)) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(bytes.fromhex(token)) == 16 for token in tokens)
    with database.reading() as session:
        stored = {row.token_index for row in session.scalars(select(Link))}
    assert not stored & {bytes.fromhex(token) for token in tokens}


def test_each_link_opens_only_its_own(
    registration: Registration, attachments: Attachments, number: str, photos: str
) -> None:
    declaration = token_of(registration.declaration_link(number))
    assert attachments.photo_sheet(photos) is not None
    assert attachments.declaration(declaration) is not None
    assert attachments.photo_sheet(declaration) is None
    assert attachments.declaration(photos) is None


@pytest.mark.parametrize("token", ["", "0" * 32, "x", "' OR 1=1 --", "\0", "💥", "a" * 5000])
def test_guesses_open_nothing(attachments: Attachments, photos: str, token: str, picture: Picture) -> None:
    assert attachments.photo_sheet(token) is None
    assert attachments.declaration(token) is None
    assert attachments.photo(token, "portrait") is None
    assert attachments.put_photo(token, "portrait", picture) is False
    assert attachments.complete(token) is False


def test_near_misses_open_nothing(attachments: Attachments, photos: str) -> None:
    for place in range(len(photos)):
        other = "0" if photos[place] != "0" else "1"
        assert attachments.photo_sheet(photos[:place] + other + photos[place + 1 :]) is None
    assert attachments.photo_sheet(photos.upper()) is None or photos.upper() == photos


def test_a_refused_upload_leaves_no_file(attachments: Attachments, config: BackendConfig, picture: Picture) -> None:
    assert attachments.put_photo("0" * 32, "portrait", picture) is False
    assert files(config) == []


def test_photos_are_kept_encrypted_and_private(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture
) -> None:
    assert attachments.put_photo(photos, "portrait", picture)
    (path,) = files(config)
    assert b"JFIF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert attachments.photo(photos, "portrait") == picture.jpeg
    assert attachments.photo(photos, "id_front") is None
    assert attachments.photo(photos, "../../etc/passwd") is None


def test_files_cannot_be_swapped(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture
) -> None:
    attachments.put_photo(photos, "portrait", picture)
    attachments.put_photo(photos, "id_front", picture)
    first, second = files(config)
    first.write_bytes(second.read_bytes())
    with pytest.raises(TinkError):
        for kind in ("portrait", "id_front"):
            attachments.photo(photos, kind)


def test_a_new_picture_replaces_the_old_file(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture
) -> None:
    attachments.put_photo(photos, "portrait", picture)
    (before,) = files(config)
    attachments.put_photo(photos, "portrait", picture)
    (after,) = files(config)
    assert before != after


def test_complete_needs_all_three_and_closes_every_photo_link(
    registration: Registration, attachments: Attachments, number: str, photos: str, picture: Picture
) -> None:
    attachments.put_photo(photos, "portrait", picture)
    with pytest.raises(Declined) as declined:
        attachments.complete(photos)
    assert declined.value.fields == ("id_front", "id_back")
    assert attachments.photo_sheet(photos) is not None
    give_all(attachments, photos, picture)
    another = token_of(registration.photo_link(number) or "")
    assert attachments.complete(photos)
    for token in (photos, another):
        assert attachments.photo_sheet(token) is None
        assert attachments.photo(token, "portrait") is None
        assert not attachments.put_photo(token, "portrait", picture)
        assert not attachments.complete(token)
    assert registration.photo_link(number) is None
    status = registration.status(number)
    assert status.state is State.CHO_XAC_MINH
    assert dict(status.rows)["Ảnh"] == "Đã đủ 3 ảnh"


def test_submitting_again_opens_no_completed_page(
    registration: Registration, attachments: Attachments, photos: str, picture: Picture
) -> None:
    give_all(attachments, photos, picture)
    attachments.complete(photos)
    assert attachments.photo_sheet(token_of(registration.submit(OWNER, "key").photo_link)) is None


def test_links_and_dossier_end_with_the_tenth_day(
    registration: Registration,
    attachments: Attachments,
    database: Database,
    config: BackendConfig,
    clock: Clock,
    number: str,
    photos: str,
    picture: Picture,
) -> None:
    give_all(attachments, photos, picture)
    declaration = token_of(registration.declaration_link(number))
    clock.now = clock.now.replace(day=30, hour=16, minute=59)  # 23:59 in Viet Nam on the last day
    assert expire(database, config.data_dir, clock) == 0
    assert attachments.declaration(declaration)
    assert attachments.photo_sheet(photos)
    clock.advance(minutes=1)
    assert attachments.declaration(declaration) is None
    assert attachments.photo_sheet(photos) is None
    assert len(files(config)) == 3
    assert expire(database, config.data_dir, clock) == 1
    assert files(config) == [], "photos are really deleted"
    with database.reading() as session:
        assert not [row for table in (Dossier, Link, Photo) for row in session.scalars(select(table))]
    with pytest.raises(Declined, match="unknown"):
        registration.status(number)
    assert expire(database, config.data_dir, clock) == 0


def test_numbers_of_deleted_dossiers_do_not_come_again(
    registration: Registration, database: Database, config: BackendConfig, clock: Clock, number: str
) -> None:
    clock.advance(days=12)
    assert expire(database, config.data_dir, clock) == 1
    declare(registration)
    assert registration.submit(OWNER, "another").number.startswith("00002.")


def test_what_was_handed_in_stays(
    attachments: Attachments, database: Database, config: BackendConfig, clock: Clock, photos: str, picture: Picture
) -> None:
    give_all(attachments, photos, picture)
    with database.begin() as session:
        session.execute(update(Dossier).values(state=State.DA_TIEP_NHAN))
    assert attachments.put_photo(photos, "portrait", picture) is False, "the officer has the photos now"
    clock.advance(days=12)
    assert expire(database, config.data_dir, clock) == 0
    assert len(files(config)) == 3


def test_old_drafts_are_deleted(
    registration: Registration, database: Database, config: BackendConfig, clock: Clock
) -> None:
    declare(registration)
    clock.advance(hours=25)
    expire(database, config.data_dir, clock)
    with database.reading() as session:
        assert session.scalars(select(Draft)).all() == []


def test_files_left_by_a_crash_are_swept_but_young_ones_stay(
    attachments: Attachments, database: Database, config: BackendConfig, clock: Clock, photos: str, picture: Picture
) -> None:
    attachments.put_photo(photos, "portrait", picture)
    (kept,) = files(config)
    stray, half, young = (kept.parents[1] / (letter * 2) / (letter * 32) for letter in "abc")
    for path in (stray, half.with_suffix(".part"), young):
        path.parent.mkdir(exist_ok=True)  # names are random: the kept one may lie there
        path.write_bytes(b"left behind")
    for path in (kept, stray, half.with_suffix(".part")):
        os.utime(path, (1, 1))
    expire(database, config.data_dir, clock)
    assert set(files(config)) == {kept, young}


def test_a_failed_commit_keeps_the_earlier_picture(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachments.put_photo(photos, "portrait", picture)
    before = files(config)
    monkeypatch.setattr("sqlalchemy.orm.Session.flush", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        attachments.put_photo(photos, "portrait", picture)
    monkeypatch.undo()
    assert files(config) == before
    assert attachments.photo(photos, "portrait") == picture.jpeg


def test_nothing_personal_is_readable_on_disk(
    registration: Registration,
    attachments: Attachments,
    database: Database,
    config: BackendConfig,
    photos: str,
    picture: Picture,
) -> None:
    give_all(attachments, photos, picture)
    declare(registration, "second session")
    database.close()  # writes the log back
    content = b"".join(path.read_bytes() for path in config.data_dir.rglob("*") if path.is_file())
    for secret in (
        "Nguyễn Thị Thu Hà",
        "7912345678",
        "079085001234",
        "Trần Hưng Đạo",
        "912345678",
        "thuha1985",
        "second session",
        OWNER,
        photos,
        "JFIF",
    ):
        assert secret.encode() not in content, secret
    assert b"00001.U/2026/07915" in content, "the search looks at the right files"
    assert image_bytes()[:20] not in content
