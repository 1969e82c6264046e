"""The national codes of departments (MA_KHOA) as their names. See data/README.md for where they are from."""

import csv
import re
from functools import lru_cache
from importlib import resources

from bhxh.messages import text

_SEPARATORS = re.compile(r"[;,]")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._\-]*", re.ASCII)
_NATIONAL = re.compile(r"K((?:\d\d)+)", re.ASCII)


def department_named(reported: str) -> str:
    """A department as a person reads it: the names of codes ("K01": "Khoa Khám bệnh"), a name as it is.

    Each of several codes ("K03;K19") is named; the parts of a joint department ("K0249") are one name. What is no national code is shown.
    """
    words = reported.removeprefix("Khoa ")  # imports wrote it ahead of codes before they stored the codes alone
    codes = list(filter(None, map(str.strip, _SEPARATORS.split(words))))
    if not all(map(_CODE.fullmatch, codes)):
        return reported
    return ", ".join(dict.fromkeys(text("kcb.department.code", code=_joint(code)) for code in codes))


def _joint(code: str) -> str:
    national = _NATIONAL.fullmatch(code)
    if national is None:
        return code
    numbers = re.findall(r"\d\d", national[1])
    names = [_names().get(f"K{number}", "") for number in numbers]
    return " - ".join(names) if all(names) else code


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    source = resources.files("backend.kcb").joinpath("data", "departments.csv").read_text(encoding="utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(source.splitlines())}
