"""What kinds of personal value a handle can stand for, and which kind the assistant's question asks for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The kind in ``[KIND_N]``. The first block comes from what people write, the second is minted for replies only."""

    THE = "THE"
    MA_SO = "MA_SO"
    GIAY_TO = "GIAY_TO"
    DIEN_THOAI = "DIEN_THOAI"
    HO_TEN = "HO_TEN"
    NGAY = "NGAY"
    DIA_CHI = "DIA_CHI"
    EMAIL = "EMAIL"
    OTP = "OTP"
    HO_SO = "HO_SO"
    CO_SO = "CO_SO"
    SO = "SO"

    BANG = "BANG"
    LIEN_KET = "LIEN_KET"
    NHAN = "NHAN"
    NAM = "NAM"
    LUOT = "LUOT"


@dataclass(frozen=True, slots=True)
class Found:
    """A personal value in a text, as the person wrote it (separators and case kept, so that what is wrong can be said)."""

    kind: Kind
    written: str


Piece = str | Found
"""A text is a list of pieces: plain stretches and the values between them."""

# What `requested_slot` of the engine's last reply asks for. A slot that is not here is asked with buttons or in free words.
FIELD_KINDS: Final[dict[str, Kind]] = {
    "card": Kind.THE,
    "bhxh_code": Kind.MA_SO,
    "kcb_code": Kind.MA_SO,
    "full_name": Kind.HO_TEN,
    "personal_id": Kind.GIAY_TO,
    "province": Kind.DIA_CHI,
    "district": Kind.DIA_CHI,
    "commune": Kind.DIA_CHI,
    "street": Kind.DIA_CHI,
    "agency": Kind.DIA_CHI,
    "phone": Kind.DIEN_THOAI,
    "new_phone": Kind.DIEN_THOAI,
    "email": Kind.EMAIL,
    "child_code": Kind.MA_SO,
    "child_name": Kind.HO_TEN,
    "child_birth": Kind.NGAY,
    "child_place": Kind.DIA_CHI,
    "otp": Kind.OTP,
    "dossier_number": Kind.HO_SO,
}

SAME_AS: Final = {"person_name": "full_name", "person_province": "province"}
"""Slots that are answered as another one is."""

NUMERIC: Final = frozenset({Kind.THE, Kind.MA_SO, Kind.GIAY_TO, Kind.DIEN_THOAI, Kind.OTP, Kind.HO_SO})
"""Kinds whose answers are told by their digits, wherever in the sentence they stand."""
