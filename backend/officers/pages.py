"""All pages of the portal, declared on its sections."""

from backend.officers import change_pages, dossier_pages, list_pages, photo_pages, reception_pages
from backend.officers.desk import reception, section

__all__ = ["change_pages", "dossier_pages", "list_pages", "photo_pages", "reception", "reception_pages", "section"]
