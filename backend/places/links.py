"""Addresses of maps for an entry: OpenStreetMap's, and `geo:` for the phone's own."""

from urllib.parse import quote, urlencode

from backend.places.service import Entry

_MAP = "https://www.openstreetmap.org"


def map_link(entry: Entry) -> str:
    """Where it is on the map: its position, or what OpenStreetMap finds under its name and place."""
    if entry.latitude is not None and entry.longitude is not None:
        position = {"mlat": entry.latitude, "mlon": entry.longitude}
        return f"{_MAP}/?{urlencode(position)}#map=17/{entry.latitude}/{entry.longitude}"
    return f"{_MAP}/search?{urlencode({'query': _named(entry)})}"


def directions_link(entry: Entry) -> str:
    """The way there, from where the reader says; without a position, the search."""
    if entry.latitude is None or entry.longitude is None:
        return map_link(entry)
    return f"{_MAP}/directions?{urlencode({'to': f'{entry.latitude},{entry.longitude}'})}"


def geo_link(entry: Entry) -> str:
    """For the map of a phone (RFC 5870, with the query that Android understands)."""
    if entry.latitude is None or entry.longitude is None:
        return f"geo:0,0?q={quote(_named(entry))}"
    return f"geo:{entry.latitude},{entry.longitude}?q={entry.latitude},{entry.longitude}"


def _named(entry: Entry) -> str:
    """A street's address says more to a map than an office's name."""
    return f"{entry.name}, {entry.where}" if not entry.address else entry.where
