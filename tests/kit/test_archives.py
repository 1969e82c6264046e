"""An archive that unpacks to far more than it is gets no further."""

import copy
import io
import random
import zipfile

import pytest

from kit.archives import ArchiveRefused, refuse_bombs
from tests.support.archives import bomb


def test_a_zip_bomb_is_refused_before_the_reader_sees_it() -> None:
    with pytest.raises(ArchiveRefused) as refused:
        refuse_bombs(io.BytesIO(bomb()))
    assert refused.value.reason == "bomb"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(80 << 20))
    data = stream.getvalue().replace((80 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(ArchiveRefused) as refused:
        refuse_bombs(io.BytesIO(data))
    assert refused.value.reason == "bomb"


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.xml", random.Random(1).randbytes(1 << 20))
        for index in range(1, 50):
            twin = copy.copy(archive.filelist[0])
            twin.filename = f"{index}.xml"
            archive.filelist.append(twin)
    with pytest.raises(ArchiveRefused) as refused:
        refuse_bombs(stream)
    assert refused.value.reason == "bomb"
