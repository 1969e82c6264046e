"""A registration with a clock that tests move, and a person who has declared everything."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

import backend
from backend.access.gate import Gate
from backend.config import BackendConfig
from backend.database import Database
from backend.registration import pages
from backend.registration.attachments import Attachments
from backend.registration.pictures import Picture, redraw
from backend.registration.service import Registration
from backend.site import pages as site_pages
from backend.site import views
from backend.site.sections import SiteRealm
from kit import problems

OWNER = "session-of-thu-ha"
DECLARED = {
    "bhxh_code": "7912345678",
    "full_name": "Nguyễn Thị Thu Hà",
    "personal_id": "079085001234",
    "province": "TP.HCM",
    "district": "q5",
    "commune": "p11",
    "street": "12/5 Trần Hưng Đạo, khu phố 3",
    "phone": "0912 345 678",
    "email": "thuha1985@gmail.com",
    "agency": "07915",
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registration(database: Database, config: BackendConfig, clock: Clock) -> Registration:
    return Registration(database, config, clock)


@pytest.fixture
def attachments(database: Database, config: BackendConfig, clock: Clock) -> Attachments:
    return Attachments(database, config, clock)


def declare(registration: Registration, owner: str = OWNER, **changed: str) -> None:
    for name, written in {**DECLARED, **changed}.items():
        registration.put_field(owner, name, written)


def token_of(link: str) -> str:
    return link.rpartition("/")[2].removesuffix(".pdf")


def image_bytes(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    """A picture with two halves, so that turning and cutting show."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def picture() -> Picture:
    return redraw(image_bytes())


@pytest.fixture
def app(database: Database, config: BackendConfig, clock: Clock) -> Flask:
    """The pages behind secret links, as pages of the site."""
    root = Path(backend.__file__).parent
    app = Flask("backend", static_folder=str(root / "static"), template_folder=str(root / "templates"))
    problems.install(app)
    gate = Gate(app, form_key=b"k" * 32, secure_cookie=False)
    gate.admit(SiteRealm())
    views.install(app, "19009696")
    site_pages.section.register(app)
    app.register_blueprint(pages.create_blueprint(database, config, clock))
    return app
