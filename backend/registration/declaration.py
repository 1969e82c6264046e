"""Form 01 to print and sign: "Tờ khai đăng ký sử dụng phương thức giao dịch điện tử" (mẫu 01, 5236/VBHN-BLĐTBXH).

The PDF is made by WeasyPrint from a template of ours, with our own fonts in it (PDF/UA, A4). WeasyPrint needs the system
library Pango; where that is missing (`unavailable`) the same template is served as a page that the browser prints.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.registration import fields
from backend.registration.agencies import agencies
from backend.registration.attachments import Declaration
from bhxh.dates import format_date
from bhxh.identifiers import parse_personal_id
from bhxh.messages import text

_BACKEND: Final = Path(__file__).parents[1]
_FONTS: Final = Path(__file__).with_name("fonts") / "fonts.css"
_STYLE: Final = _BACKEND / "static" / "registration" / "declaration.css"

# Laying out one page takes about 0.1 s of CPU and WeasyPrint's font configuration is shared: one at a time.
_press = threading.Lock()


@lru_cache(maxsize=1)
def unavailable() -> str:
    """Why no PDF can be made here, for the operator; "" where it can. The first call takes about a second."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - loads Pango, which may be missing, and takes long
    except (ImportError, OSError) as error:
        return str(error).strip().splitlines()[0]
    return ""


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


def html(declaration: Declaration, hotline: str, stylesheet: str | None) -> str:
    """The declaration as a page; ``stylesheet`` is the address of its style sheet, None when it is given otherwise."""
    template = _templates().get_template("registration/declaration.html")
    return template.render(form=form_of(declaration), hotline=hotline, stylesheet=stylesheet)


def pdf(declaration: Declaration, hotline: str) -> bytes:
    """The declaration as PDF/UA. Raises RuntimeError where none can be made (`unavailable`)."""
    if unavailable():
        raise RuntimeError(unavailable())
    page = html(declaration, hotline, None)
    with _press:
        return _print(page)


def _print(page: str) -> bytes:
    import weasyprint  # noqa: PLC0415 - see unavailable()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    # Nothing but our own files and the QR code's data URL, and nothing silently left out.
    fetcher = URLFetcher(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    sheets = [weasyprint.CSS(filename=path, font_config=fonts, url_fetcher=fetcher) for path in (_FONTS, _STYLE)]
    document: Any = weasyprint.HTML(string=page, url_fetcher=fetcher)
    return cast(bytes, document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1"))


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_BACKEND / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
