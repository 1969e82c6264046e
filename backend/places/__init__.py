"""The public directory: BHXH agencies, health facilities, employers and collection points, and the search over them."""

from backend.places.codes import facility_code
from backend.places.models import Kind
from backend.places.service import Entry, Found, Wanted, districts, entry, names, search
from backend.places.shipped import seed_agencies
from backend.places.writing import Draft, Outcome, add_missing, save

__all__ = [
    "Draft",
    "Entry",
    "Found",
    "Kind",
    "Outcome",
    "Wanted",
    "add_missing",
    "districts",
    "entry",
    "facility_code",
    "names",
    "save",
    "search",
    "seed_agencies",
]
