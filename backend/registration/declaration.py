"""Form 01 to print and sign: "Tờ khai đăng ký sử dụng phương thức giao dịch điện tử" (mẫu 01, 5236/VBHN-BLĐTBXH).

The PDF is made from a template of ours (`backend.printing`); where that cannot be done the same template is served as a page
that the browser prints.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.printing import press
from backend.registration import fields
from backend.registration.agencies import agencies
from backend.registration.attachments import Declaration
from bhxh.dates import format_date
from bhxh.identifiers import parse_personal_id
from bhxh.messages import text

_BACKEND: Final = Path(__file__).parents[1]
_STYLE: Final = _BACKEND / "static" / "registration" / "declaration.css"


@dataclass(frozen=True)
class Form:
    """What the template prints. ``rows`` are label and value; ``qr`` a data URL that holds the dossier number alone."""

    number: str
    declared: str
    deadline: str
    agency: str
    agency_name: str
    agency_phone: str
    full_name: str
    id_kind: str
    rows: tuple[tuple[str, str], ...]
    qr: str


def form_of(declaration: Declaration) -> Form:
    """The declaration as it is printed."""
    values = declaration.values
    agency = agencies()[values["agency"]]
    id_kind = text(f"registration.id_kind.{parse_personal_id(values['personal_id']).kind}")
    plain = [(fields.FIELDS[name].label, fields.show_field(name, values[name])) for name in ("full_name", "bhxh_code")]
    rows = [
        *plain,
        (text("registration.print.personal_id", kind=id_kind), values["personal_id"]),
        (text("registration.print.address"), fields.address(values)),
        (fields.FIELDS["phone"].label, fields.show_field("phone", values["phone"])),
        (fields.FIELDS["email"].label, fields.show_field("email", values.get("email", ""))),
        (fields.FIELDS["agency"].label, agency.title),
    ]
    return Form(
        number=declaration.number,
        declared=format_date(declaration.declared_at),
        deadline=format_date(declaration.deadline),
        agency=agency.name.replace("BHXH", "Bảo hiểm xã hội", 1),
        agency_name=agency.name,
        agency_phone=agency.phone,
        full_name=values["full_name"],
        id_kind=id_kind,
        rows=tuple(rows),
        qr=segno.make(declaration.number, error="m", micro=False).svg_data_uri(border=0),
    )


def html(declarations: Declaration | Sequence[Declaration], hotline: str, stylesheet: str | None) -> str:
    """One declaration or several as a page, each on a sheet of its own.

    ``stylesheet`` is the address of the style sheet, None when it is given otherwise.
    """
    several = [declarations] if isinstance(declarations, Declaration) else declarations
    template = _templates().get_template("registration/declaration.html")
    forms = [form_of(declaration) for declaration in several]
    return template.render(forms=forms, hotline=hotline, stylesheet=stylesheet)


def pdf(declarations: Declaration | Sequence[Declaration], hotline: str) -> bytes:
    """One PDF/UA of them. Raises RuntimeError where none can be made (`press.unavailable`)."""
    return press.pdf(html(declarations, hotline, None), _STYLE)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_BACKEND / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
