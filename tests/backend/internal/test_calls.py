"""Every call of the table in docs/architecture.md: answers as handles, refusals as sentences, nothing without its turn."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from backend.config import BackendConfig
from backend.conversations.models import PendingOtp, ProvenIdentity
from backend.database import Database
from backend.embed.models import NamedUser
from bhxh.dates import utcnow
from tests.backend.internal.conftest import CODE, Citizen, OtpGateway

AN = "7912345678"
HANDLE = re.compile(r"\[[A-Z_]+_\d+\]")
FORM = {
    "bhxh_code": "mã số 7912345678",
    "full_name": "Nguyễn Thị Thu Hà",
    "personal_id": "079085001234",
    "province": "TP.HCM",
    "district": "q5",
    "commune": "p11",
    "street": "12/5 Trần Hưng Đạo, khu phố 3",
    "phone": "0912 345 678",
    "email": "thuha1985@gmail.com",
    "agency": "[07915] BHXH Quận 5",
}


def only_handles(answer: dict[str, object]) -> None:
    """No value in the answer but handles, times and dates."""
    assert "Nguyễn" not in str(answer) and not re.search(r"\d{6}", str(answer))


def test_without_the_token_or_a_running_turn_there_is_nothing(
    internal: FlaskClient, citizen: Citizen, config: BackendConfig
) -> None:
    body = {"session": citizen.work.session, "turn": citizen.work.turn_id, "handle": "[THE_1]"}
    for headers in ({}, {"Authorization": "Bearer falsch"}, {"Authorization": config.internal_token}):
        for path in ("/internal/v1/lookup/card", "/internal/v1/khong-co", "/internal/v1/audience"):
            assert internal.post(path, json=body, headers=headers).status_code == 401
    for wrong in ({"session": "x" * 22}, {"turn": "x" * 22}):
        response = internal.post("/internal/v1/lookup/card", json={**body, **wrong}, headers=citizen.headers)
        assert (response.status_code, response.json["code"]) == (409, "turn_not_running")
    with citizen.finished():
        response = internal.post("/internal/v1/lookup/card", json=body, headers=citizen.headers)
        assert response.status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"session": 1},
        {"session": "a", "turn": "b", "handle": None},
        {"session": "a", "turn": "b", "handle": "c", "x": 1},
    ],
)
def test_bodies_are_strict(internal: FlaskClient, citizen: Citizen, body: dict[str, object]) -> None:
    response = internal.post("/internal/v1/lookup/card", json=body, headers=citizen.headers)
    assert response.status_code == 422 and response.json["errors"]


def test_a_handle_belongs_to_one_conversation(
    database: Database, internal: FlaskClient, citizen: Citizen, config: BackendConfig
) -> None:
    handle = citizen.say("DN4797912345678")
    other = Citizen(database, internal, config.internal_token)
    assert citizen.call("/lookup/card", handle=handle)["ok"] is True
    for wrong in (handle, "[THE_99]", "THE_1", "[KHONG_1]", "DN4797912345678", ""):
        answer = other.call("/lookup/card", handle=wrong)
        assert (answer["ok"], answer["code"]) == (False, "handle_unknown")


def test_card(citizen: Citizen) -> None:
    answer = citizen.call("/lookup/card", handle=citizen.say("dn 4 79 7912345678"))
    only_handles(answer)
    assert citizen.shown(answer["code"]) == AN
    assert "DN" in citizen.shown(answer["parts"])
    short = citizen.call("/lookup/card", handle=citizen.say("DN479791234567"))
    assert short["ok"] is False and short["code"] == "card.length" and "14" in short["detail"]
    new = citizen.call("/lookup/card", handle=citizen.say(AN, "card"))
    assert citizen.shown(new["code"]) == AN


@pytest.mark.parametrize(
    ("said", "eve", "passed"),
    [
        ("15/3/2022", False, 1),
        ("1/7/2025", False, 2),
        ("1/7/2025", True, 1),
        ("ngày 2 tháng 3 năm 2015", False, 0),
        ("31.12.2030", False, 3),
    ],
)
def test_a_day_is_only_compared(citizen: Citizen, said: str, eve: bool, passed: int) -> None:
    handle = HANDLE.search(citizen.say(f"trước {said} thì sao"))
    assert handle
    days = ["2019-07-01", "2025-07-01", "2026-07-01"]
    answer = citizen.call("/days/passed", handle=handle.group(), days=days, eve=eve)
    assert answer == {"ok": True, "passed": passed}


def test_what_is_no_day_is_not_compared(citizen: Citizen) -> None:
    card = citizen.call("/days/passed", handle=citizen.say("DN4797912345678"), days=[])
    assert (card["ok"], card["code"]) == (False, "not_a_day")


def fill(citizen: Citizen, **changed: str) -> None:
    for field, written in {**FORM, **changed}.items():
        handle = HANDLE.search(citizen.say(written, field))
        assert handle, field
        answer = citizen.call("/registration/fields", field=field, handle=handle.group())
        assert answer["ok"] is True, (field, answer)


def test_a_place_in_plain_words_fills_what_it_names(citizen: Citizen) -> None:
    stored = citizen.call("/registration/fields", field="province", handle=None, place="phường 11, quận 5, TPHCM")
    only_handles({"suggested": stored["suggested"]})
    assert stored["filled"] == ["district", "commune"]
    assert citizen.shown(stored["suggested"]["title"]) == "[07915] BHXH Quận 5"
    assert {"province", "district", "commune"}.isdisjoint(citizen.call("/registration/summary")["missing"])
    assert citizen.call("/registration/fields", field="province", handle=None, place="Xứ Lạ")["ok"] is False


def test_a_commune_that_could_be_several_is_offered(citizen: Citizen) -> None:
    citizen.call("/registration/fields", field="province", handle=None, place="huyện Gia Lâm, Hà Nội")
    handle = HANDLE.search(citizen.say("yen vien", "commune"))
    assert handle
    asked = citizen.call("/registration/fields", field="commune", handle=handle.group())
    assert (asked["ok"], asked["code"]) == (False, "registration.commune.ambiguous")
    only_handles({str(number): each for number, each in enumerate(asked["choices"])})
    assert [citizen.shown(each["title"]) for each in asked["choices"]] == ["thị trấn Yên Viên", "xã Yên Viên"]
    chosen = citizen.call("/registration/fields", field="commune", handle=asked["choices"][1]["handle"])
    assert chosen["ok"] is True


def test_a_commune_given_again_is_taken(citizen: Citizen) -> None:
    citizen.call("/registration/fields", field="province", handle=None, place="quận 5, TPHCM")
    answers = []
    for _ in range(2):
        handle = HANDLE.search(citizen.say("Phường Chợ Lớm", "commune"))
        assert handle
        answers.append(citizen.call("/registration/fields", field="commune", handle=handle.group()))
    assert [answer["ok"] for answer in answers] == [False, True]
    assert citizen.shown(answers[0]["choices"][0]["title"]) == "Phường Chợ Lớn"


def test_plain_words_are_taken_for_a_place_only(internal: FlaskClient, citizen: Citizen) -> None:
    for wrong in ({"field": "full_name", "handle": None}, {"field": "province", "handle": "[DIA_CHI_1]"}):
        body = {**wrong, "place": "Nguyễn Văn An", "session": "s", "turn": "t"}
        assert internal.post("/internal/v1/registration/fields", json=body, headers=citizen.headers).status_code == 422


def test_kcb_takes_a_time_and_a_facility(citizen: Citizen) -> None:
    prove(citizen)
    handles = HANDLE.findall(citizen.say("tôi khám từ 1/6/2025 đến 31/12/2025 ở phòng khám Hoàng Long"))
    assert len(HANDLE.findall(" ".join(handles))) == 3
    days, clinic = handles[:2], f"phòng khám {handles[2]}"
    half = citizen.call("/kcb/visits", handle=None, since=days[0], until=days[1])
    only_handles(half)
    assert "Từ 01/06/2025 đến 31/12/2025: 1 lượt" in citizen.shown(half["list"])
    elsewhere = citizen.call("/kcb/visits", handle=None, since="2025-01-01", until="2025-12-31", facility=clinic)
    assert "không có lượt khám" in citizen.shown(elsewhere["list"]) and "Hoàng Long" in citizen.shown(elsewhere["list"])
    there = citizen.call("/kcb/visits", handle=None, facility="bv nguyễn trãi", latest=True)
    assert len(there["visits"]) == 1 and "16/09/2025" in citizen.shown(there["list"])


def test_registration_from_the_first_field_to_the_dossier(citizen: Citizen) -> None:
    assert citizen.call("/registration/summary")["missing"][0] == "bhxh_code"
    fill(citizen)
    summary = citizen.call("/registration/summary")
    only_handles(summary)
    assert summary["missing"] == []
    assert "Nguyễn Thị Thu Hà" in citizen.shown(summary["summary"])
    dossier = citizen.call("/registration/submit", key="khoa-1")
    only_handles(dossier)
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", dossier["deadline"])
    assert re.fullmatch(r"\d{5}\.[A-Z]/\d{4}/07915", citizen.shown(dossier["number"]))
    assert citizen.shown(dossier["agency"]) == "[07915] BHXH Quận 5"
    assert citizen.shown(dossier["photo_link"]).startswith("http://127.0.0.1:8080/")
    again = citizen.call("/registration/submit", key="khoa-1")
    assert citizen.shown(again["number"]) == citizen.shown(dossier["number"])


def test_a_field_says_what_is_wrong_and_may_be_left_out(citizen: Citizen) -> None:
    wrong = citizen.call("/registration/fields", field="phone", handle=citizen.say("091234567", "phone"))
    assert wrong["ok"] is False and wrong["code"] == "phone.length" and "091234567" not in wrong["detail"]
    assert citizen.call("/registration/fields", field="email", handle=None)["ok"] is True
    card = citizen.call("/registration/fields", field="bhxh_code", handle=citizen.say("DN4797912345678", "bhxh_code"))
    assert card["ok"] is True
    assert citizen.call("/registration/fields", field="phone", handle=None)["ok"] is False
    assert citizen.call("/registration/discard") == {"ok": True}
    assert "bhxh_code" in citizen.call("/registration/summary")["missing"]
    assert citizen.call("/registration/submit", key="k")["ok"] is False


def prove(citizen: Citizen, purpose: str = "kcb", subject: str = AN) -> None:
    handle = HANDLE.search(citizen.say(subject))
    assert handle
    assert citizen.call("/otp/start", purpose=purpose, handle=handle.group())["ok"]
    assert citizen.call("/otp/check", handle=citizen.say(CODE, "otp", otp=True))["ok"]


def test_otp_to_the_phone_on_record(citizen: Citizen, gateway: OtpGateway) -> None:
    sent = citizen.call("/otp/start", purpose="kcb", handle=citizen.say(AN))
    assert (sent["minutes"], sent["resend_after"]) == (5, 30)
    assert citizen.shown(sent["phone_tail"]) == "678"
    assert gateway.sent == [{"to": "84912345678", "purpose": "kcb", "ip": "203.0.113.7"}]
    wrong = citizen.call("/otp/check", handle=citizen.say("654321", otp=True))
    assert (wrong["ok"], wrong["code"], wrong["attempts_left"]) == (False, "wrong", 4)
    assert "4" in wrong["detail"]
    nothing = {"ok": True, "purpose": None, "seconds_left": 0, "named": None, "private": True}
    assert citizen.call("/identity") == nothing
    right = citizen.call("/otp/check", handle=citizen.say("123 456", otp=True))
    assert right == {"ok": True, "purpose": "kcb", "minutes": 10}
    proven = citizen.call("/identity")
    assert proven["purpose"] == "kcb" and 590 <= proven["seconds_left"] <= 600
    assert citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))["code"] == "none"


def test_the_number_of_a_case_uses_up_no_try(citizen: Citizen) -> None:
    citizen.call("/otp/start", purpose="kcb", handle=citizen.say(AN))
    for _ in range(6):
        number = citizen.call("/otp/check", handle=citizen.say("TD-000001", "otp", otp=True))
        assert number["code"] == "wrong" and "gồm 6 chữ số" in number["detail"]
    assert citizen.call("/otp/check", handle=citizen.say(CODE, "otp", otp=True))["ok"]


def test_otp_wrong_locked_expired_and_resent(citizen: Citizen, gateway: OtpGateway, database: Database) -> None:
    assert citizen.call("/otp/resend")["code"] == "none"
    citizen.call("/otp/start", purpose="kcb", handle=citizen.say("thẻ DN4797912345678")[len("thẻ ") :])
    codes = [citizen.call("/otp/check", handle=citizen.say("654321", otp=True))["code"] for _ in range(6)]
    assert codes == ["wrong"] * 4 + ["locked"] * 2
    assert citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))["code"] == "locked"
    assert citizen.call("/otp/resend")["code"] == "resend_wait"
    with database.begin() as session:
        session.execute(update(PendingOtp).values(resend_at=utcnow() - timedelta(seconds=1)))
    assert citizen.call("/otp/resend")["ok"] is True
    gateway.expired = True
    assert citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))["code"] == "expired"
    gateway.down = True
    assert citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))["code"] == "sms_unavailable"


def test_an_unknown_code_and_one_without_phone_sound_alike(citizen: Citizen, gateway: OtpGateway) -> None:
    unknown = citizen.call("/otp/start", purpose="kcb", handle=citizen.say("ma so 7900000001")[len("ma so ") :])
    dossier = citizen.call("/otp/start", purpose="registration_status", handle=citizen.say("00001.G/2020/07915"))
    assert (unknown["ok"], unknown["code"]) == (False, "cannot_send")
    assert dossier["ok"] is False
    assert gateway.sent == []


def test_the_personal_id_serves_as_code_and_one_of_nobody_sounds_as_an_unknown_code(
    citizen: Citizen, gateway: OtpGateway
) -> None:
    """Since 01/8/2025 (CV 1804/BHXH-QLT)."""
    unknown = citizen.call("/otp/start", purpose="kcb", handle=citizen.say("079085001235", "kcb_code"))
    code = citizen.call("/otp/start", purpose="kcb", handle=citizen.say("7900000001", "kcb_code"))
    assert unknown == code and unknown["code"] == "cannot_send"
    assert citizen.call("/otp/start", purpose="kcb", handle=citizen.say("079085001234", "kcb_code"))["ok"]
    assert len(gateway.sent) == 1
    assert citizen.call("/otp/check", handle=citizen.say(CODE, "otp", otp=True))["ok"]
    assert citizen.call("/kcb/years")["ok"]


def test_guessing_codes_is_counted_whether_found_or_not(citizen: Citizen) -> None:
    codes = [
        citizen.call("/otp/start", purpose="kcb", handle=citizen.say(f"ma so 790000000{n}")[len("ma so ") :])["code"]
        for n in range(8)
    ]
    assert codes == ["cannot_send"] * 6 + ["too_many"] * 2


def test_an_address_is_limited_over_many_conversations(
    database: Database, internal: FlaskClient, config: BackendConfig
) -> None:
    codes = []
    for n in range(32):
        guesser = Citizen(database, internal, config.internal_token, address="198.51.100.1")
        codes.append(
            guesser.call("/otp/start", purpose="kcb", handle=guesser.say(f"ma so 79000000{n:02d}")[len("ma so ") :])[
                "code"
            ]
        )
    assert codes == ["cannot_send"] * 30 + ["too_many"] * 2


def test_whom_the_app_has_named_is_known_but_not_believed(citizen: Citizen, database: Database) -> None:
    with database.begin() as session:
        expires_at = utcnow() + timedelta(minutes=5)
        row = {"issuer": "app.example.vn", "by_phone": False, "subject": "7912345678", "expires_at": expires_at}
        session.add(NamedUser(conversation_id=citizen.row_id, **row))
    named = citizen.call("/identity")
    assert (named["purpose"], citizen.shown(named["named"])) == (None, "7912345678")
    assert citizen.call("/kcb/years")["code"] == "identity_needed"
    citizen.call("/otp/start", purpose="kcb", handle=named["named"])
    citizen.call("/otp/check", handle=citizen.say(CODE, otp=True))
    assert citizen.call("/identity")["named"] is None and citizen.call("/kcb/years")["ok"]


def test_kcb_needs_an_identity_of_this_conversation_and_purpose(
    database: Database, internal: FlaskClient, citizen: Citizen, config: BackendConfig
) -> None:
    prove(citizen)
    other = Citizen(database, internal, config.internal_token)
    for path, body in (("/kcb/years", {}), ("/kcb/visits", {"handle": None})):
        assert citizen.call(path, **body)["ok"] is True
        assert other.call(path, **body)["code"] == "identity_needed"
    assert citizen.call("/registration/status")["code"] == "identity_needed"
    with database.begin() as session:
        session.execute(update(ProvenIdentity).values(expires_at=utcnow() - timedelta(seconds=1)))
    assert citizen.call("/kcb/years")["code"] == "identity_needed"
    assert citizen.call("/identity")["purpose"] is None


def test_kcb_from_years_to_one_visit(citizen: Citizen) -> None:
    prove(citizen)
    years = citizen.call("/kcb/years")
    only_handles(years)
    assert len(years["years"]) >= 2
    assert "20" in citizen.shown(years["overview"])
    assert citizen.shown(years["years"][0]["handle"]).isdigit()
    visits = citizen.call("/kcb/visits", handle=years["years"][0]["handle"])
    only_handles(visits)
    visit = citizen.call("/kcb/visit", handle=visits["visits"][0]["handle"])
    only_handles(visit)
    assert "đ" in citizen.shown(visit["detail"])
    assert citizen.shown(visits["visits"][0]["handle"]) == "…"  # an id of ours is no text
    assert citizen.call("/kcb/visits", handle=None)["ok"] is True
    assert citizen.call("/kcb/visit", handle=years["years"][0]["handle"])["code"] == "handle_unknown"


def test_registration_status_by_number_and_otp(citizen: Citizen, gateway: OtpGateway) -> None:
    fill(citizen)
    number = citizen.shown(citizen.call("/registration/submit", key="k")["number"])
    prove(citizen, "registration_status", f"hồ sơ {number}")
    assert gateway.sent[-1]["to"] == "84912345678"
    status = citizen.call("/registration/status")
    only_handles(status)
    assert number in citizen.shown(status["status"])


def test_the_audience_is_csv_for_the_gateway(internal: FlaskClient, citizen: Citizen) -> None:
    response = internal.post(
        "/internal/v1/audience", json={"participants": {"province": None}}, headers=citizen.headers
    )
    assert response.status_code == 200 and "csv" in response.content_type
    assert response.text.splitlines()[0] == "so_dien_thoai,ho_ten,ma_so_bhxh"
    assert "0912345678,Nguyễn Văn An,7912345678" in response.text
    for body in ({}, {"participants": {"province": "79x"}}, {"participants": {"province": 79}}):
        assert internal.post("/internal/v1/audience", json=body, headers=citizen.headers).status_code == 422
