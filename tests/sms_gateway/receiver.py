"""A real HTTP server in the place of a key's owner."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from sms_gateway.client.callbacks import InboundEvent, StatusEvent, events, verified


@dataclass
class Receiver:
    """Answers ``status``, and keeps what a batch said when that was 2xx. ``requests`` counts all of them."""

    secret: str = ""
    status: int = 200
    told: list[StatusEvent | InboundEvent] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    requests: int = 0

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests += 1
                said = events(verified(receiver.secret, self.headers, body))
                if 200 <= receiver.status < 300:
                    receiver.told += said
                    receiver.sizes.append(len(said))
                self.send_response(receiver.status)
                self.send_header("Location", f"{receiver.url}elsewhere")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
