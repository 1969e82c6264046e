"""Made-up values for a template's fields, for previews and test messages: nobody's data is needed to look at a text."""

from __future__ import annotations

import re
from typing import Final

_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]{0,63})\}")
_SAMPLES: Final = {
    "ho_ten": "Nguyễn Thị Minh Khai",
    "ma_so_bhxh": "7900000000",
    "ma_otp": "482913",
    "muc_dich": "xem lịch sử khám chữa bệnh",
    "so_phut": "5",
    "mat_khau": "Vidu2026",
    "so_ho_so": "00001.U/2026/07915",
    "ly_do": "ảnh chân dung chưa rõ",
    "co_quan": "BHXH Quận 5",
    "han_nop": "30/11/2026",
    "han_doi": "30/11/2026",
    "noi_dung": "số điện thoại",
    "so_phan_anh": "PA-079-7K4Q-9M2X",
    "han_tra_loi": "17:00 30/11/2026",
    "trang": "https://bhxh.example.vn/dang-ky",
}


def fields_of(body: str) -> list[str]:
    """The names of a template's placeholders, each once, in their order."""
    return list(dict.fromkeys(_FIELD.findall(body)))


def sample(field: str) -> str:
    """A value such as the field will have; a field that we do not know is shown by its name."""
    return _SAMPLES.get(field, field)


def filled(body: str) -> str:
    """The text with samples in place of its placeholders."""
    return _FIELD.sub(lambda found: sample(found.group(1)), body)
