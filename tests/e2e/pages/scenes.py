"""What no link leads to, because somebody has to have done something first: browsers that have, and where they begin to read."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from PIL import Image

from backend.accounts import reset
from backend.accounts import service as accounts
from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import citizens, service
from backend.feedback.records import Contact
from backend.feedback.subjects import Channel, Subject
from backend.registration import search
from backend.registration.desk import DOSSIER_COOKIE, DRAFT_COOKIE, owner_of
from backend.registration.draft_photos import DraftPhotos
from backend.registration.drafts import HandIn
from backend.registration.kinds import PICTURES, Kind, Way
from backend.registration.pictures import redraw
from backend.registration.scope import Scope
from backend.registration.search import Wanted
from backend.registration.service import Registration
from backend.reports import monthly
from backend.staff import accounts as staff
from backend.staff.roles import Role
from bhxh.dates import utcnow
from sms_gateway.client.desk import Desk
from tests.support.consoles import PASSWORD
from tests.support.crawl import Reader

HAN, NGOC, MUOI, SU = "7912345678", "7920456789", "4801789012", "0112890123"
"""Citizens with accounts."""
SCHOOL = "TC1502"
FRESH_PASSWORD = "hoa-sen-no-ben-song-xanh"
ADDRESS = {
    "province": "TP.HCM",
    "district": "Quận 5",
    "commune": "Phường 11",
    "street": "12 Trần Hưng Đạo",
    "agency": "07915",
}
RECIPIENTS = "so_dien_thoai,ho_ten,ma_so_bhxh\n0912345678,Nguyễn Văn An,7912345678\n12,Trần Bình,7912345679\n"


@dataclass
class Stage:
    """The running product, and its database opened beside it. ``enter`` gives a logged-in browser of somebody, the same each time."""

    url: str
    config: BackendConfig
    database: Database
    enter: Callable[[str], httpx.Client]
    stack: ExitStack = field(default_factory=ExitStack)

    def browser(self) -> httpx.Client:
        """A browser that has been nowhere."""
        return self.stack.enter_context(httpx.Client(base_url=self.url, timeout=30, trust_env=False))

    @property
    def registration(self) -> Registration:
        return Registration(self.database, self.config)


Scene = tuple[httpx.Client, list[str]]


def send(http: httpx.Client, page: str, action: str, files: Any = None, **values: str) -> httpx.Response:
    """The form of a page that goes to an address, with what it holds already and these values."""
    shown = http.get(page)
    reader = Reader(str(shown.url))
    reader.feed(shown.text)
    form = next(form for form in reader.forms if form.action == f"{str(http.base_url).rstrip('/')}{action}")
    done = http.post(form.action, data={**form.fields, **values}, files=files)
    assert done.status_code in (200, 303), (action, done.status_code)
    return done


def log_in(http: httpx.Client, address: str, **who: str) -> httpx.Client:
    done = send(http, address, address, password=PASSWORD, **who)
    assert done.status_code == 303, address
    return http


def citizen(stage: Stage, code: str) -> httpx.Client:
    """A new browser of theirs; whoever is logged in already is asked for a code first."""
    return log_in(stage.browser(), "/tai-khoan/dang-nhap", code=code)


def code_for_a_new_password(stage: Stage) -> Scene:
    http = citizen(stage, SU)
    here = "/tai-khoan/doi-mat-khau"
    send(http, here, here, old=PASSWORD, new=FRESH_PASSWORD, again=FRESH_PASSWORD)
    return http, [f"{here}/ma"]


def code_for_the_end_of_an_account(stage: Stage) -> Scene:
    http = citizen(stage, HAN)
    send(http, "/tai-khoan/xoa", "/tai-khoan/xoa", password=PASSWORD)
    return http, ["/tai-khoan/xoa/ma"]


def second_device(stage: Stage) -> Scene:
    citizen(stage, MUOI)
    return citizen(stage, MUOI), ["/tai-khoan/thiet-bi"]


def lost_password(stage: Stage) -> Scene:
    http = stage.browser()
    send(http, "/tai-khoan/quen-mat-khau", "/tai-khoan/quen-mat-khau", code=NGOC)
    return http, ["/tai-khoan/quen-mat-khau/ma"]


def new_password(stage: Stage) -> Scene:
    with stage.database.begin() as session:
        account = accounts.find_by_code(session, NGOC)
        assert account is not None
        token = reset.allow(session, account.id, utcnow())
    return stage.browser(), [f"/tai-khoan/dat-lai/{token}"]


def filled_in_form(stage: Stage) -> Scene:
    secret = secrets.token_hex(16)
    written = {"bhxh_code": "7934567890", "full_name": "Lưu Thị Hồng Đào", "personal_id": "079190004321"} | ADDRESS
    for name, value in (written | {"phone": "0938123456", "email": ""}).items():
        stage.registration.put_field(owner_of(secret), name, value or None)
    for kind in PICTURES[Kind.ACCOUNT]:
        put_picture(stage, owner_of(secret), kind)
    stage.registration.put_way(owner_of(secret), HandIn(Way.SCHOOL, SCHOOL, "6A1"))
    http = stage.browser()
    http.cookies.set(DRAFT_COOKIE, secret)
    return http, ["/dang-ky/xem-lai", "/dang-ky/truong"]


def put_picture(stage: Stage, owner: str, kind: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "steelblue").save(file, "PNG")
    DraftPhotos(stage.database, stage.config).put(owner, kind, redraw(file.getvalue()))


def form_of_a_child(stage: Stage) -> Scene:
    with stage.database.reading() as session:
        account = accounts.find_by_code(session, NGOC)
    assert account is not None
    owner = f"guardian:{account.id}"
    for name, value in (("bhxh_code", "7931567890"), ("full_name", "Lê Trần Gia Hân"), ("date_of_birth", "02/04/2016")):
        stage.registration.put_field(owner, name, value)
    stage.registration.put_child_place(owner, "Quận 5, TP. Hồ Chí Minh")
    put_picture(stage, owner, "birth_certificate")
    return stage.enter(NGOC), ["/dang-ky/con/xem-lai", "/dang-ky/con/dong-y"]


def dossier(stage: Stage, code: str) -> tuple[int, str]:
    """Row and number of a demo dossier."""
    with stage.database.reading() as session:
        row = search.find(session, Scope(None), Wanted(bhxh_code=code), utcnow()).rows[0]
    return row.id, row.number


def links_of_a_dossier(stage: Stage) -> Scene:
    _, number = dossier(stage, "7930000107")
    photos = stage.registration.photo_link(number)
    assert photos is not None
    sheet = stage.registration.declaration_link(number).removesuffix(".pdf")
    paths = [f"/{link.split('/', 3)[3]}" for link in (photos, sheet)]
    http = stage.browser()
    http.cookies.set(DOSSIER_COOKIE, stage.registration.open_access(number))
    way = ["/dang-ky/ho-so/truong", f"/dang-ky/ho-so/truong?school={SCHOOL}"]
    return http, [*paths, "/ho-so/anh-hoan-tat", "/dang-ky/ho-so", "/dang-ky/ho-so/to-khai", *way]


def going_on_elsewhere(stage: Stage) -> Scene:
    http = stage.browser()
    _, number = dossier(stage, "7930000107")
    send(http, "/dang-ky/tiep-tuc", "/dang-ky/tiep-tuc", number=number)
    return http, ["/dang-ky/tiep-tuc/ma"]


def reception_of_a_dossier(stage: Stage) -> Scene:
    row, _ = dossier(stage, "7930000102")
    return stage.enter("canbo.quan5"), [f"/can-bo/tiep-nhan/{row}"]


def change_at_the_counter(stage: Stage) -> Scene:
    http = stage.enter("canbo.quan5")
    form = {"ma-so": HAN, "field": "phone", "value": "0908123456", "identity": "1"}
    return http, [send(http, "/can-bo/thay-doi", "/can-bo/thay-doi", **form).headers["Location"]]


def ticket(stage: Stage) -> Scene:
    with stage.database.begin() as session:
        number = service.submit(
            session,
            channel=Channel.WEB,
            subject=Subject.KCB,
            province="079",
            text="Sổ khám của tôi có một lượt khám mà tôi không đi.",
            contact=Contact("0900000031"),
            key="scene",
            actor="test",
            now=utcnow(),
        )
        secret = citizens.secret_of(session, number)
    return stage.browser(), [f"/phan-anh/{number}/{secret}"]


def ticket_taken_by_phone(stage: Stage) -> Scene:
    return stage.enter("tongdai1"), ["/can-bo/phan-anh/moi/PA-000001"]


def call(stage: Stage) -> Scene:
    http = stage.enter("tongdai1")
    opened = send(http, "/tong-dai", "/tong-dai/cuoc-goi").headers["Location"]
    own = {"name": "chao-buoi-sang", "body": "Xin chào Ông/Bà."}
    send(http, "/tong-dai/cau-soan-san", "/tong-dai/cau-soan-san", **own)
    return http, [opened, "/tong-dai/cau-soan-san"]


def campaign(stage: Stage) -> Scene:
    http = stage.enter("truyenthong")
    here = "/tin-nhan/chien-dich/moi"
    file = ("nguoi_nhan.csv", RECIPIENTS.encode(), "text/csv")
    form = {"name": "Thông báo mã số", "template": "thong_bao_ma_so"}
    return http, [
        send(http, here, here, files={"file": file}, **form).headers["Location"],
        "/tin-nhan",
        "/tin-nhan/mau-tin",
    ]


def feedback_of_the_province(stage: Stage) -> Scene:
    return stage.enter("canbo.hcm"), ["/can-bo/phan-anh"]


def month(stage: Stage) -> Scene:
    """The gateway of this product has nothing to tell of a month that is over."""
    nothing = httpx.MockTransport(lambda _: httpx.Response(200, json={"campaigns": [], "next": None, "singles": []}))
    made = monthly.make_due(
        stage.database,
        Desk("http://sms/sms/v1", "key", transport=nothing),
        lambda: datetime(2026, 10, 1, 1, tzinfo=UTC),
    )
    return stage.enter("lanhdao"), [f"/bao-cao/thang/{made}"]


def newcomer(stage: Stage, username: str, *, enrolled: bool) -> httpx.Client:
    """Staff outside of the demo, who need a second factor; where it is ``enrolled`` they are asked for it."""
    with stage.database.begin() as session:
        staff.create(
            session, username=username, name=username, role=Role.ADMIN, agency=None, actor="test", password=PASSWORD
        )
        account = staff.find(session, username)
        assert account is not None
        account.must_change = False
        if enrolled:
            staff.confirm_totp(session, account, utcnow())
    return log_in(stage.browser(), "/nhan-vien/dang-nhap", username=username)


def authenticator(stage: Stage) -> Scene:
    return newcomer(stage, "nguoimoi", enrolled=False), ["/nhan-vien/cai-dat-xac-thuc"]


def authenticators_code(stage: Stage) -> Scene:
    return newcomer(stage, "nguoicu", enrolled=True), ["/nhan-vien/ma-xac-thuc"]


def open_to_anybody(stage: Stage) -> Scene:
    return stage.browser(), ["/nhung", "/tra-cuu/noi/1"]


SCENES: tuple[Callable[[Stage], Scene], ...] = (
    open_to_anybody,
    filled_in_form,
    links_of_a_dossier,
    going_on_elsewhere,
    form_of_a_child,
    ticket,
    lost_password,
    new_password,
    second_device,
    code_for_a_new_password,
    code_for_the_end_of_an_account,
    authenticator,
    authenticators_code,
    reception_of_a_dossier,
    change_at_the_counter,
    ticket_taken_by_phone,
    call,
    campaign,
    feedback_of_the_province,
    month,
)
