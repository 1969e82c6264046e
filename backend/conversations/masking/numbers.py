"""Finding numbers that concern a person: cards, codes, papers, phones, dates, OTPs, dossiers, and any other long run of digits.

A wrong guess of the kind does no harm (whoever resolves the handle reads the written value again); a number not seen does.
"""

import re
from collections.abc import Iterator
from typing import Final

from backend.conversations.masking.kinds import NUMERIC, Found, Kind, Piece
from bhxh.card import groups
from bhxh.dates import parse_date
from bhxh.numbers import NUMBER
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from bhxh.text import fold_in_place

_GAP: Final = r"(?:[^\w\[\]]|_){0,8}"
_LETTER: Final = r"[^\W\d_]"
# The letter O for zero and I or l for one belong to a number when no other letter touches them.
_DIGIT: Final = rf"(?:\d|[OoIl](?!{_LETTER}))"
_LEADING: Final = rf"(?:(?<!{_LETTER})[OoIl](?:{_GAP}[OoIl])?(?={_GAP}\d))?"

_RUN: Final = re.compile(rf"\+?{_LEADING}\d(?:{_GAP}{_DIGIT})*")
_CARD: Final = re.compile(
    rf"(?<!{_LETTER})(?P<letters>[A-Za-zĐđ](?:{_GAP}[A-Za-zĐđ]){{0,2}})(?P<rest>(?:{_GAP}{_DIGIT}){{7,18}})"
)
_DOSSIER: Final = re.compile(
    r"(?<![A-Za-z])(?<!\b[A-Za-z] )\d[\d\s.\-]{3,8}\d[\s./\-]*[A-Za-zĐđ][\s./\-]*\d{4}[\s./\-]*\d{3,7}|\b\d{5}/\d{4}/\d{5}\b"
)
# A change of an account, a feedback: both are asked about while a code by SMS is awaited, and none of their digits is that code.
_CASE: Final = re.compile(r"\b(?:TD[\s.\-]?\d{6,9}|PA[\s.\-]?\d{3}(?:[\s.\-]?[0-9A-Z]{4}){2})\b", re.IGNORECASE)
_YEAR: Final = r"(?:\s*,?\s*(?:nam\s*)?(?:19|20)?\d\d\b)"
# Number words only behind "ngày": "từ tháng 3 năm 2023" and "nghỉ 6 tháng năm 2024" are no days.
_NAMED_DAY: Final = rf"(?:(?:ngay|mung|mong)\s*){{1,2}}{NUMBER}"
_DAY_IN_WORDS: Final = re.compile(
    rf"\b(?P<day>(?:{_NAMED_DAY}\s*(?:thang|th|t)\s*{NUMBER}\b|\d{{1,2}}\s*(?:thang|th|t)\s*\d{{1,2}}\b){_YEAR}"
    rf"|{_NAMED_DAY}\s*[/.\-]\s*{NUMBER}\s*nam\s*(?:19|20)?\d\d)\b"
)
# When somebody was born: also the year alone, or a day without one.
_BORN: Final = re.compile(
    r"\b(?:ngay sinh|nam sinh|sinh nhat|sinh|sn)\b(?:\s+la\b)?\s*:?\s*"
    rf"(?P<day>(?:{_NAMED_DAY}\s*(?:thang|th|[/.\-])\s*{NUMBER}\b|\d{{1,2}}\s*(?:thang|th|[/.\-])\s*\d{{1,2}}\b){_YEAR}?"
    r"|\d{8}|(?:nam\s+)?(?:19|20)\d\d|nam\s+'?\d\d|[4-9]\d)\b(?!\s*[/.\-]\s*\d)"
)
_DAY: Final = re.compile(
    r"\d{1,2}\s*([/.\-])\s*\d{1,2}\s*\1\s*(?:\d{4}|\d{2})|\d{1,2}\s+\d{1,2}\s+(?:19|20)\d\d|\d{4}-\d\d?-\d\d?"
)
_MONTH: Final = re.compile(r"(?:0?[1-9]|1[0-2])\s?[/.\-]\s?20\d\d")
_BIRTH: Final = re.compile(r"\bsinh\W+(?:\w+\W+){0,3}$")
_AROUND_A_BIRTH: Final = frozenset(
    "ngay nam sinh nhat sn la vao toi tui em minh chau con ba bo me ong cha chong vo thi".split()
)
_EMAIL: Final = re.compile(
    r"[^\s@,;:()<>\[\]]{1,64}\s{0,2}@\s{0,2}[^\s@,;:()<>\[\]]+(?:\s?\.\s?[a-z]{2,6}\b)*", re.IGNORECASE
)

