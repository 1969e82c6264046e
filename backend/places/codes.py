"""Codes of facilities as people and spreadsheets write them."""

import re
from typing import Final

_FACILITY: Final = re.compile(r"(\d{1,2})[ .\-]*(\d{3})", re.ASCII)


def facility_code(written: str) -> str | None:
    """MA_CSKCB as claims have it, five digits: lists also print 79-024, and spreadsheets make 1001 of 01001. None for what is no such code."""
    parts = _FACILITY.fullmatch(written)
    return f"{parts[1].zfill(2)}{parts[2]}" if parts else None
