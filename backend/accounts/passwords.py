"""What a citizen's new password must be: long enough, not among those that are known to be common or leaked, nothing of the person.

zxcvbn brings the lists (30,000 passwords of leaks, words, names) and knows years, rows of keys and repetitions; all is looked up here,
nothing leaves the machine. The words that everybody thinks of first for this service are guessed first, as a person's own are. No classes
of characters are asked for: NIST SP 800-63B, 3.1.1.2.
"""

from collections.abc import Iterable
from typing import Final

from zxcvbn import zxcvbn

from backend.credentials.passwords import matches
from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import fold

LEAST: Final = 8
MOST: Final = 64
_GOOD: Final = 2
"""zxcvbn's score from which on more than a million guesses are needed: at five in a quarter of an hour that takes years."""
_OF_THE_SERVICE: Final = ("bhxh", "bhyt", "vssid", "baohiem", "baohiemxahoi", "baohiemyte", "matkhau")


def check_new(password: str, personal: Iterable[str], old_hash: str) -> None:
    """Raises InvalidValue with a sentence that says what the new password lacks. ``personal``: code, name, phone, date of birth."""
    if len(password) < LEAST:
        raise InvalidValue("password.short", text("accounts.password_short", least=LEAST))
    if len(password) > MOST:
        raise InvalidValue("password.long", text("accounts.password_long", most=MOST))
    plain = fold(password)
    own = {fold(value).replace(" ", "") for value in personal if value}
    if any(word in plain.replace(" ", "") for word in own):
        raise InvalidValue("password.personal", text("accounts.password_personal"))
    found = zxcvbn(plain, user_inputs=[*sorted(own), *_OF_THE_SERVICE])
    if len(found["sequence"]) == 1 and found["sequence"][0].get("dictionary_name") == "passwords":
        raise InvalidValue("password.leaked", text("accounts.password_leaked"))
    if found["score"] < _GOOD:
        raise InvalidValue("password.weak", text("accounts.password_weak"))
    if matches(old_hash, password):
        raise InvalidValue("password.same", text("accounts.password_same"))
