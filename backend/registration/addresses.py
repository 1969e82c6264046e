"""A whole address in one text ("số 7 ngõ 5, phường Ngọc Hà, quận Ba Đình, Hà Nội"), told apart into the fields of form 01."""

import re
from typing import Final

from bhxh.places import find_places, find_province, provinces
from bhxh.text import fold, nfc

_SEPARATOR: Final = re.compile(r"\s*[,;\n]\s*|\s+-\s+")
_AGENCY_CODE: Final = re.compile(r"^\s*\[?\s*(\d{5}|\d{3})\b")
_KINDS: Final = (
    ("district", re.compile(r"(?:quan|huyen|thi xa|thanh pho)\b|(?:tp|tx|q|h)[.\s]|q\d")),
    ("commune", re.compile(r"(?:phuong|xa|thi tran)\b|(?:p|x|tt)[.\s]|p\d")),
)


def split_address(written: str) -> dict[str, str]:
    """The parts of an address by field; the last part is taken for the province. Empty for a text of one part."""
    parts = [part for part in _SEPARATOR.split(written.strip()) if part]
    if len(parts) < 2:
        return {}
    fields = {"province": parts.pop()}
    street = []
    for part in reversed(parts):
        field = _field_of(part)
        if field is None or field in fields:
            street.append(part)
        else:
            fields[field] = part
    if street:
        fields["street"] = ", ".join(reversed(street))
    return fields


def split_place(written: str) -> tuple[str | None, str]:
    """Province and what stands ahead of it: "Quận 5, TP.HCM" or "quận 5 tphcm" → ("TP.HCM", "Quận 5"), "quận 5" → (None, "quận 5"),
    "[07915]" → (its province, "07915")."""
    code = _AGENCY_CODE.search(written)
    if code is not None:
        known = next((each for each in provinces() if each.agency_code == code[1][:3]), None)
        return (known.name if known else None), code[1]
    parts = [part for part in _SEPARATOR.split(written.strip(" ,.")) if part]
    if len(parts) > 1 and find_province(parts[-1]) is not None:
        return parts[-1], part_for("district", ", ".join(parts[:-1]))
    if find_province(written) is not None:
        return written, ""
    found = find_places(written)
    if not found:
        return None, written
    last = found[-1]
    return last.province.name, nfc(written)[: last.start].strip(" ,-")


def part_for(field: str, written: str) -> str:
    """The part of ``written`` that names a ``district`` or ``commune`` by its kind; the whole when none or several do."""
    fitting = [part for part in _SEPARATOR.split(written) if _field_of(part) == field]
    return fitting[0] if len(fitting) == 1 else written


def _field_of(part: str) -> str | None:
    folded = fold(part)
    return next((field for field, pattern in _KINDS if pattern.match(folded)), None)
