"""Archives that somebody sends (an Excel workbook is one): looked at before anything unpacks them."""

import zipfile
import zlib
from typing import BinaryIO, Final

_SIGNATURE: Final = b"PK\x03\x04"
_MAX_MEMBERS: Final = 2_000
_MAX_RATIO: Final = 200
_RATIO_FREE: Final = 4 << 20
_CHUNK: Final = 1 << 18


class ArchiveRefused(Exception):
    """``reason``: "bomb", "broken" or "locked"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_bombs(stream: BinaryIO, most: int = 512 << 20) -> None:
    """Raises ArchiveRefused for an archive that unpacks to far more than it is or to over ``most`` bytes, and for what is none. Leaves the stream anywhere.

    The sizes that an archive states about itself may lie, so every member is unpacked here and counted, without keeping it.
    """
    stream.seek(0, 2)
    file_size = stream.tell()
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ArchiveRefused("broken") from None
    if len(members) > _MAX_MEMBERS or sum(member.compress_size for member in members) > file_size:
        raise ArchiveRefused("bomb")
    allowed = min(most, _RATIO_FREE + file_size * _MAX_RATIO)
    for member in members:
        allowed -= _unpacked_size(stream, member, allowed)


def _unpacked_size(stream: BinaryIO, member: zipfile.ZipInfo, allowed: int) -> int:
    """How many bytes a member really unpacks to. Raises ArchiveRefused("bomb") as soon as it is over ``allowed``."""
    if member.flag_bits & 0x1:
        raise ArchiveRefused("locked")
    stream.seek(member.header_offset)
    local = stream.read(30)
    if len(local) < 30 or not local.startswith(_SIGNATURE):
        raise ArchiveRefused("broken")
    stream.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    if member.compress_type == zipfile.ZIP_STORED:
        size = member.compress_size
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated_size(stream, member.compress_size, allowed)
    else:
        raise ArchiveRefused("broken")
    if size > allowed:
        raise ArchiveRefused("bomb")
    return size


def _inflated_size(stream: BinaryIO, compressed: int, allowed: int) -> int:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    while compressed > 0 and size <= allowed and not inflater.eof:
        data = stream.read(min(_CHUNK, compressed))
        if not data:
            break
        compressed -= len(data)
        try:
            while data and size <= allowed:
                size += len(inflater.decompress(data, _CHUNK))
                data = inflater.unconsumed_tail
        except zlib.error:
            raise ArchiveRefused("broken") from None
    return size
