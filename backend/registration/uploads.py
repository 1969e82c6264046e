"""A citizen's picture on its way in: scanned as it was sent, then drawn anew. The same for every page that takes one."""

from typing import Final

from werkzeug.datastructures import FileStorage, MultiDict

from backend.access.uploads import IN_MEMORY
from backend.registration.pictures import MOST_BYTES, Picture, decoding_slot, redraw
from backend.registration.scanning import Scan
from bhxh.messages import text
from bhxh.problems import InvalidValue

PICTURE_FORM: Final = IN_MEMORY
"""Bytes of a form with one picture: more than a picture may have, so that one too big is told so beside its field."""


def taken(data: bytes, scan: Scan) -> Picture:
    """The picture in what was sent. Raises InvalidValue: photo.infected, .scan_down, or as `redraw`."""
    if 0 < len(data) <= MOST_BYTES:
        scan(data)
    return redraw(data)


def chosen(files: MultiDict[str, FileStorage], *names: str) -> FileStorage | None:
    """The first file that was chosen among these fields; a browser sends an empty one for a field left alone."""
    return next((files[name] for name in names if name in files and files[name].filename), None)


def picture(files: MultiDict[str, FileStorage], scan: Scan, *names: str) -> Picture:
    """The picture of a form with one picture. Raises InvalidValue, with photo.none_chosen when there is none."""
    file = chosen(files, *names)
    if file is None:
        raise InvalidValue("photo.none_chosen", text("photo.none_chosen"))
    with decoding_slot():
        return taken(file.stream.read(MOST_BYTES + 1), scan)