_DIGIT_WORDS: Final = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6", "bay": "7",
    "bẩy": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_SPELT_OUT: Final = re.compile(rf"\b(?:(?:{'|'.join(_DIGIT_WORDS)}|\d)\b[\s,.\-]{{0,3}}){{6,}}")

# Words just ahead of a number that say what it is, folded.
_NAMED: Final = (
    (re.compile(r"(?:dien thoai|so may|sdt|dtdd|\bdt|di dong|phone|zalo|goi|lien he|mobile)\W*(?:\w+\W+){0,3}$"), Kind.DIEN_THOAI),
    (re.compile(r"(?:cccd|cmnd|cmt|can cuoc|chung minh|ho chieu|passport|giay to|dinh danh)\W*(?:\w+\W+){0,3}$"), Kind.GIAY_TO),
    (re.compile(r"(?:otp|xac thuc|xac nhan|xac minh)\W*(?:\w+\W+){0,2}$"), Kind.OTP),
    (re.compile(r"(?:ho so|bien nhan)\W*(?:\w+\W+){0,2}$"), Kind.HO_SO),
    (re.compile(r"(?:ma so|\bma\b|ma bhxh|so bhxh|so so|bao hiem xa hoi|bh qt|bh mk|tc bhxh)\W*(?:\w+\W+){0,2}$"), Kind.MA_SO),
    (re.compile(r"(?:the|bhyt|bao hiem y te)\W*(?:\w+\W+){0,2}$"), Kind.THE),
)  # fmt: skip
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})*[.,]000|[1-9]\d*000")
_CURRENCY: Final = re.compile(r"\s*(?:d|dong|vnd)(?!\w)")
_ABOUT_MONEY: Final = re.compile(r"\b(?:luong|thu nhap|muc dong|so tien|het|ton)\W+(?:\w+\W+){0,3}$")
_LENGTHS_OF_SUMS: Final = range(4, 10)
"""Up to 999,999,000 đồng: longer ones are lengths of codes and personal numbers."""
_NEVER_TAKEN_FOR_ANOTHER: Final = frozenset({Kind.DIEN_THOAI, Kind.GIAY_TO})
_FEWEST: Final = 6
_FEWEST_NAMED: Final = 5
_FEWEST_ASKED: Final = 3
_OTP_LENGTHS: Final = range(4, 9)
_WHOLE_NUMBER_LENGTHS: Final = frozenset({9, 10, 11, 12, 13, 15})


def find_numbers(text: str, asked: Kind | None, otp_pending: bool) -> Iterator[Piece]:
    """The text in pieces, numbers found. ``asked``: the kind of the field that this text answers, if it is an answer."""
    pieces: list[Piece] = [text]
    cases = ((_CASE, Kind.HO_SO),) if otp_pending else ()
    for pattern, kind in ((_EMAIL, Kind.EMAIL), (_DOSSIER, Kind.HO_SO), *cases):
        pieces = [part for piece in pieces for part in _split(piece, pattern, kind)]
    for days in (_BORN, _DAY_IN_WORDS):
        pieces = [part for piece in pieces for part in _days(piece, days)]
    pieces = [part for piece in pieces for part in _spelt_out(piece, asked, otp_pending)]
    pieces = [part for piece in pieces for part in _cards(piece, asked)]
    for piece in pieces:
        yield from _runs(piece, asked, otp_pending)


