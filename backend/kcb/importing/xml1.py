"""The XML1 part of a dossier (bảng tổng hợp KCB, QĐ 130/QĐ-BYT and 4750/QĐ-BYT; older files: QĐ 4210/QĐ-BYT) as the columns of the CSV.

Bounded and without document types: an XML that could unfold or fetch anything is refused, never parsed.
"""

import re
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

from backend.importing.problems import RowProblem
from backend.kcb.importing.parts import decoded, refuse_declarations, unreadable

_READ: Final = frozenset(
    "MA_LK MA_CSKCB TEN_CSKCB MA_THE_BHYT MA_KHOA MA_LOAI_KCB NGAY_VAO NGAY_RA NGAY_TTOAN MA_BENH_CHINH MA_BENH"
    " CHAN_DOAN_RV CHAN_DOAN_VAO TEN_BENH T_TONGCHI_BV T_TONGCHI T_BHTT T_BNCCT T_BNTT T_NGUONKHAC".split()
)
_DECLARED: Final = re.compile(
    r"""<\?xml\ version=(["'])1\.0\1(?:\ encoding=(["'])[Uu][Tt][Ff]-8\2)?(?:\ standalone=(["'])(?:yes|no)\3)?\ ?\Z""",
    re.VERBOSE,
)
_PLAIN_CDATA: Final = re.compile(r"(?<=>)<!\[CDATA\[([^<>&\]]*)\]\]>(?=</)")
_EMPTY: Final = re.compile(r"<([A-Za-z_][A-Za-z0-9_]*) ?/>")
_OPENED: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)>[ \t\n]*")
_FIELD: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)>")
_CLOSED: Final = re.compile(r"/([A-Za-z_][A-Za-z0-9_]*)>[ \t\n]*")
_MOST_SHAPES: Final = 64
_MOST_TAGS: Final = 500
"""A pattern of tens of thousands would take seconds to make; QĐ 4750's XML1 has some seventy fields."""
# Characters that XML has no place for, and the carriage return, which it reads as a line break.
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n")
_SPACE: Final = " \t\n"
_MOMENT: Final = re.compile(r"^\d{8}(?:\d{4})?$")
_IN_PATIENT: Final = frozenset({"3", "03", "4", "04", "9", "09"})
"""MA_LOAI_KCB: in-patient, day in-patient, in-patient under four hours; the others are out-patients."""


def read_xml1(number: int, encoded: str) -> dict[str, str]:
    """The values of a dossier's base64 XML1 part; a facility without its name, and departments, are their codes. Raises `RowProblem`."""
    if not encoded:
        raise RowProblem.of(number, "XML1", "required")
    fields = _fields(number, encoded)
    return {
        "ma_lk": _required(number, fields, "MA_LK"),
        "ma_cskcb": _required(number, fields, "MA_CSKCB"),
        "ma_so_bhxh": _code(number, fields),
        "co_so_kcb": fields.get("TEN_CSKCB") or fields["MA_CSKCB"],
        "khoa": fields.get("MA_KHOA", "").upper(),
        "hinh_thuc": "noi tru" if fields.get("MA_LOAI_KCB", "") in _IN_PATIENT else "ngoai tru",
        "ngay_vao": _day(number, fields, "NGAY_VAO"),
        "ngay_ra": _day(number, fields, "NGAY_RA"),
        "ngay_ttoan": _day(number, fields, "NGAY_TTOAN") if fields.get("NGAY_TTOAN") else "",
        "ma_benh": fields.get("MA_BENH_CHINH") or _required(number, fields, "MA_BENH"),
        "ten_benh": fields.get("CHAN_DOAN_RV") or fields.get("TEN_BENH") or fields.get("CHAN_DOAN_VAO", ""),
        "tong_chi_phi": fields.get("T_TONGCHI_BV") or _required(number, fields, "T_TONGCHI"),
        "bh_thanh_toan": fields.get("T_BHTT", ""),
        "bn_cung_chi_tra": fields.get("T_BNCCT", ""),
        "bn_tu_tra": fields.get("T_BNTT", ""),
        "nguon_khac": fields.get("T_NGUONKHAC", ""),
    }


