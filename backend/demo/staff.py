"""The demo's staff: one account for each kind of work, all with the demo's password, without a second factor."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from backend.credentials import passwords
from backend.staff import accounts
from backend.staff.roles import Role


@dataclass(frozen=True)
class _DemoStaff:
    username: str
    name: str
    role: Role
    agency: str | None = None


_STAFF: Final = (
    _DemoStaff("canbo.quan5", "Cán bộ BHXH Quận 5", Role.OFFICER, "07915"),
    _DemoStaff("canbo.hcm", "Cán bộ BHXH TP. Hồ Chí Minh", Role.OFFICER, "079"),
    _DemoStaff("truong.quan5", "Đầu mối trường học Quận 5", Role.COORDINATOR, "07915"),
    _DemoStaff("giamsat", "Ban giám sát", Role.MONITOR),
    _DemoStaff("tongdai1", "Nhân viên tổng đài 1", Role.AGENT),
    _DemoStaff("tongdai2", "Nhân viên tổng đài 2", Role.AGENT),
    _DemoStaff("truyenthong", "Cán bộ truyền thông", Role.COMMUNICATIONS),
    _DemoStaff("lanhdao", "Lãnh đạo", Role.LEADERSHIP),
    _DemoStaff("quantri", "Quản trị viên", Role.ADMIN),
)


def seed_staff(session: Session, password: str) -> None:
    """Add those that are not there, and give those of the demo this password: the setting may have changed."""
    for one in _STAFF:
        account = accounts.find(session, one.username)
        if account is None:
            accounts.create(
                session,
                username=one.username,
                name=one.name,
                role=one.role,
                agency=one.agency,
                actor="demo",
                password=password,
                demo=True,
            )
        elif account.demo and not passwords.matches(account.password_hash, password):
            account.password_hash = passwords.hashed(password)
            accounts.end_sessions(session, account)
