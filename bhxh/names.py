"""Vietnamese personal names."""

import re

from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import clean, fold, strip_accents

EXAMPLE = "Nguyễn Thị Thu Hà"
MAX_LENGTH = 60

# Folded. The family names of nearly everybody in Viet Nam, those of the larger ethnic minorities included.
SURNAMES = frozenset(
    """
    an au bach banh bao be bien binh bui cam cao chau chu chung cu cung dam dan dang danh dao dau dieu dinh do doan
    dong du dung duong ga giang giap ha han hau hinh ho hoang hua hung huu huynh ka kha khieu khong khuat kieu kim
    ksor la lai lam lang lau le leng lieu lo loi long luc luong luu luyen ly ma mac mach mai man mau me mo mong nay
    ngan nghi nghiem ngo ngu nguyen nham nhan nhu ninh nong ong pha pham phan pho phu phung phuong pi quach quan
    quang que rahlan rmah san se sieu siu son su sung ta tang tao thach thai than thang thao thi thieu thoi tiet
    tieu to ton tong tra tran trang trieu trinh truong tu tua tuong uong van vang vi vien viet vinh vo vu vuong xa
    xin y yen
    """.split()
)

_WORD = re.compile(r"^[^\W\d_]+(?:['’\-][^\W\d_]+)*$")
# Family and given names that carry no mark at all exist ("Cao Minh Long"), so a bare name is only doubted when a word
# of it hardly ever stands without its marks.
_NEVER_BARE = frozenset(
    """
    bich bui dang dat diem diep do duc duong duyen hanh hieu hoang hong hung huong huynh le ngo ngoc nguyen
    pham phuong quoc tham thao thi thuan thuy tien toan tran truong tuan tung van vo vu vuong yen
    """.split()
)


def _words(value: str) -> list[str]:
    return clean(value).split()


def looks_like_name(value: str) -> bool:
    """Whether a text as a whole could be a full name: two to six words, a known family name first."""
    words = _words(value)
    return 2 <= len(words) <= 6 and fold(words[0]) in SURNAMES and all(_WORD.match(word) for word in words)


def parse_full_name(value: str) -> str:
    """A full name with its diacritics, words capitalised, as form 01 asks (Công văn 222/CV-BHXH).

    Any family name is taken; a name written without the marks it must have is refused.
    Raises InvalidValue with name.empty, .one_word, .characters, .too_long or .no_accents.
    """
    words = _words(value)
    if not words:
        raise InvalidValue("name.empty", text("name.empty"), EXAMPLE)
    if not all(map(_WORD.match, words)):
        raise InvalidValue("name.characters", text("name.characters"), EXAMPLE)
    if len(words) == 1:
        raise InvalidValue("name.one_word", text("name.one_word"), EXAMPLE)
    name = " ".join(map(str.capitalize, words))
    if len(name) > MAX_LENGTH:
        raise InvalidValue("name.too_long", text("name.too_long"), EXAMPLE)
    if name.isascii() and any(strip_accents(word).lower() in _NEVER_BARE for word in words):
        raise InvalidValue("name.no_accents", text("name.no_accents"), EXAMPLE)
    return name
