"""ClamAV over its socket: the protocol against a scripted clamd, and what a citizen hears."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.registration.scanning import scanner
from backend.registration.uploads import taken
from bhxh.problems import InvalidValue
from tests.backend.registration.conftest import image_bytes

# The EICAR test string in two halves, so that this file alarms nobody.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

Answer = Callable[[bytes], bytes]


def signatures(data: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


class Clamd:
    """Speaks clamd's INSTREAM: null-terminated command, chunks with their length, a zero length, one answer."""

    def __init__(self, listener: socket.socket, answer: Answer) -> None:
        self.seen: list[bytes] = []
        self._listener, self._answer = listener, answer
        listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    data += stream.read(length)
                self.seen.append(data)
                connection.sendall(self._answer(data))


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    path = str(tmp_path / "clamd.ctl")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    yield listener, path
    listener.close()


def test_a_clean_file_passes_whole(listening: tuple[socket.socket, str]) -> None:
    listener, path = listening
    clamd = Clamd(listener, signatures)
    data = image_bytes("PNG", (700, 700), compress_level=0)
    assert len(data) > 1_000_000
    assert taken(data, scanner(path)).width == 700
    assert clamd.seen == [data]


def test_malware_is_refused_before_it_is_decoded(listening: tuple[socket.socket, str]) -> None:
    listener, path = listening
    Clamd(listener, signatures)
    with pytest.raises(InvalidValue) as refused:
        taken(image_bytes() + EICAR, scanner(path))
    assert refused.value.code == "photo.infected"
    assert "mã độc" in refused.value.detail


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY\0", b"x" * 9000])
def test_what_is_no_verdict_lets_nothing_in(listening: tuple[socket.socket, str], answer: bytes) -> None:
    listener, path = listening
    Clamd(listener, lambda _: answer)
    with pytest.raises(InvalidValue) as refused:
        taken(image_bytes(), scanner(path))
    assert refused.value.code == "photo.scan_down"


def test_over_tcp_and_when_nobody_listens(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    clamd = Clamd(listener, signatures)
    assert taken(image_bytes(), scanner(address)).width == 800
    assert len(clamd.seen) == 1
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for nobody in (address, str(tmp_path / "none.ctl")):
        with pytest.raises(InvalidValue, match="scan_down"):
            taken(image_bytes(), scanner(nobody))


def test_without_a_scanner_pictures_are_redrawn_all_the_same() -> None:
    picture = taken(image_bytes() + EICAR, scanner(None))
    assert EICAR not in picture.jpeg
