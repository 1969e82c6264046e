"""The fields of form 01 and of a child's registration (Công văn 222/CV-BHXH and 3717/BHXH-CNTT): order, labels, what each may hold.

A field's value is kept as text in one normal form: `bhxh_code` 10 digits, `personal_id` digits or passport number, `province` and
`agency` agency codes ("079", "07915"), `district` the code of its agency, `phone` ``84`` + 9 digits, `date_of_birth` ISO, the rest
as written.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.participants.register import is_minor
from backend.registration.agencies import (
    NotOne,
    agencies,
    districts,
    find_agency,
    find_district,
    find_home_province,
    home_provinces,
)
from backend.registration.commune import COMMUNE_EXAMPLE, parse_commune, today_of
from backend.registration.kinds import Kind
from bhxh.dates import format_date, now, parse_date
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile, to_local
from bhxh.places import Province
from bhxh.problems import InvalidValue
from bhxh.text import clean

Values = Mapping[str, str]
"""The values of the fields given so far, in normal form."""


@dataclass(frozen=True)
class Field:
    """One field. ``parse`` gets what the person wrote and the other values; ``show`` turns a value into what a person reads."""

    name: str
    example: str
    parse: Callable[[str, Values], str]
    show: Callable[[str], str]
    required: bool = True

    @property
    def label(self) -> str:
        return text(f"registration.field.{self.name}")


def parse_field(name: str, written: str | None, others: Values) -> str:
    """The normal form of what a person wrote for a field, given the others; "" for an optional field left out (None).

    Raises InvalidValue with the reason and an example.
    """
    field = FIELDS.get(name)
    if field is None:
        raise InvalidValue("registration.unknown_field", text("registration.unknown_field"))
    if written is None:
        if field.required:
            detail = text("registration.required", label=field.label, example=field.example)
            raise InvalidValue("registration.required", detail, field.example)
        return ""
    return field.parse(one_line(written), others)


def one_line(written: str) -> str:
    """What a person wrote as it is parsed: clean, without line breaks."""
    return clean(written).replace("\n", " ")


def show_field(name: str, value: str) -> str:
    """A value in normal form as a person reads it: "Quận 5", "0908123456"; an optional one left out as "Không có"."""
    return FIELDS[name].show(value) if value else text("registration.value.none")


def contradicted(name: str, values: Values) -> tuple[str, ...]:
    """The fields that no longer hold once field ``name`` has been changed to what ``values`` now say.

    Another province takes district, commune and agency with it; another district the commune, and the agency was chosen for
    it. Fields that still fit stay.
    """
    province, district, agency = values.get("province", ""), values.get("district", ""), values.get("agency", "")
    gone = []
    if name == "province":
        if district and not district.startswith(province):
            gone += ["district", "commune"]
        if agency and not agency.startswith(province):
            gone.append("agency")
    if name == "district":
        gone += ["commune"]
        if agency and len(agency) == 5 and agency != district:
            gone.append("agency")
    return tuple(field for field in gone if field in values)


def _province_of(others: Values) -> Province:
    for province in home_provinces():
        if province.agency_code == others.get("province"):
            return province
    raise InvalidValue("registration.province_first", text("registration.province_first"), "TP. Hồ Chí Minh")


def _invalid_place(kind: str, error: NotOne, province: str, example: str) -> InvalidValue:
    reason = "ambiguous" if error.ambiguous else "near" if error.options else "unknown"
    code = f"registration.{kind}.{reason}"
    detail = text(code, province=province, options="; ".join(error.options), example=example)
    return InvalidValue(code, detail, error.options[0] if error.options else example, error.options)


def _parse_province(written: str, _: Values) -> str:
    try:
        return find_home_province(written).agency_code
    except NotOne as error:
        raise _invalid_place("province", error, "", "TP. Hồ Chí Minh") from None


def _parse_district(written: str, others: Values) -> str:
    province = _province_of(others)
    try:
        return find_district(written, province).code
    except NotOne as error:
        raise _invalid_place("district", error, province.name, districts(province)[0].name) from None


def _parse_agency(written: str, others: Values) -> str:
    province = _province_of(others)
    try:
        return find_agency(written, province).code
    except NotOne as error:
        suggested = suggested_agency(others) or province.agency_code
        raise _invalid_place("agency", error, province.name, agencies()[suggested].title) from None


def suggested_agency(values: Values) -> str | None:
    """The code of the agency that serves the district given, or None while there is none."""
    return values["district"] if values.get("district") in agencies() else None


_STREET: Final = re.compile(r"[\w\s/.,\-'’()&+:;]+")
_STREET_LONGEST: Final = 120


def _parse_street(written: str, _: Values) -> str:
    street = " ".join(written.split()).strip(" ,;")
    reason = None
    if not street:
        reason = "empty"
    elif not _STREET.fullmatch(street):
        reason = "characters"
    elif len(re.sub(r"[\W_]", "", street)) < 2:
        reason = "too_short"
    elif len(street) > _STREET_LONGEST:
        reason = "too_long"
    if reason is None:
        return street
    raise InvalidValue(f"registration.street.{reason}", text(f"registration.street.{reason}"), _STREET_EXAMPLE)


_STREET_EXAMPLE: Final = "12 Trần Hưng Đạo, khu phố 3"
_EMAIL_EXAMPLE: Final = "thuha1985@gmail.com"
# The addresses that providers hand out; quoted local parts and literal IP domains are legal (RFC 5321) and used by nobody.
_EMAIL: Final = re.compile(
    r"(?P<local>[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})",
    re.IGNORECASE,
)


def _parse_email(written: str, _: Values) -> str:
    def invalid(reason: str) -> InvalidValue:
        return InvalidValue(f"registration.email.{reason}", text(f"registration.email.{reason}"), _EMAIL_EXAMPLE)

    address = written.strip().removeprefix("mailto:").rstrip(".,;")
    if not address.isascii() or " " in address:
        raise invalid("accents")
    if len(address) > 254:
        raise invalid("too_long")
    found = _EMAIL.fullmatch(address)
    if found is None or len(found["local"]) > 64:
        raise invalid("format")
    return f"{found['local']}@{found['domain'].lower()}"


def _parse_child_birth(written: str, _: Values) -> str:
    """Only who is under 18 registers this way; from then on everybody registers with papers of their own."""
    day = parse_date(written)
    if day > now().date():
        raise InvalidValue("registration.child.unborn", text("registration.child.unborn"), _BIRTH_EXAMPLE)
    if not is_minor(day):
        raise InvalidValue("registration.child.adult", text("registration.child.adult"), _BIRTH_EXAMPLE)
    return day.isoformat()


_BIRTH_EXAMPLE: Final = "02/03/2016"


def _show_province(code: str) -> str:
    return next(
        province.agency_name.removeprefix("BHXH ").removeprefix("tỉnh ")
        for province in home_provinces()
        if province.agency_code == code
    )


def _show_district(code: str) -> str:
    return agencies()[code].name.removeprefix("BHXH ")


def _as_is(value: str) -> str:
    return value


FIELDS: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        Field("bhxh_code", "7934567890", lambda written, _: parse_bhxh_code(written), _as_is),
        Field("full_name", "Nguyễn Thị Thu Hà", lambda written, _: parse_full_name(written), _as_is),
        Field("personal_id", "079090012345", lambda written, _: parse_personal_id(written).number, _as_is),
        Field("province", "TP. Hồ Chí Minh", _parse_province, _show_province),
        Field("district", "Quận 5", _parse_district, _show_district),
        Field("commune", COMMUNE_EXAMPLE, parse_commune, _as_is),
        Field("street", _STREET_EXAMPLE, _parse_street, _as_is),
        Field("phone", "0908123456", lambda written, _: parse_mobile(written), to_local),
        Field("email", _EMAIL_EXAMPLE, _parse_email, _as_is, required=False),
        Field("agency", "[07915] BHXH Quận 5", _parse_agency, lambda code: agencies()[code].title),
        Field("date_of_birth", _BIRTH_EXAMPLE, _parse_child_birth, lambda day: format_date(date.fromisoformat(day))),
    )
}
"""All fields by name."""

FORMS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.ACCOUNT: tuple(name for name in FIELDS if name != "date_of_birth"),
    Kind.CHILD: ("bhxh_code", "full_name", "date_of_birth", "province", "agency"),
}
"""The fields of each form, in its order. A child's has no phone of its own: the guardian's stands in the dossier."""


def missing(values: Values, kind: Kind = Kind.ACCOUNT) -> list[str]:
    """The required fields not given, in the order of the form."""
    return [name for name in FORMS[kind] if FIELDS[name].required and not values.get(name)]


def remaining(values: Values, kind: Kind = Kind.ACCOUNT) -> list[str]:
    """The fields not yet answered, in the order of the form; an optional one counts as answered once it was left out."""
    return [name for name in FORMS[kind] if name not in values]


def summary(values: Values, kind: Kind = Kind.ACCOUNT) -> list[tuple[str, str]]:
    """Label and value of every field, for the person to check."""
    not_given = text("registration.value.not_given")
    return [(FIELDS[name].label, show_in(name, values) if name in values else not_given) for name in FORMS[kind]]


def show_in(name: str, values: Values) -> str:
    """A field among the others as a person reads it: a commune with what it belongs to today, where that is known."""
    shown, today = show_field(name, values[name]), today_of(values) if name == "commune" else ""
    return text("registration.value.today", commune=shown, today=today) if today else shown


def address(values: Values) -> str:
    """The address in one line: street, commune, district, province; then, where it is known, what the commune belongs to today."""
    line = ", ".join(show_field(name, values[name]) for name in ("street", "commune", "district", "province"))
    today = today_of(values)
    return text("registration.value.today", commune=line, today=today) if today else line