def tells_birth_only(text: str) -> bool:
    """Whether a text says when somebody was born, and nothing besides: "ba tôi sinh 12/3/85"."""
    pieces = list(find_numbers(text, None, otp_pending=False))
    days = [piece for piece in pieces if isinstance(piece, Found)]
    words = [word for piece in pieces if isinstance(piece, str) for word in re.findall(r"\w+", fold_in_place(piece))]
    return [day.kind for day in days] == [Kind.NGAY] and _AROUND_A_BIRTH.issuperset(words)


def digits_of(written: str) -> str:
    """The digits of a number, letters that look like digits read as such."""
    return re.sub(r"\D", "", written.translate(str.maketrans("OoIl", "0011")))


def _split(piece: Piece, pattern: re.Pattern[str], kind: Kind) -> Iterator[Piece]:
    if isinstance(piece, Found):
        yield piece
        return
    end = 0
    for match in pattern.finditer(piece):
        yield piece[end : match.start()]
        yield Found(kind, match.group())
        end = match.end()
    yield piece[end:]


def _days(piece: Piece, pattern: re.Pattern[str]) -> Iterator[Piece]:
    if isinstance(piece, Found):
        yield piece
        return
    end = 0
    for match in pattern.finditer(fold_in_place(piece)):
        start, stop = match.span("day")
        yield piece[end:start]
        yield Found(Kind.NGAY, piece[start:stop])
        end = stop
    yield piece[end:]


def _spelt_out(piece: Piece, asked: Kind | None, otp_pending: bool) -> Iterator[Piece]:
    """Numbers read out: "không chín một hai ba bốn năm sáu bảy tám"."""
    if isinstance(piece, Found):
        yield piece
        return
    folded, end = fold_in_place(piece), 0
    for match in _SPELT_OUT.finditer(folded):
        words = re.findall(r"\w+", match.group())
        if all(word.isdigit() for word in words):
            continue
        number = "".join(_DIGIT_WORDS.get(word, word) for word in words)
        kind = _kind(number, number, folded[: match.start()], asked, otp_pending) or Kind.SO
        yield piece[end : match.start()]
        yield Found(kind, number)
        yield " "
        end = match.end()
    yield piece[end:]


def _cards(piece: Piece, asked: Kind | None) -> Iterator[Piece]:
    """Letters with digits after them: cards, also with a letter or digit too few or too many, and passports."""
    if isinstance(piece, Found):
        yield piece
        return
    end = 0
    for match in _CARD.finditer(piece):
        kind = _lettered_kind(match, piece, asked)
        if kind is not None:
            yield piece[end : match.start()]
            yield Found(kind, match.group())
            end = match.end()
    yield piece[end:]


def _lettered_kind(match: re.Match[str], piece: str, asked: Kind | None) -> Kind | None:
    letters = re.sub(r"[\W_]", "", match["letters"]).upper()
    number = digits_of(match["rest"])
    attached = piece[match.end("letters")].isdigit()
    if len(letters) == 1 and attached and len(number) <= 8:
        return Kind.GIAY_TO
    if len(letters) > 1 and re.search(r"[\W_]", match["letters"]) and letters not in groups():
        return None  # words of one letter, such as "Đ/c ở", are no card group
    if asked is Kind.THE and attached and len(number) >= 8:
        return Kind.THE
    if letters in groups() and len(number) >= 9 and not (len(number) == 10 and not attached):
        return Kind.THE
    if len(number) == 13 and len(letters) == 2:
        return Kind.THE
    return Kind.THE if attached and 11 <= len(number) <= 15 else None


def _runs(piece: Piece, asked: Kind | None, otp_pending: bool) -> Iterator[Piece]:
    if isinstance(piece, Found):
        yield piece
        return
    folded, end = fold_in_place(piece), 0
    for match in _RUN.finditer(piece):
        for start, stop in _parts(piece, match):
            written = piece[start:stop]
            if asked is None and not otp_pending and _is_sum(written, folded[end:start], folded[stop:]):
                continue
            kind = _kind(digits_of(written), written, folded[end:start], asked, otp_pending)
            if kind is not None:
                yield piece[end:start]
                yield Found(kind, written)
                end = stop
    yield piece[end:]


