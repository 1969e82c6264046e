"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the phone is lost."""

import secrets
from datetime import datetime
from typing import Final

import pyotp
import segno
from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.staff.models import StaffAccount, StaffRecoveryCode
from bhxh.messages import text

RECOVERY_CODES: Final = 8
_STEP: Final = 30
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A fresh shared secret, base32."""
    return pyotp.random_base32()


def picture(secret: str, username: str) -> str:
    """The QR code that an authenticator app reads, as an SVG element without style attributes (the pages' policy forbids them)."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=text("site.name"))
    svg: str = segno.make(address, error="m").svg_inline(scale=5, border=4, omitsize=True, dark="#000", light="#fff")
    return svg


def accept(session: Session, account: StaffAccount, typed: str, now: datetime) -> bool:
    """Whether the code is right now, one step early or late, and was not used before; from now on it is used."""
    code = "".join(typed.split())
    if account.totp_secret is None or not (len(code) == 6 and code.isascii() and code.isdigit()):
        return False
    totp = pyotp.TOTP(account.totp_secret, interval=_STEP)
    this_step = int(now.timestamp()) // _STEP
    for step in (this_step, this_step - 1, this_step + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), code):
            unused = or_(StaffAccount.totp_used.is_(None), StaffAccount.totp_used < step)
            use = update(StaffAccount).where(StaffAccount.id == account.id, unused).values(totp_used=step)
            return bool(session.execute(use).rowcount)  # type: ignore[attr-defined]
    return False


def accept_recovery(session: Session, account: StaffAccount, typed: str) -> bool:
    """Whether this is one of the account's unused recovery codes; from now on it is used."""
    index = _index(session, account.id, "".join(typed.lower().split()).replace("-", ""))
    mine = (StaffRecoveryCode.account_id == account.id, StaffRecoveryCode.code_index == index)
    return bool(session.execute(delete(StaffRecoveryCode).where(*mine)).rowcount)  # type: ignore[attr-defined]


def new_recovery_codes(session: Session, account: StaffAccount) -> list[str]:
    """Fresh codes in place of all earlier ones; shown this once."""
    forget_recovery_codes(session, account)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.add(StaffRecoveryCode(account_id=account.id, code_index=_index(session, account.id, code)))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def forget_recovery_codes(session: Session, account: StaffAccount) -> None:
    """None of the codes handed out so far works any more."""
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.account_id == account.id))


def _index(session: Session, account_id: int, code: str) -> bytes:
    return blind_index(session, "staff_recovery_code.code", f"{account_id}:{code}")
