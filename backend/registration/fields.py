"""The fields of form 01 (Công văn 222/CV-BHXH and 3717/BHXH-CNTT): their order, labels, and what each may hold.

A field's value is kept as text in one normal form: `bhxh_code` 10 digits, `personal_id` digits or passport number, `province` and
`agency` agency codes ("079", "07915"), `district` the code of its agency, `phone` ``84`` + 9 digits, the rest as written.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from backend.registration.agencies import (
    NotOne,
    agencies,
    districts,
    find_agency,
    find_district,
    find_home_province,
    home_provinces,
)
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
    return field.parse(clean(written).replace("\n", " "), others)


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
    return InvalidValue(code, detail, error.options[0] if error.options else example)


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


_COMMUNE_KIND: Final = (
    (re.compile(r"^(?:phường|phuong|p)(?=[\s.\d]|$)[\s.]*", re.IGNORECASE), "Phường "),
    (re.compile(r"^(?:thị trấn|thi tran|tt)(?=[\s.]|$)[\s.]*", re.IGNORECASE), "thị trấn "),
    (re.compile(r"^(?:xã|xa|x)(?=[\s.]|$)[\s.]*", re.IGNORECASE), "xã "),
)
_COMMUNE: Final = re.compile(r"[^\W_]+(?:[ '’.\-]+[^\W_]+)*")
_COMMUNE_LONGEST: Final = 60


def _parse_commune(written: str, _: Values) -> str:
    """There is no register of communes here, so only the form of the name is checked; "p11" and "11" become "Phường 11"."""
    example = "Phường 11"

    def invalid(reason: str) -> InvalidValue:
        return InvalidValue(f"registration.commune.{reason}", text(f"registration.commune.{reason}"), example)

    name, kind = written.strip(" .,"), ""
    for pattern, word in _COMMUNE_KIND:
        ahead = pattern.match(name)
        if ahead:
            name, kind = name[ahead.end() :], word
            break
    if not name:
        raise invalid("empty")
    if not _COMMUNE.fullmatch(name):
        raise invalid("characters")
    if name.isdigit():
        if len(name) > 2 or int(name) == 0:
            raise invalid("characters")
        name, kind = str(int(name)), kind or "Phường "
    if len(name) > _COMMUNE_LONGEST:
        raise invalid("too_long")
    return kind + name


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
        Field("commune", "Phường 11", _parse_commune, _as_is),
        Field("street", _STREET_EXAMPLE, _parse_street, _as_is),
        Field("phone", "0908123456", lambda written, _: parse_mobile(written), to_local),
        Field("email", _EMAIL_EXAMPLE, _parse_email, _as_is, required=False),
        Field("agency", "[07915] BHXH Quận 5", _parse_agency, lambda code: agencies()[code].title),
    )
}
"""All fields by name, in the order of the form."""


def missing(values: Values) -> list[str]:
    """The required fields not given, in the order of the form."""
    return [field.name for field in FIELDS.values() if field.required and not values.get(field.name)]


def remaining(values: Values) -> list[str]:
    """The fields not yet answered, in the order of the form; an optional one counts as answered once it was left out."""
    return [name for name in FIELDS if name not in values]


def summary(values: Values) -> list[tuple[str, str]]:
    """Label and value of every field, for the person to check."""
    not_given = text("registration.value.not_given")
    return [
        (field.label, show_field(field.name, values[field.name]) if field.name in values else not_given)
        for field in FIELDS.values()
    ]


def address(values: Values) -> str:
    """The address in one line: street, commune, district, province."""
    return ", ".join(show_field(name, values[name]) for name in ("street", "commune", "district", "province"))
