"""Addresses that a request names to go on at: only our own, and only those that can be read."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def ours(wanted: str | None, prefixes: Sequence[str] = ("/",)) -> str | None:
    """``wanted`` if it is a path of this site under one of ``prefixes``; else None. Browsers read a backslash as a slash."""
    if not wanted or not wanted.startswith("/") or "\\" in wanted or any(ord(letter) < 0x20 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        return None
    fits = any(parts.path == prefix or parts.path.startswith(prefix.rstrip("/") + "/") for prefix in prefixes)
    return wanted if fits else None


def readable(wanted: str | None) -> str | None:
    """``wanted`` if it is one of our pages; for an address that only takes forms, or none of ours, the nearest page above it."""
    address = ours(wanted)
    if address is None:
        return None
    path = urlsplit(address).path
    if _is_read(path):
        return address
    while (path := path.rstrip("/").rpartition("/")[0]) and not _is_read(path):
        pass
    return path or None


def _is_read(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:  # the same with a slash at its end
        return True
    except HTTPException:
        return False
    return True
