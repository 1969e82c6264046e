"""A gateway that keeps its contract about references over real HTTP: for tests of who calls it, and how often."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


class ReferenceGateway:
    """Stores messages by reference; `calls` has every call in order. `before_answer` runs after storing, before answering."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.before_answer: Callable[[dict[str, Any]], None] = lambda message: None
        self.refusal: tuple[int, str] | None = None
        self._lock = Lock()

    def accept(self, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            self.calls.append(message["reference"])
            if self.refusal:
                return self.refusal[0], {"code": self.refusal[1], "detail": "Không nhận."}
            known = message["reference"] in self.messages
            self.messages.setdefault(message["reference"], message)
            answer = {"id": "m-" + message["reference"], "status": "queued", "encoding": "ucs2", "segments": 2}
        self.before_answer(message)
        return (200 if known else 202), answer


@contextmanager
def serve(gateway: ReferenceGateway) -> Iterator[str]:
    """The gateway under the address that is yielded (without path)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = gateway.accept(body)
            data = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except BrokenPipeError:
                pass

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
