"""All pages of accounts, declared on one section."""

from backend.accounts import account_pages, change_pages, login_pages, removal_pages, reset_pages
from backend.accounts.desk import section

__all__ = ["account_pages", "change_pages", "login_pages", "removal_pages", "reset_pages", "section"]
