"""What a dossier is for, how its form is handed in, and which pictures it needs."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """``account``: form 01 of a person with identity papers. ``child``: somebody under 18 without any, declared from the account
    of the parent or guardian (Công văn 222/CV-BHXH, second part)."""

    ACCOUNT = "account"
    CHILD = "child"


class Way(StrEnum):
    """How the citizen hands the form in: at the agency's counter, at a mobile desk, or through the school."""

    COUNTER = "counter"
    MOBILE = "mobile"
    SCHOOL = "school"


PICTURES: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {Kind.ACCOUNT: ("portrait", "id_front", "id_back"), Kind.CHILD: ("birth_certificate",)}
)
"""The pictures a dossier needs, in the order of the page (Công văn 222/CV-BHXH)."""
