"""A household register for tests, as a process of its own: ``household_server.py PORT TOKEN``. The code decides the answer."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AN = {
    "bhxh_code": "7912345678",
    "full_name": "Nguyễn Văn An",
    "date_of_birth": "1985-03-12",
    "gender": "nam",
    "province_code": "79",
    "household": "ignored",
}


class Handler(BaseHTTPRequestHandler):
    token = ""

    def do_POST(self) -> None:  # noqa: PLR0911 - one answer for each code
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Authorization"] != f"Bearer {self.token}":
            return self.answer(401, {})
        code = json.loads(body)["bhxh_code"]
        if code.startswith("7900000") and code[7:] in {"404", "500", "301"}:
            return self.answer(int(code[7:]), {"member": None})
        if code == "7900000001":
            return self.answer(200, {"member": {**AN, "date_of_birth": "12/3/1985"}})
        if code == "7900000002":
            return self.answer(200, {"member": AN})
        if code == "7900000003":
            return self.answer(200, {"member": {**AN, "address": "x" * 100_000}})
        if code == "7900000004":
            self.close_connection = True
            return None
        if code == "7900000005":
            time.sleep(2)
        return self.answer(200, {"member": AN if code == AN["bhxh_code"] else None})

    def answer(self, status: int, content: dict[str, object]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    Handler.token = sys.argv[2]
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
