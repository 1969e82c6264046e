"""Accepting messages: once per reference, encrypted, ordered, refused with a reason."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from kit.problems import Problem
from sms_gateway.messages.accept import STORE_ROWS, Accepted, Draft
from sms_gateway.messages.find import find
from sms_gateway.schema import Lane, Status, message, message_reference, metadata
from tests.sms_gateway.world import World, people

PHONE = "84912345678"


def count(world: World) -> int:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(message)).scalar_one()


def test_a_body_is_taken_and_measured(world: World) -> None:
    answer = world.send_one(Draft(PHONE, body="Kính gửi Ông/Bà"))
    assert answer == Accepted(answer.id, True, "queued", "ucs2", 1, None)
    row = world.row(answer.id)
    assert (row.lane, row.status, row.telco) == (Lane.TRANSACTIONAL, Status.QUEUED, "vinaphone")
    assert world.sealing.open("message.content", row.id, row.content) == "Kính gửi Ông/Bà"
    assert world.sealing.open("message.phone", row.id, row.phone) == PHONE


def test_a_template_brings_its_lane_and_keeps_only_the_fields_it_needs(world: World) -> None:
    values = {"ma_otp": "123456", "muc_dich": "đổi mật khẩu", "so_phut": "5", "khac": "không lưu"}
    row = world.row(world.send_one(Draft(PHONE, template="otp", values=values)).id)
    assert (row.lane, row.encoding, row.segments) == (Lane.OTP, "gsm7", 1)
    assert "khac" not in world.sealing.open("message.content", row.id, row.content)


def test_khong_dau_is_stored_without_accents(world: World) -> None:
    answer = world.send_one(Draft(PHONE, body="Đã tiếp nhận hồ sơ", khong_dau=True))
    row = world.row(answer.id)
    assert answer.encoding == "gsm7"
    assert world.sealing.open("message.content", row.id, row.content) == "Da tiep nhan ho so"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(PHONE, body=""), "body_empty"),
        (Draft(PHONE, body=" \u200b\n"), "body_empty"),
        (Draft(PHONE, body="đ" * 671), "body_long"),
        (Draft(PHONE, template="khong_co"), "template_unknown"),
        (Draft(PHONE, template="tu_choi", values={"so_ho_so": "1"}), "personalisation_missing"),
    ],
)
def test_refusals_store_nothing(world: World, draft: Draft, code: str) -> None:
    (answer,) = world.send(draft)
    assert isinstance(answer, Problem)
    assert (answer.status, answer.code) == (422, code)
    assert count(world) == 0


def test_ten_segments_are_the_most(world: World) -> None:
    assert world.send_one(Draft(PHONE, body="đ" * 670)).segments == 10


def test_the_same_reference_gives_the_first_message(world: World) -> None:
    first = world.send_one(Draft(PHONE, body="một", reference="R1"))
    again = world.send_one(Draft(PHONE, body="hai", reference="R1"))
    assert (again.id, again.created, again.reference) == (first.id, False, "R1")
    assert count(world) == 1


def test_a_batch_answers_in_place_and_joins_its_own_repeats(world: World) -> None:
    drafts = [
        Draft(PHONE, body="một", reference="A"),
        Draft(PHONE, body=""),
        Draft(PHONE, body="hai", reference="A"),
        Draft(PHONE, body="ba"),
    ]
    first, refused, repeat, last = world.send(*drafts)
    assert isinstance(refused, Problem)
    assert isinstance(first, Accepted)
    assert isinstance(repeat, Accepted)
    assert isinstance(last, Accepted)
    assert (repeat.id, repeat.created) == (first.id, False)
    assert last.id > first.id
    assert count(world) == 2


def test_a_large_batch_spans_transactions_and_repeats_safely(world: World) -> None:
    drafts = [Draft(PHONE, body=str(n), reference=f"R{n}") for n in range(STORE_ROWS * 2 + 203)]
    ids = [answer.id for answer in world.send(*drafts) if isinstance(answer, Accepted)]
    assert ids == sorted(set(ids))
    assert [answer.id for answer in world.send(*drafts) if isinstance(answer, Accepted)] == ids
    assert count(world) == len(drafts)


def test_parallel_callers_with_one_reference_make_one_message(world: World) -> None:
    callers = 8
    together = Barrier(callers)

    def call(_: int) -> list[int]:
        together.wait()
        drafts = [Draft(PHONE, body="x", reference=f"R{n}") for n in range(20)]
        return [answer.id for answer in world.send(*drafts) if isinstance(answer, Accepted)]

    with ThreadPoolExecutor(callers) as pool:
        answers = list(pool.map(call, range(callers)))
    assert all(answer == answers[0] for answer in answers)
    assert count(world) == 20
    with reading(world.engine) as connection:
        kept = set(connection.execute(sa.select(message_reference.c.message_id)).scalars())
    assert kept == set(answers[0])


def test_nothing_personal_is_stored_in_clear(world: World) -> None:
    world.send_one(
        Draft(PHONE, template="otp", values={"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"})
    )
    world.send_one(Draft("84987654321", body="Chào Trần Thị Bưởi", reference="r"))
    world.campaign(people(3))
    stored = bytearray()
    with reading(world.engine) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                for value in row:
                    stored += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    for secret in (PHONE, PHONE[2:], "987654321", "736251", "Bưởi", "Nguyễn Thị", "7900000001", "900000001"):
        assert secret.encode() not in stored


def test_a_ciphertext_belongs_to_its_row_and_column(world: World) -> None:
    first = world.row(world.send_one(Draft(PHONE, body="một")).id)
    second = world.row(world.send_one(Draft(PHONE, body="hai")).id)
    for column, row_id in (("message.content", second.id), ("message.phone", first.id)):
        with pytest.raises(Exception, match="Decryption failed"):
            world.sealing.open(column, row_id, first.content)
    assert first.phone_hash == second.phone_hash
    assert first.phone != second.phone


def test_find_shows_own_messages_only(world: World) -> None:
    answer = world.send_one(Draft(PHONE, body="một", expires_at=utcnow() + timedelta(minutes=5)))
    assert world.owner.key_id is not None
    with reading(world.engine) as connection:
        shown = find(connection, answer.id, world.owner.key_id)
        assert (shown["status"], shown["lane"], shown["segments"]) == ("queued", "transactional", 1)
        with pytest.raises(Problem) as refused:
            find(connection, answer.id, world.owner.key_id + 1)
    assert (refused.value.status, refused.value.code) == (404, "message_unknown")