def _is_sum(written: str, before: str, after: str) -> bool:
    """Whether a run is an amount of money, which is nobody's: whole thousands, with its currency or told to be one."""
    if not _THOUSANDS.fullmatch(written) or len(digits_of(written)) not in _LENGTHS_OF_SUMS:
        return False
    return _CURRENCY.match(after) is not None or _ABOUT_MONEY.search(before) is not None


def _parts(piece: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """A run, cut where several whole numbers stand side by side ("7912345678 0912345678"); otherwise in one piece."""
    start, stop = match.span()
    # A letter o after a blank at the end is the word "ở" typed without its marks.
    stop -= len(piece[start:stop]) - len(re.sub(r"[^\w]+[OoIl]$", "", piece[start:stop]))
    chunks = [(start + part.start(), start + part.end()) for part in re.finditer(r"[^\s,;]+", piece[start:stop])]
    parts: list[tuple[int, int]] = []
    for first, last in chunks:
        if parts and not _is_whole(piece[first:last]) and not _is_whole(piece[slice(*parts[-1])]):
            parts[-1] = (parts[-1][0], last)
        else:
            parts.append((first, last))
    # A short rest would be let through, but may as well be the first digits of the number beside it.
    told_apart = all(
        _is_day(piece[first:last]) or len(digits_of(piece[first:last])) >= _FEWEST for first, last in parts
    )
    return parts if told_apart else [(start, stop)]


def _is_whole(written: str) -> bool:
    return len(digits_of(written)) in _WHOLE_NUMBER_LENGTHS or _is_day(written)


def _is_day(written: str) -> bool:
    if not _DAY.fullmatch(written.strip()):
        return False
    try:
        parse_date(written.strip())
    except InvalidValue:
        return False
    return True


def _kind(number: str, written: str, before: str, asked: Kind | None, otp_pending: bool) -> Kind | None:
    """The kind of a run of digits, None when it is too short to concern a person."""
    if otp_pending and len(number) in _OTP_LENGTHS:
        return Kind.OTP
    day = _is_day(written)
    if asked is Kind.OTP and len(number) > max(_OTP_LENGTHS):
        asked = None  # a code or card given once more, because the first one was someone else's
    if asked in NUMERIC and (named := _named(before)) in _NEVER_TAKEN_FOR_ANOTHER and named is not asked:
        return named  # "số điện thoại của tôi là ..." to the question for the code
    if asked in NUMERIC and len(number) >= _FEWEST_ASKED and not (day and asked is not Kind.OTP):
        return asked
    if day:
        return Kind.NGAY
    if _MONTH.fullmatch(written.strip()) and not _BIRTH.search(before):
        return None  # "tháng 12/2020 quy định thế nào": a month is nobody's, and the rule of then is asked about
    return _kind_by_words(number, before) if len(number) >= _FEWEST_NAMED else None


def _kind_by_words(number: str, before: str) -> Kind | None:
    named = _named(before)
    if named is Kind.THE and len(number) == 10:
        return Kind.MA_SO  # cards since 01/4/2021 print the ten digits only
    return named or _kind_by_shape(number)


def _named(before: str) -> Kind | None:
    return next((kind for pattern, kind in _NAMED if pattern.search(before[-40:])), None)


def _kind_by_shape(number: str) -> Kind | None:
    if _is_mobile(number):
        return Kind.DIEN_THOAI
    match len(number):
        case 10:
            return Kind.MA_SO
        case 9 | 12:
            return Kind.GIAY_TO
        case 13 | 15:
            return Kind.THE
        case length:
            return Kind.SO if length >= _FEWEST else None


def _is_mobile(number: str) -> bool:
    if not number.startswith(("0", "84")):
        return False
    try:
        parse_mobile(number)
    except InvalidValue:
        return False
    return True
