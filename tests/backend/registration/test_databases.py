"""What the two databases do differently: races, migration, deletion. Runs on SQLite and on PostgreSQL."""

# ruff: noqa: PLR0917 - fixtures are given by name

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

from backend.config import BackendConfig
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.registration.attachments import Attachments
from backend.registration.expiry import expire
from backend.registration.kinds import PICTURES, Kind
from backend.registration.models import Dossier
from backend.registration.pictures import Picture
from backend.registration.service import Registration
from backend.registration.store import PhotoStore
from backend.tables import metadata
from tests.backend.registration.conftest import OWNER, Clock, declare, token_of
from tests.support.databases import database_url, postgres_cluster

__all__ = ["database_url", "postgres_cluster"]


@pytest.fixture
def config(config: BackendConfig, database_url: str) -> BackendConfig:
    return replace(config, database_url=database_url)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def files(config: BackendConfig) -> list[Path]:
    return [path for path in (config.data_dir / "registration").rglob("*") if path.is_file()]


@pytest.fixture
def photos(registration: Registration) -> str:
    declare(registration)
    return token_of(registration.submit(OWNER, "key").photo_link)


def give_all(attachments: Attachments, token: str, picture: Picture) -> None:
    for kind in PICTURES[Kind.ACCOUNT]:
        assert attachments.put_photo(token, kind, picture)


def test_fields_put_at_once_all_stay(registration: Registration) -> None:
    start = Barrier(4)

    def put(name: str, written: str) -> None:
        start.wait()
        registration.put_field(OWNER, name, written)

    fields = {"phone": "0912345678", "full_name": "Trần Bình", "bhxh_code": "7912345678", "street": "12 Lê Lợi"}
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(put, *field) for field in fields.items()]:
            done.result()
    assert not set(fields) & set(registration.remaining(OWNER))


def test_racing_submissions_give_one_dossier(registration: Registration, database: Database) -> None:
    declare(registration)
    start = Barrier(8)

    def submit() -> str:
        start.wait()
        return registration.submit(OWNER, "key").number

    with ThreadPoolExecutor(8) as pool:
        numbers = {done.result() for done in [pool.submit(submit) for _ in range(8)]}
    assert len(numbers) == 1
    assert count(database, Dossier) == count(database, OutboxMessage) == 1


def test_racing_people_get_numbers_of_their_own(registration: Registration) -> None:
    owners = [f"owner {n}" for n in range(6)]
    for n, owner in enumerate(owners):
        declare(registration, owner, phone=f"091234567{n}", agency="07916" if n % 2 else "07915")
    start = Barrier(6)

    def submit(owner: str) -> str:
        start.wait()
        return registration.submit(owner, "key").number

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(submit, owners))
    assert sorted(number[:5] for number in numbers) == ["00001", "00001", "00002", "00002", "00003", "00003"]
    assert len(set(numbers)) == 6


def test_racing_uploads_leave_one_file(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture
) -> None:
    start = Barrier(6)

    def put() -> bool:
        start.wait()
        return attachments.put_photo(photos, "portrait", picture)

    with ThreadPoolExecutor(6) as pool:
        assert all(done.result() for done in [pool.submit(put) for _ in range(6)])
    assert len(files(config)) == 1
    assert attachments.photo(photos, "portrait") == picture.jpeg


def test_racing_completions_close_once(
    registration: Registration, attachments: Attachments, photos: str, picture: Picture
) -> None:
    give_all(attachments, photos, picture)
    start = Barrier(4)

    def complete() -> bool:
        start.wait()
        return attachments.complete(photos)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(done.result() for done in [pool.submit(complete) for _ in range(4)]) == [
            False,
            False,
            False,
            True,
        ]


def test_racing_upload_and_completion_keep_files_and_rows_alike(
    attachments: Attachments, config: BackendConfig, photos: str, picture: Picture
) -> None:
    give_all(attachments, photos, picture)
    start = Barrier(3)

    def act(work) -> bool:
        start.wait()
        return work()

    work = [lambda: attachments.put_photo(photos, "portrait", picture)] * 2 + [lambda: attachments.complete(photos)]
    with ThreadPoolExecutor(3) as pool:
        results = [done.result() for done in [pool.submit(act, each) for each in work]]
    assert results[2] is True
    assert len(files(config)) == 3


def test_racing_expiries_delete_once(
    attachments: Attachments,
    database: Database,
    config: BackendConfig,
    clock: Clock,
    photos: str,
    picture: Picture,
) -> None:
    give_all(attachments, photos, picture)
    clock.advance(days=12)
    start = Barrier(3)

    def run(_: int) -> int:
        start.wait()
        return expire(database, config.data_dir, clock)

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(run, range(3))) == 1
    assert files(config) == []
    assert count(database, Dossier) == 0


def test_file_that_goes_while_the_store_looks_is_passed_over(config: BackendConfig, database: Database) -> None:
    store = PhotoStore(config.data_dir, database.keyring)
    kept = store.write(b"portrait")
    folder = config.data_dir / "registration" / "photos" / "ff"
    folder.mkdir(parents=True, exist_ok=True)
    # A link to nowhere is what a file deleted by another process looks like: listed, and gone at the next look.
    (folder / ("f" * 32)).symlink_to(folder / "gone")
    assert store.names(timedelta(0)) == [kept]


def names(database: Database) -> set[str]:
    return {name for name in inspect(database.engine).get_table_names() if name.startswith("registration_")}


def test_up_down_up(database: Database, registration: Registration) -> None:
    kinds = "draft draft_photo dossier counter link photo resumption resumption_try school school_class"
    tables = {f"registration_{kind}" for kind in kinds.split()}
    assert names(database) == tables
    declare(registration)
    registration.submit(OWNER, "key")
    database.downgrade("0001")
    assert names(database) == set()
    database.upgrade()
    assert names(database) == tables
    declare(registration)
    assert registration.submit(OWNER, "key").number == "00001.U/2026/07915"


def test_models_and_migration_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = [change for change in compare_metadata(context, metadata) if "registration_" in repr(change)]
    assert differences == []
