"""Names for what facilities report by code alone, put in when a visit is read: the directory may learn a name, or another one, any day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from backend import places
from backend.kcb.departments import department_named
from backend.kcb.visits import Visit
from bhxh.messages import text

_CODE = re.compile(r"(?:Cơ sở KCB mã )?(\d{5})", re.ASCII)
"""MA_CSKCB; with words ahead as imports wrote it before they stored codes."""


def with_names(session: Session, visits: Sequence[Visit]) -> list[Visit]:
    """The visits as they are shown: a facility that is a code (MA_CSKCB) is named as the directory of facilities has it now, a code that is
    not there is shown as one; codes of departments are named. One query, if any."""
    codes = {code for visit in visits if (code := _code(visit))}
    known = places.names(session, places.Kind.FACILITY, codes) if codes else {}
    return [_named(visit, known) for visit in visits]


def _code(visit: Visit) -> str | None:
    found = _CODE.fullmatch(visit.facility)
    return found and found[1]


def _named(visit: Visit, known: Mapping[str, str]) -> Visit:
    code = _code(visit)
    facility = (known.get(code) or text("kcb.facility.code", code=code)) if code else visit.facility
    return replace(visit, facility=facility, department=department_named(visit.department))
