"""What citizens and attackers upload as pictures."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageFile

from backend.registration import pictures
from backend.registration.pictures import LONGEST_SIDE, redraw
from bhxh.problems import InvalidValue
from tests.backend.registration.conftest import image_bytes


def png_of(width: int, height: int, body: bytes) -> bytes:
    """A PNG whose header claims a size and whose pixels are `body`, compressed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b"")


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_usual_pictures_become_jpeg(kind: str) -> None:
    picture = redraw(image_bytes(kind))
    image = opened(picture.jpeg)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (800, 600))
    assert (picture.width, picture.height) == (800, 600)


def test_place_and_device_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 45.0, 0.0)})
    sent = image_bytes("JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)
    assert b"SecretPhoneMaker" in sent
    picture = redraw(sent)
    assert b"Secret" not in picture.jpeg
    image = opened(picture.jpeg)
    assert not image.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    assert image.size == (600, 800)


def test_large_photos_are_made_smaller() -> None:
    picture = redraw(image_bytes("JPEG", (5000, 3000)))
    assert max(picture.width, picture.height) == LONGEST_SIDE


def test_transparent_ground_becomes_white() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(buffer, "PNG")
    assert opened(redraw(buffer.getvalue()).jpeg).getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_unusual_pixel_kinds(mode: str) -> None:
    buffer = BytesIO()
    Image.new(mode, (400, 400)).save(buffer, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(redraw(buffer.getvalue()).jpeg).mode == "RGB"


@pytest.mark.parametrize(
    "tail", [b"<?php system($_GET['c']); ?>", b"PK\x03\x04" + b"evil" * 99, b"<script>alert(1)</script>"]
)
def test_what_hides_behind_a_picture_is_gone(tail: bytes) -> None:
    assert tail not in redraw(image_bytes() + tail).jpeg


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "photo.empty"),
        (b"\x00" * 100, "photo.type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.type"),
        (b"<?xml version='1.0'?><svg/>", "photo.type"),
        (b"<html><script>alert(1)</script>", "photo.type"),
        (b"%PDF-1.7\n" + image_bytes(), "photo.type"),
        (b"GIF89a" + b"\0" * 100, "photo.type"),
        (b"BM" + b"\0" * 100, "photo.type"),
        (b"PK\x03\x04" + image_bytes(), "photo.type"),
        (b"%!PS-Adobe-3.0\n", "photo.type"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "photo.type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "photo.heic"),
        (b"\xff\xd8\xff" + b"<?php phpinfo(); ?>", "photo.damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"garbage", "photo.damaged"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 \x00\x00", "photo.damaged"),
        (image_bytes("JPEG")[:-2000], "photo.damaged"),
        (image_bytes("PNG")[:-40], "photo.damaged"),
        (image_bytes("WEBP")[:-100], "photo.damaged"),
        (image_bytes("JPEG")[:30], "photo.damaged"),
        (image_bytes("JPEG", (299, 4000)), "photo.too_small"),
    ],
    ids=range(20),
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        redraw(data)
    assert refused.value.code == reason
    assert refused.value.detail.startswith(("T", "Ả"))


def test_bombs_are_refused_by_their_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 KB that would be 400 million pixels: refused before a single one is decoded."""
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
    for width, height in ((5000, 5000), (12_000, 12_000)):
        with pytest.raises(InvalidValue, match=r"photo\.too_many_pixels"):
            redraw(png_of(width, height, b"\0" * 1000))
    with pytest.raises(InvalidValue, match=r"photo\.damaged"):  # Pillow's own bound
        redraw(png_of(20_000, 20_000, b"\0" * 1000))


def test_truncation_is_noticed_whatever_other_libraries_have_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint, on import, tells Pillow to fill up truncated pictures with grey."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(InvalidValue, match=r"photo\.damaged"):
        redraw(image_bytes()[:-2000])


def test_a_flag_set_while_decoding_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    real = pictures._pixels

    def disturbed(image: Image.Image) -> Image.Image:
        decoded.append(image)
        ImageFile.LOAD_TRUNCATED_IMAGES = len(decoded) == 1
        return real(image)

    monkeypatch.setattr(pictures, "_pixels", disturbed)
    redraw(image_bytes())
    assert len(decoded) == 2


def test_text_bomb_in_a_png_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    plain = image_bytes("PNG")
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 50_000_000, 9))
    with pytest.raises(InvalidValue, match=r"photo\.damaged"):
        redraw(plain[:33] + bomb + plain[33:])


def test_progressive_pictures_are_held_to_the_smaller_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS_IN_MEMORY", 400_000)
    redraw(image_bytes("JPEG"))
    with pytest.raises(InvalidValue, match=r"photo\.too_many_pixels"):
        redraw(image_bytes("JPEG", progressive=True))


def test_files_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    with pytest.raises(InvalidValue, match=r"photo\.too_big"):
        redraw(image_bytes())
