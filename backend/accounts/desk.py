"""The section of the pages under `/tai-khoan`."""

from typing import Final

from backend.accounts.guard import Section

section: Final = Section("accounts", "/tai-khoan")
section.link("/", "accounts.link")
