"""The staff's pages of the hotline's supervision. Importing their modules declares them on their sections."""

from typing import Final

from flask import Flask

from backend.supervision import call_back_pages, desk, duty_pages, hours_pages, live_pages

__all__ = ["SECTIONS", "hours_pages", "install", "live_pages"]

SECTIONS: Final = (call_back_pages.agents, duty_pages.officers, desk.section)


def install(app: Flask) -> None:
    """What these pages put onto those of other consoles."""
    duty_pages.install(app)
