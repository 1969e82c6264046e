"""Our fast reader against Google's number metadata, which knows some ranges more finely."""

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue

# Ranges where the two differ by two leading digits (sub-ranges allocated later): ours takes the whole, the library parts.
PARTLY_ALLOCATED = {"52", "55", "87", "89", "99"}
NOT_IN_PUBLIC_USE = {"30", "31", "51", "95"}


@given(st.from_regex(r"\A0[2-9][0-9]{8}\Z"))
def test_agrees_with_phonenumbers(local: str) -> None:
    try:
        ours = parse_mobile(local)
    except InvalidValue:
        ours = ""
    number = phonenumbers.parse(local, "VN")
    theirs = (
        phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    )
    if local[1:3] not in PARTLY_ALLOCATED | NOT_IN_PUBLIC_USE:
        assert bool(ours) == theirs
    if ours:
        assert "+" + ours == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
