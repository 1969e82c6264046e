"""Phone numbers that agencies and facilities state in words of their own, made numbers that a phone dials at a tap."""

from typing import Final

from markupsafe import Markup, escape
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType, format_number, number_type

_LOCAL: Final = frozenset(
    {PhoneNumberType.UAN, PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}
)
"""Numbers such as 1900 9068, which nobody reaches behind a country code."""


def phone_links(text: str) -> Markup:
    """``text`` for HTML, with a link on each valid Vietnamese or international number in it. What else stands there, "máy lẻ 201-203"
    for one, stays text, and so does a number without its area code."""
    html = Markup()
    end = 0
    for match in _numbers(text):
        html += escape(text[end : match.start])
        html += Markup('<a href="tel:{}">{}</a>').format(_dialled(match.number), match.raw_string)
        end = match.end
    return html + escape(text[end:])


def _numbers(text: str) -> PhoneNumberMatcher:
    """Where two numbers with but a hyphen between them are taken for one that is none, each is looked for alone."""
    found = PhoneNumberMatcher(text, "VN")
    return found if found.has_next() else PhoneNumberMatcher(text.replace("-", ";"), "VN")


def _dialled(number: PhoneNumber) -> str:
    if number_type(number) in _LOCAL:
        return str(number.national_number)
    return str(format_number(number, PhoneNumberFormat.E164))
