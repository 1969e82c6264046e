"""`/dang-ky` for the application: every module that declares its pages, loaded."""

from typing import Final

from backend.registration import child_pages, dossier_pages, way_pages, wizard_pages
from backend.registration.desk import section

__all__ = ["SECTIONS", "dossier_pages", "way_pages", "wizard_pages"]

SECTIONS: Final = (section, child_pages.section)
