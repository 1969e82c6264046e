"""Message templates: named placeholders, versions, rendering that refuses missing data, and the seeded ones.

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
from sms_gateway.config import GatewayConfig
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
    newest = _newest(connection, name)
    version = newest.version + 1 if newest else 1
    values = {"name": name, "version": version, "body": body, "lane": lane, "khong_dau": without_accents}
    key = connection.execute(insert(template).values(**values, created_at=utcnow())).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row always has its key
    return Template(key[0], name, version, body, lane, without_accents)


def _refuse(field: str, code: str, **values: object) -> Problem:
    detail = text(f"sms.{code}", **values)
    return Problem(422, code, detail, [{"field": field, "code": code, "detail": detail}])


def find(connection: Connection, name: str) -> Template:
    """The newest version of a name. Raises Problem(422, "template_unknown")."""
    found = _newest(connection, name)
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


def _newest(connection: Connection, name: str) -> Template | None:
    query = select(template).where(template.c.name == name).order_by(template.c.version.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _template(row)


def _template(row: AnyRow) -> Template:
    return Template(row.id, row.name, row.version, row.body, Lane(row.lane), row.khong_dau)


# The first is the mass notice of 2021, word for word; the others go out as single messages.
_SEEDED = (
    (
        "thong_bao_ma_so",
        (
            "Để khai báo thông tin y tế điện tử, Ông (Bà) {{ho_ten}} sử dụng mã số BHXH: {{ma_so_bhxh}}. "
            "Liên hệ tổng đài {hotline} nếu cần hỗ trợ"
        ),
        Lane.BULK,
        False,
    ),
    (
        "otp",
        (
            "BHXH Việt Nam: mã xác thực {{ma_otp}} để {{muc_dich}}, hiệu lực {{so_phut}} phút. "
            "Ông/Bà không cung cấp mã này cho bất kỳ ai."
        ),
        Lane.OTP,
        True,
    ),
    (
        "otp_tong_dai",
        (
            "BHXH Việt Nam: mã xác nhận {{ma_otp}}, hiệu lực {{so_phut}} phút. Ông/Bà chỉ đọc mã cho nhân viên "
            "khi chính Ông/Bà đang gọi {hotline}, không đọc cho người gọi đến."
        ),
        Lane.OTP,
        True,
    ),
    (
        "tong_dai_giay_to",
        (
            "BHXH Việt Nam: Khi đến cơ quan BHXH, Ông/Bà mang căn cước công dân và tờ khai đã ký (nếu có). "
            "Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tong_dai_trang",
        (
            "BHXH Việt Nam: Ông/Bà đăng ký tài khoản, tra cứu và gửi phản ánh tại {{trang}}. "
            "Không cung cấp mật khẩu, mã xác thực cho bất kỳ ai. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tong_dai_goi_lai",
        (
            "BHXH Việt Nam: Tổng đài đã gọi lại cho Ông/Bà nhưng chưa gặp. Khi thuận tiện, Ông/Bà vui lòng gọi {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    ("tong_dai_tu_soan", "{{noi_dung}}", Lane.TRANSACTIONAL, False),  # an agent's own words; the backend composes them
    (
        "tai_khoan",
        (
            "BHXH Việt Nam: Tài khoản của Ông/Bà đã được mở. Tên đăng nhập: {{ma_so_bhxh}}, mật khẩu lần đầu: {{mat_khau}}. "
            "Ông/Bà vui lòng đổi mật khẩu khi đăng nhập. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tra_ma_so",
        (
            "BHXH Việt Nam: Mã số BHXH của Ông/Bà {{ho_ten}} là {{ma_so_bhxh}}. "
            "Nếu Ông/Bà không tra cứu, vui lòng báo {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tu_choi",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} của Ông/Bà chưa được chấp nhận. Lý do: {{ly_do}}. "
            "Ông/Bà vui lòng bổ sung và nộp lại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "cap_ma_so",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}}: mã số BHXH và họ tên đã khai chưa có trong dữ liệu hộ gia đình. "
            "Ông/Bà vui lòng đến {{co_quan}} kê khai cấp mã số BHXH, rồi đăng ký lại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "tiep_nhan",
        (
            "BHXH Việt Nam: Đã ghi nhận tờ khai {{so_ho_so}} của Ông/Bà. Vui lòng nộp tờ khai đã ký tại {{co_quan}} "
            "chậm nhất ngày {{han_nop}}. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "phan_anh_tiep_nhan",
        (
            "BHXH Việt Nam: {{co_quan}} đã nhận phản ánh {{so_phan_anh}} của Ông/Bà và sẽ trả lời trước {{han_tra_loi}}. "
            "Xem kết quả tại mục Phản ánh bằng số này và số điện thoại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "phan_anh_tra_loi",
        (
            "BHXH Việt Nam: {{co_quan}} đã trả lời phản ánh {{so_phan_anh}} của Ông/Bà. "
            "Xem tại mục Phản ánh bằng số này và số điện thoại. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "co_tra_loi",
        (
            "BHXH Việt Nam: Ông/Bà có trả lời mới từ nhân viên tổng đài. "
            "Vui lòng mở Zalo, nhắn một tin bất kỳ cho chúng tôi để xem. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        True,
    ),
    (
        "truc_the_tu_choi",
        (
            "BHXH Việt Nam: Có người đang ở cơ sở khám chữa bệnh bị từ chối thẻ BHYT, thuộc {{co_quan}}. "
            "Cán bộ trực vui lòng vào mục Trực thẻ bị từ chối hoặc gọi {hotline}"
        ),
        Lane.TRANSACTIONAL,
        True,
    ),
    (
        "tiep_nhan_con",
        (
            "BHXH Việt Nam: Đã ghi nhận hồ sơ {{so_ho_so}} đăng ký tài khoản cho con của Ông/Bà tại {{co_quan}}. "
            "Ông/Bà cần gửi ảnh giấy khai sinh chậm nhất ngày {{han_nop}} nếu chưa gửi. Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "sap_het_han",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} của Ông/Bà sẽ tự động xóa sau ngày {{han_nop}} nếu chưa nộp đủ tại {{co_quan}}. "
            "Hỗ trợ: {hotline}"
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "canh_bao_thay_doi",
        (
            "BHXH Việt Nam: Có yêu cầu đổi {{noi_dung}} của tài khoản Ông/Bà (hồ sơ {{so_ho_so}}). "
            "Nếu không phải Ông/Bà yêu cầu, vui lòng gọi ngay {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "thay_doi_xong",
        (
            "BHXH Việt Nam: Hồ sơ {{so_ho_so}} đã được duyệt, {{noi_dung}} của tài khoản Ông/Bà đã được cập nhật. "
            "Nếu không phải Ông/Bà yêu cầu, vui lòng gọi ngay {hotline}."
        ),
        Lane.TRANSACTIONAL,
        False,
    ),
    (
        "nhac_doi_mat_khau",
        (
            "BHXH Việt Nam: Mật khẩu tài khoản của Ông/Bà cần đổi chậm nhất ngày {{han_doi}} (6 tháng một lần). "
            "Ông/Bà đăng nhập và chọn Đổi mật khẩu. Không cung cấp mật khẩu cho bất kỳ ai. Hỗ trợ: {hotline}"
        ),
        Lane.BULK,
        False,
    ),
)


def seed(connection: Connection, config: GatewayConfig) -> list[Template]:
    """Store the templates that the product itself uses where their name is free; returns what was added.

    A name that exists is left alone, so that a wording changed by the operator survives every restart.
    """
    added = []
    for name, body, lane, without_accents in _SEEDED:
        if _newest(connection, name) is None:
            filled = body.format(hotline=config.hotline)
            added.append(create(connection, name, filled, lane, without_accents))
    return added
