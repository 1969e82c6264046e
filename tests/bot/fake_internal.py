"""A small stand-in for the backend's internal API over real HTTP: the table of docs/architecture.md, with real validation.

`values` says what each handle stands for. The OTP is always 123456; 000000 has expired and 999999 locks.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bhxh.card import parse_card
from bhxh.dates import age_on, parse_date
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.places import find_province
from bhxh.problems import InvalidValue

TOKEN = "internal-token-of-the-tests"
FIELDS = "bhxh_code full_name personal_id province district commune street phone email agency".split()
INSIDE = {"province": ("district", "commune", "agency"), "district": ("commune", "agency")}
KNOWN_CODES = {"7912345678"}
KNOWN_IDS = {"079085001234": "7912345678"}
KNOWN_DOSSIERS = {"00001.U/2026/07915"}

Answer = dict[str, Any]


def refused(code: str, detail: str, **more: object) -> Answer:
    """A refusal as the table has it."""
    return {"ok": False, "code": code, "detail": detail, **more}


def _province(value: str) -> None:
    if find_province(value) is None:
        raise InvalidValue("province", "Không có tỉnh, thành phố nào tên như vậy.", "Bình Định")


def _email(value: str) -> None:
    if "@" not in value:
        raise InvalidValue("email", "Địa chỉ email chưa đúng dạng.", "thuha1985@gmail.com")


CHECKS = {
    "bhxh_code": parse_bhxh_code,
    "full_name": parse_full_name,
    "personal_id": parse_personal_id,
    "province": _province,
    "phone": parse_mobile,
    "email": _email,
}


class FakeInternal:
    """State per session, everything that was called, and switches for trouble."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.drafts: dict[str, dict[str, str | None]] = {}
        self.children: dict[str, dict[str, str]] = {}
        self.pending: dict[str, tuple[str, int]] = {}
        self.identities: dict[str, str] = {}
        self.named: str | None = None
        self.holds_phone = False
        self.private = True
        self.dossiers: dict[str, str] = {}
        self.submitted: dict[str, int] = {}
        self.resends: dict[str, int] = {}
        self.calls: list[tuple[str, Answer]] = []
        self.agents = 1
        self.overflow: Answer = {"overflow": None, "opens": None}
        self.down = False
        self.stopped_turns = False
        self.url = ""

    def answer(self, path: str, body: Answer) -> Answer:
        """One call."""
        self.calls.append((path, body))
        name = path.removeprefix("/internal/v1/").replace("/", "_")
        try:
            return {"ok": True, **getattr(self, f"do_{name}")(body["session"], body)}
        except InvalidValue as wrong:
            return refused(wrong.code, f"{wrong.detail} Ví dụ: {wrong.example}" if wrong.example else wrong.detail)
        except RefusedCall as refusal:
            return refusal.answer

    def value(self, handle: str) -> str:
        """What a handle stands for."""
        return self.values[handle]

    def do_lookup_card(self, session: str, body: Answer) -> Answer:
        self.values["[MA_SO_9]"] = parse_card(self.value(body["handle"])).bhxh_code
        return {"code": "[MA_SO_9]", "parts": "[BANG_1]"}

    def do_handoff(self, session: str, body: Answer) -> Answer:
        province = body["place"]
        return {
            "position": 3,
            "agents": self.agents,
            "province": province,
            "duty": province is not None,
            **self.overflow,
        }

    def do_handoff_call(self, session: str, body: Answer) -> Answer:
        parse_mobile(self.value(body["handle"]))
        return {"phone": "[NHAN_1]", "opens": self.overflow["opens"]}

    def do_days_passed(self, session: str, body: Answer) -> Answer:
        day = parse_date(self.value(body["handle"])) - timedelta(days=body["eve"])
        return {"passed": sum(date.fromisoformat(known) <= day for known in body["days"])}

    def do_registration_fields(self, session: str, body: Answer) -> Answer:
        handle, field = body["handle"], body["field"]
        if field in CHECKS and handle is not None:
            CHECKS[field](self.value(handle))
        if field == "commune" and handle is not None and self.value(handle) == "Yên Viên":
            choices = [{"title": f"[NHAN_{n}]", "handle": f"[DIA_CHI_{n}]"} for n in (21, 22)]
            raise RefusedCall("registration.commune.ambiguous", "Có nhiều nơi cùng tên này.", choices=choices)
        draft = self.drafts.setdefault(session, {})
        dropped = [place for place in INSIDE.get(field, ()) if place in draft and draft.get(field) != handle]
        for place in dropped:
            del draft[place]
        filled = ["district"] if "," in (body.get("place") or "") else []
        draft.update(dict.fromkeys([field, *filled], handle or body.get("place")))
        suggested = {"title": "[NHAN_7]", "handle": "[DIA_CHI_7]"} if "district" in {field, *filled} else None
        return {"dropped": dropped, "filled": filled, "suggested": suggested}

    def do_registration_summary(self, session: str, body: Answer) -> Answer:
        draft = self.drafts.get(session, {})
        return {"summary": "[BANG_2]", "missing": [field for field in FIELDS if field not in draft]}

    def number_of_dossier(self, session: str) -> str:
        """The next handle of its conversation: they are counted for each by itself."""
        self.submitted[session] = self.submitted.get(session, 0) + 1
        return f"[HO_SO_{self.submitted[session]}]"

    def do_registration_submit(self, session: str, body: Answer) -> Answer:
        if body["key"] not in self.dossiers:
            if set(self.drafts.get(session, {})) != set(FIELDS):
                raise RefusedCall("incomplete", "Tờ khai còn thiếu mục.")
            self.dossiers[body["key"]] = self.number_of_dossier(session)
            del self.drafts[session]
        return {
            "number": self.dossiers[body["key"]],
            "agency": "[NHAN_1]",
            "deadline": "30/11/2026",
            "photo_link": "[LIEN_KET_1]",
            "declaration_link": "[LIEN_KET_2]",
        }

    def do_registration_discard(self, session: str, body: Answer) -> Answer:
        self.drafts.pop(session, None)
        return {}

    def do_registration_status(self, session: str, body: Answer) -> Answer:
        self._require(session, "registration_status")
        return {"status": "[BANG_3]"}

    def do_child_begin(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        return {}

    def do_child_fields(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        value, age = self.value(body["handle"]), None
        if body["field"] == "date_of_birth":
            age = age_on(parse_date(value), date(2026, 11, 20))
        elif body["field"] == "place":
            if "," not in value:
                raise InvalidValue("agency", "Không có cơ quan BHXH nào như vậy.", "BHXH Quận 5")
        else:
            CHECKS[body["field"]](value)
        self.children.setdefault(session, {})[body["field"]] = body["handle"]
        return {"agency": "[NHAN_8]" if body["field"] == "place" else None, "age": age}

    def do_child_summary(self, session: str, body: Answer) -> Answer:
        given = self.children.get(session, {})
        fields = ("bhxh_code", "full_name", "date_of_birth", "place")
        return {"summary": "[BANG_10]", "missing": [field for field in fields if field not in given]}

    def do_child_submit(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        if body["key"] not in self.dossiers:
            self.dossiers[body["key"]] = self.number_of_dossier(session)
            del self.children[session]
        number = self.dossiers[body["key"]]
        return {"number": number, "agency": "[NHAN_1]", "deadline": "30/11/2026", "photo_link": "[LIEN_KET_1]"}

    def do_child_discard(self, session: str, body: Answer) -> Answer:
        self.children.pop(session, None)
        return {}

    def do_feedback_province(self, session: str, body: Answer) -> Answer:
        province = find_province(body["place"] or self.value(body["handle"]))
        if province is None:
            raise RefusedCall("feedback.province", "Ông/Bà vui lòng chọn BHXH tỉnh, thành phố tiếp nhận.")
        return {"province": province.agency_code, "name": province.agency_name}

    def do_feedback_phone(self, session: str, body: Answer) -> Answer:
        parse_mobile(self.value(body["handle"]))
        return {}

    def do_feedback_page(self, session: str, body: Answer) -> Answer:
        return {"link": "[LIEN_KET_4]"}

    def do_feedback_submit(self, session: str, body: Answer) -> Answer:
        number = self.dossiers.setdefault(body["key"], f"[NHAN_{len(self.dossiers) + 1}]")
        return {"number": number, "link": "[LIEN_KET_3]", "deadline": "17:00 02/12/2026"}

    def do_otp_start(self, session: str, body: Answer) -> Answer:
        value = self.value(body["handle"])
        if body["purpose"] != "registration_status":
            value = parse_bhxh_code(KNOWN_IDS.get(value, value))
        if value not in KNOWN_CODES | KNOWN_DOSSIERS:
            raise RefusedCall("unknown", "Không gửi được mã OTP cho mã số này. Ông/Bà kiểm tra lại mã số.")
        if self.holds_phone and body["purpose"] in {"records", "registration_status"}:
            self.identities[session] = body["purpose"]
            return {"proven": True, "phone_tail": None, "minutes": 0, "resend_after": 0}
        self.pending[session] = ("kcb" if body["purpose"] == "records" else body["purpose"], 3)
        return self._sent()

    def do_otp_resend(self, session: str, body: Answer) -> Answer:
        if session not in self.pending:
            raise RefusedCall("none", "Không có mã OTP nào đang chờ.")
        self.resends[session] = self.resends.get(session, 0) + 1
        if self.resends[session] > 1:
            raise RefusedCall("too_soon", "Ông/Bà vui lòng chờ 60 giây rồi yêu cầu lại.")
        return self._sent()

    def do_otp_check(self, session: str, body: Answer) -> Answer:
        if session not in self.pending:
            raise RefusedCall("none", "Không có mã OTP nào đang chờ, Ông/Bà yêu cầu mã mới.")
        purpose, left = self.pending[session]
        typed = self.value(body["handle"])
        if typed == "000000":
            raise RefusedCall("expired", "Mã OTP đã hết hiệu lực. Ông/Bà yêu cầu mã mới.")
        if typed == "999999" or (typed != "123456" and left == 1):
            del self.pending[session]
            raise RefusedCall("locked", "Đã nhập sai quá số lần cho phép, vui lòng thử lại sau.")
        if typed != "123456":
            self.pending[session] = (purpose, left - 1)
            raise RefusedCall("wrong", f"Mã OTP chưa đúng, còn {left - 1} lần.", attempts_left=left - 1)
        del self.pending[session]
        self.identities[session] = purpose
        return {"purpose": purpose, "minutes": 15}

    def do_identity(self, session: str, body: Answer) -> Answer:
        purpose = self.identities.get(session)
        named = None if purpose else self.named
        return {"purpose": purpose, "seconds_left": 600 if purpose else 0, "named": named, "private": self.private}

    def do_accounts_page(self, session: str, body: Answer) -> Answer:
        return {"link": "[LIEN_KET_8]"}

    def do_accounts_reset(self, session: str, body: Answer) -> Answer:
        self._require(session, "password")
        return {"link": "[LIEN_KET_9]", "minutes": 15}

    def do_accounts_phone(self, session: str, body: Answer) -> Answer:
        self._require(session, "phone")
        if parse_mobile(self.value(body["handle"])) == "84912345678":
            raise RefusedCall("change.same", "Giá trị mới trùng với giá trị đang có.")
        return {"number": "[NHAN_8]"}

    def do_kcb_years(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        return {"overview": "[BANG_4]", "years": [{"title": "[NHAN_2]", "handle": "[NAM_1]"}]}

    def do_kcb_visits(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        return {"list": "[BANG_5]", "visits": [{"title": "[NHAN_3]", "handle": "[LUOT_1]"}]}

    def do_kcb_visit(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        return {"detail": "[BANG_6]"}

    def do_records_cards(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb", "records")
        return {"cards": "[BANG_7]"}

    def do_records_participation(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb", "records")
        return {"history": "[BANG_8]"}

    def do_records_benefits(self, session: str, body: Answer) -> Answer:
        self._require(session, "kcb")
        return {"benefits": "[BANG_9]"}

    def do_lookup_person(self, session: str, body: Answer) -> Answer:
        if "Đồng Tháp" not in body["province"] and not body["province"].startswith("["):
            raise RefusedCall(
                "province", "Tôi không tìm thấy tỉnh, thành phố này. Ông/Bà ghi tên tỉnh, ví dụ: Bình Định."
            )
        return {}

    def do_places_find(self, session: str, body: Answer) -> Answer:
        named, narrow = "đồng tháp" in body["words"].lower(), "cao lãnh" in body["words"].lower()
        if not named and not narrow:
            return {"missing": "place", "found": 0, "list": None}
        if not narrow and not body["settled"]:
            return {"missing": "district", "found": 0, "list": None}
        return {"missing": None, "found": 1, "list": "[BANG_10]"}

    def _require(self, session: str, *purposes: str) -> None:
        if self.identities.get(session) not in purposes:
            raise RefusedCall("identity", "Phiên xác thực đã hết, Ông/Bà xác thực lại.")

    @staticmethod
    def _sent() -> Answer:
        return {"proven": False, "phone_tail": "[NHAN_9]", "minutes": 5, "resend_after": 60}


class RefusedCall(Exception):
    """A refusal, raised from inside a call."""

    def __init__(self, code: str, detail: str, **more: object) -> None:
        super().__init__(code)
        self.answer = refused(code, detail, **more)


@contextmanager
def serving() -> Iterator[FakeInternal]:
    """The stand-in, listening on a free loopback port."""
    fake = FakeInternal()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.headers["authorization"] != f"Bearer {TOKEN}":
                self._send(401, {})
            elif fake.down:
                self._send(500, {})
            elif fake.stopped_turns or not body.get("turn"):
                self._send(409, {"code": "turn_not_running"})
            else:
                self._send(200, fake.answer(self.path, body))

        def _send(self, status: int, content: Answer) -> None:
            data = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