def _fields(number: int, encoded: str) -> dict[str, str]:
    written, content = decoded(number, "XML1", encoded)
    usual = _usual(written, content)
    if usual is not None:
        return usual
    refuse_declarations(number, "XML1", content)
    try:
        return _any(content)
    except ParseError:
        raise unreadable(number, "XML1") from None


def _any(content: str) -> dict[str, str]:
    """The fields of any well-formed part, in elements of any depth. Raises `ParseError`."""
    parser = XMLParser()  # noqa: S314
    parser.feed(content)
    root: Element = parser.close()
    found = ((child.tag.upper(), child.text) for child in root.iter())
    return {name: (value or "").strip() for name, value in found if name in _READ}


def _usual(written: bytes, content: str) -> dict[str, str] | None:
    """The fields of a part as nearly all are written: one element of elements that hold text. A tenth of the work of building its tree.
    None: it is not written so, or not well-formed.
    """
    declared, body = "", content
    if content.startswith("<?"):
        declared, _, body = content.partition("?>")
    if declared and not _DECLARED.match(declared):
        return None
    if "&" in body or "\ufffe" in body or "\uffff" in body or len(written.translate(None, _CONTROLS)) != len(written):
        return None
    return _plain(body) or _plain(_EMPTY.sub(r"<\1></\1>", _PLAIN_CDATA.sub(r"\1", body)))


def _plain(body: str) -> dict[str, str] | None:
    """The fields where nothing but tags and text stands."""
    count = body.count("<")
    if "]]>" in body or count > _MOST_TAGS:
        return None
    seen = _shapes.get(count)
    if seen and (found := seen.pattern.fullmatch(body)):
        return seen.fields(found)
    shape = _shape(body)
    if shape is None or not (found := shape.pattern.fullmatch(body)):
        return None
    if len(_shapes) == _MOST_SHAPES:
        _shapes.clear()
    _shapes[count] = shape
    return shape.fields(found)


class _Shape(NamedTuple):
    """How one program writes all its parts: a pattern of its tags, whose groups are the texts that are read, and the names of those."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]

    def fields(self, found: re.Match[str]) -> dict[str, str]:
        """Those of a part that was matched."""
        return dict(zip(self.names, map(str.strip, found.groups()), strict=True))


_shapes: dict[int, _Shape] = {}
"""The one seen last of so many tags."""


def _shape(body: str) -> _Shape | None:
    """That of a part; None where more than one element of elements stands there."""
    outside, *tags = body.split("<")
    if len(tags) < 4 or len(tags) % 2 or outside.strip(_SPACE):
        return None
    root, last = _OPENED.fullmatch(tags[0]), tags[-1].rstrip(_SPACE)
    opened, closed = [_FIELD.match(tag) for tag in tags[1:-1:2]], [_CLOSED.fullmatch(tag) for tag in tags[2:-1:2]]
    if root is None or last != f"/{root[1]}>":
        return None
    names = [one[1] for one, other in zip(opened, closed, strict=True) if one and other and one[1] == other[1]]
    if len(names) != len(opened):
        return None
    written = [re.escape(f"{outside}<{tags[0]}")]
    for name, closing in zip(names, tags[2:-1:2], strict=True):
        text = "([^<]*)" if name.upper() in _READ else "[^<]*"
        written.append(f"<{name}>{text}{re.escape('<' + closing)}")
    written.append(re.escape(f"<{tags[-1]}"))
    return _Shape(re.compile("".join(written)), tuple(name.upper() for name in names if name.upper() in _READ))


def _required(number: int, fields: dict[str, str], name: str) -> str:
    if not fields.get(name):
        raise RowProblem.of(number, name, "required")
    return fields[name]


def _code(number: int, fields: dict[str, str]) -> str:
    """The BHXH code: the last ten characters of the (last) card the visit was paid by."""
    return _required(number, fields, "MA_THE_BHYT").split(";")[-1].strip()[-10:]


def _day(number: int, fields: dict[str, str], name: str) -> str:
    """yyyymmdd or yyyymmddHHMM as an ISO date."""
    moment = _required(number, fields, name)
    if not _MOMENT.match(moment):
        raise RowProblem.of(number, name, "moment")
    return f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}"
