"""Dossiers of the demo at [07915] BHXH Quận 5, each brought to its state by the product's own services."""

from datetime import date
from functools import lru_cache
from importlib import resources
from io import BytesIO
from typing import Any, Final

import yaml
from PIL import Image, ImageDraw, ImageFont

from backend.config import BackendConfig
from backend.database import Database
from backend.households.register import EmbeddedRegister
from backend.officers.decisions import Decisions, Officer
from backend.participants.register import find_by_code
from backend.participants.writing import PersonData, save_person
from backend.registration import casework, search
from backend.registration.attachments import Attachments
from backend.registration.drafts import HandIn
from backend.registration.kinds import PICTURES, Kind, Way
from backend.registration.pictures import Picture, redraw
from backend.registration.scope import Scope
from backend.registration.search import Wanted
from backend.registration.service import Registration
from bhxh.dates import utcnow

_OFFICER: Final = Officer("canbo.quan5", Scope("07915"))
_SCHOOL: Final = "TC1502"
_ADDRESS: Final = {
    "province": "TP.HCM",
    "district": "Quận 5",
    "commune": "Phường 11",
    "street": "123 Trần Hưng Đạo",
    "agency": "07915",
}
_SIZE: Final = (800, 600)


def seed_dossiers(database: Database, config: BackendConfig) -> None:
    """Add those of people who have none yet: all at the first start, and again those that were deleted after 10 days."""
    source = resources.files("backend.demo").joinpath("data", "dossiers.yaml").read_text(encoding="utf-8")
    for entry in yaml.safe_load(source):
        with database.reading() as session:
            known = search.find(session, Scope(None), Wanted(bhxh_code=entry["code"]), utcnow()).rows
        if not known:
            _add(database, config, entry)


def _add(database: Database, config: BackendConfig, entry: dict[str, Any]) -> None:
    if entry["register"] is not None:
        with database.begin() as session:
            if find_by_code(session, entry["code"]) is None:
                person = PersonData(
                    bhxh_code=entry["code"],
                    full_name=entry["register"],
                    date_of_birth=date(1990, 5, 17),
                    gender="nữ" if entry["id"][3] == "1" else "nam",
                    province_code="79",
                    personal_id=entry["id"],
                    agency_code="07915",
                )
                save_person(session, person)
    number = _declared(database, config, entry)
    _bring_on(database, number, entry["state"])


def _declared(database: Database, config: BackendConfig, entry: dict[str, Any]) -> str:
    """Declares and submits, with pictures unless the state says otherwise; the dossier's number."""
    registration = Registration(database, config)
    owner = f"demo {entry['code']}"
    written = {
        "bhxh_code": entry["code"],
        "full_name": entry["name"],
        "personal_id": entry["id"],
        **_ADDRESS,
        "phone": entry["phone"],
        "email": entry.get("email"),
    }
    for name, value in written.items():
        registration.put_field(owner, name, value)
    way = Way.SCHOOL if "class" in entry else Way.COUNTER
    registration.put_way(owner, HandIn(way, _SCHOOL, entry["class"]) if way is Way.SCHOOL else HandIn(way))
    made = registration.submit(owner, f"demo {utcnow().isoformat()}")
    if entry["state"] != "declared":
        attachments = Attachments(database, config)
        token = made.photo_link.rpartition("/")[2]
        for kind in PICTURES[Kind.ACCOUNT]:
            attachments.put_photo(token, kind, illustration(kind))
        attachments.complete(token)
    return made.number


def _bring_on(database: Database, number: str, state: str) -> None:
    if state in {"declared", "complete"}:
        return
    with database.reading() as session:
        found = casework.id_of(session, _OFFICER.scope, number)
    decisions = Decisions(database, EmbeddedRegister(database))
    decisions.receive(_OFFICER, found, _version(database, found))
    if state == "rejected":
        words = "Ảnh mặt sau bị lóa, xin chụp lại"
        decisions.reject(_OFFICER, found, _version(database, found), "photo_unclear", words)
    elif state in {"account", "no_code"}:
        decisions.accept(_OFFICER, found, _version(database, found))


def _version(database: Database, number: int) -> int:
    with database.reading() as session:
        return casework.open_case(session, _OFFICER.scope, number).version


@lru_cache(maxsize=4)
def illustration(kind: str) -> Picture:
    """A drawing that nobody takes for a real person's picture."""
    image = Image.new("RGB", _SIZE, "#dfe8ea")
    draw = ImageDraw.Draw(image)
    fonts = resources.files("backend.printing").joinpath("fonts", "NotoSerif-Bold.ttf")
    with resources.as_file(fonts) as path:
        font = ImageFont.truetype(str(path), 40)
    if kind == "portrait":
        draw.ellipse((320, 120, 480, 300), fill="#9db4bb")
        draw.ellipse((220, 320, 580, 760), fill="#9db4bb")
    else:
        draw.rounded_rectangle((60, 90, 740, 510), 30, fill="#f7fafb", outline="#0f4c5c", width=4)
        if kind == "id_front":
            draw.rectangle((100, 200, 260, 400), fill="#9db4bb")
        for line in range(4):
            draw.rectangle((300, 220 + 50 * line, 680 - 60 * line, 240 + 50 * line), fill="#c9d6da")
    draw.text((400, 60), "ẢNH MINH HỌA", font=font, fill="#0f4c5c", anchor="mm")
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return redraw(buffer.getvalue())
