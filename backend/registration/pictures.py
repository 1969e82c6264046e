"""Pictures that citizens send: recognised, checked, and drawn anew.

What is kept is never the file that was sent but a JPEG of its pixels alone: place and device (EXIF), appended data and
whatever else hides in a file are gone.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageFile, ImageOps

from bhxh.messages import text
from bhxh.problems import InvalidValue

MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 64_000_000
"""Of a baseline JPEG, which is decoded row by row at reduced size: what phones take."""
MOST_PIXELS_IN_MEMORY: Final = 24_000_000
"""Of all else, which a decoder holds in memory as a whole (24 million pixels: about 100 MB)."""
LEAST_SIDE: Final = 300
LONGEST_SIDE: Final = 2000
"""Pixels; the small print of an ID card stays readable."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")

_slots = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: an sRGB JPEG without any metadata."""

    jpeg: bytes
    width: int
    height: int


@contextmanager
def decoding_slot() -> Iterator[None]:
    """Bounds how many uploads are held and decoded in memory at once."""
    with _slots:
        yield


def redraw(data: bytes) -> Picture:
    """The picture in a JPEG, PNG or WebP file, upright, at most 2,000 pixels long.

    Raises InvalidValue with photo.empty, .too_big, .heic, .type, .too_many_pixels, .too_small or .damaged.
    """
    if not data:
        raise _invalid("empty")
    if len(data) > MOST_BYTES:
        raise _invalid("too_big")
    _require_type(data)
    try:
        upright = _decode_strictly(data)
    except InvalidValue:
        raise
    except Exception:
        # Decoders fail on hostile bytes in a dozen ways (OSError, SyntaxError, struct.error, DecompressionBombError ...),
        # and every one of them means the same to the citizen.
        raise _invalid("damaged") from None
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", quality=85, optimize=True)
    return Picture(buffer.getvalue(), upright.width, upright.height)


def _require_type(data: bytes) -> None:
    """By the file's first bytes: the name and the type the browser states are only claims."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return
    raise _invalid("heic" if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS else "type")


def _decode_strictly(data: bytes) -> Image.Image:
    # WeasyPrint, when it is imported, makes Pillow forgive truncated files and skip Pillow's bound on compressed text in a
    # PNG, for the whole process. If that happens while this decodes, the result says nothing and the picture is decoded again.
    while True:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _require_size(image)
            upright = _pixels(image)
        if not ImageFile.LOAD_TRUNCATED_IMAGES:
            return upright


def _require_size(image: Image.Image) -> None:
    """Looks at the header alone: nothing has been decoded yet."""
    baseline = image.format == "JPEG" and not image.info.get("progressive")
    if image.width * image.height > (MOST_PIXELS if baseline else MOST_PIXELS_IN_MEMORY):
        raise _invalid("too_many_pixels")
    if min(image.size) < LEAST_SIDE:
        raise _invalid("too_small")


def _pixels(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()  # verify() does not notice a truncated JPEG, load() does
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        transparent = upright.convert("RGBA")
        upright = Image.new("RGB", transparent.size, "white")
        upright.paste(transparent, mask=transparent.getchannel("A"))
    upright = upright.convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh image has no info dictionary: no EXIF, comment, XMP or colour profile can come along into save().
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    return clean


def _invalid(reason: str) -> InvalidValue:
    megabytes = MOST_BYTES // (1024 * 1024)
    return InvalidValue(f"photo.{reason}", text(f"photo.{reason}", megabytes=megabytes, pixels=LEAST_SIDE))
