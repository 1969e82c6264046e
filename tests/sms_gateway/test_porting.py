"""Numbers that kept their prefix and changed their operator: learnt from files and receipts, used for what is accepted from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.messages import porting
from sms_gateway.messages.accept import Draft
from sms_gateway.messages.porting_file import WrongHeader, take
from sms_gateway.numbers import telco_of_network
from sms_gateway.providers import Answer, Outcome, Receipt
from sms_gateway.providers.smpp.settings import SmppSettings
from sms_gateway.schema import Status, message, ported_number
from sms_gateway.smpp.constants import EsmClass
from sms_gateway.smpp.pdu import DeliverSm
from sms_gateway.smpp.receipts import receipt
from tests.sms_gateway.test_receipts import Hand
from tests.sms_gateway.world import World, people

VIETTEL, MOBIFONE = "84982345678", "84902345678"
FILE = [
    "so_dien_thoai,nha_mang\n",
    f"{VIETTEL},mobifone\n",
    "0902345678,MobiFone \n",
    "777,viettel\n",
    "0912345678,bcc\n",
]


def telco_of(world: World, phone: str) -> str:
    sent = world.send_one(Draft(phone, body="x"))
    return str(world.row(sent.id).telco)


def known(world: World) -> dict[bytes, tuple[str, str]]:
    with reading(world.engine) as connection:
        return {row.phone_hash: (row.telco, row.source) for row in connection.execute(sa.select(ported_number))}


def test_a_file_is_taken_and_used_when_messages_are_accepted(world: World) -> None:
    assert telco_of(world, VIETTEL) == "viettel"
    taken = take(world.engine, world.sealing, FILE)
    assert (taken.ported, taken.back, [line for line, _ in taken.wrong]) == (1, 1, [4, 5])
    assert all("777" not in why and "bcc" not in why for _, why in taken.wrong)
    assert take(world.engine, world.sealing, FILE) == taken
    assert known(world) == {world.sealing.phone_hash(VIETTEL): ("mobifone", "file")}
    assert (telco_of(world, VIETTEL), telco_of(world, MOBIFONE)) == ("mobifone", "mobifone")
    back = ["\ufeffNHA_MANG,SO_DIEN_THOAI\n", f"viettel,{VIETTEL}\n"]
    assert take(world.engine, world.sealing, back).back == 1
    assert (known(world), telco_of(world, VIETTEL)) == ({}, "viettel")


def test_a_campaigns_numbers_are_looked_up_together(world: World) -> None:
    persons = people(2500)
    moved = {persons[place].msisdn for place in (0, 999, 1000, 2499)}
    lines = ["so_dien_thoai,nha_mang\n", *(f"{msisdn},vietnamobile\n" for msisdn in sorted(moved))]
    assert take(world.engine, world.sealing, lines).ported == 4
    plan = world.campaign(persons)
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(message).where(message.c.campaign_id == plan.campaign_id)).all()
    elsewhere = {world.sealing.open("message.phone", row.id, row.phone) for row in rows if row.telco == "vietnamobile"}
    hashes = {world.sealing.phone_hash(one.msisdn) for one in persons}
    assert moved <= elsewhere and {row.phone_hash for row in rows} == hashes
    assert len(elsewhere) == sum(one.msisdn in moved or one.msisdn.startswith("8492") for one in persons)


@pytest.mark.parametrize("lines", [[], ["phone,telco\n"], ["so_dien_thoai\n", "0912345678\n"]])
def test_a_file_without_the_columns(world: World, lines: list[str]) -> None:
    with pytest.raises(WrongHeader):
        take(world.engine, world.sealing, lines)


def test_a_line_with_too_few_cells_is_wrong_alone(world: World) -> None:
    taken = take(world.engine, world.sealing, ["so_dien_thoai,nha_mang\n", "0982345678\n", f"{VIETTEL},gmobile\n"])
    assert (taken.ported, len(taken.wrong)) == (1, 1)


def test_receipts_that_name_another_network_teach(world: World) -> None:
    hand = Hand(world)
    sent = [world.send_one(Draft(phone, body="x")).id for phone in (VIETTEL, MOBIFONE, "84872345678")]
    hand.claim()
    hand.answer(*[Answer(one, Outcome.ACCEPTED, f"n{one}") for one in sent])
    told = ("vinaphone", None, "vinaphone")  # the last is an iTel number, on VinaPhone's network
    hand.report(
        *[
            Receipt("telco", f"n{one}", Status.DELIVERED, utcnow(), telco=telco)
            for one, telco in zip(sent, told, strict=True)
        ]
    )
    assert known(world) == {world.sealing.phone_hash(VIETTEL): ("vinaphone", "telco")}
    assert (telco_of(world, VIETTEL), telco_of(world, "84872345678")) == ("vinaphone", "itel")


def test_the_newest_word_counts(world: World) -> None:
    phone_hash = world.sealing.phone_hash(VIETTEL)
    for telco in ("mobifone", "gmobile"):
        with world.engine.begin() as connection:
            porting.keep(connection, {phone_hash: telco}, "file", utcnow())
    with reading(world.engine) as connection:
        assert porting.telcos(connection, [phone_hash, b"0" * 32]) == {phone_hash: "gmobile"}


@pytest.mark.parametrize(
    ("code", "telco"),
    [
        ("45204", "viettel"),
        ("452-01", "mobifone"),
        ("452021234567890", "vinaphone"),
        ("45205\0", "vietnamobile"),
        ("45299", None),
        ("51001", None),
        ("", None),
        ("452", None),
        ("452٠١", None),
    ],
)
def test_codes_of_networks(code: str, telco: str | None) -> None:
    assert telco_of_network(code) == telco


def test_an_smscs_own_parameter_names_the_network() -> None:
    table = {
        "name": "a", "kind": "smpp", "host": "h", "port": 1, "system_id": "s", "password_env": "P", "sender": "BHXH",
        "network_tag": "0x1403",
    }  # fmt: skip
    settings = SmppSettings.model_validate(table, context={"environment": {"P": "x"}})
    text = b"id:1 sub:001 dlvrd:001 submit date:1 done date:1 stat:DELIVRD err:000 text:"
    delivery = DeliverSm(short_message=text, esm_class=EsmClass.RECEIPT, tlvs=((0x1403, b"45204\0"),))
    found = receipt(delivery, network_tag=settings.network_tag_number)
    assert found is not None and found.network is not None
    assert telco_of_network(found.network) == "viettel"
    plain = receipt(delivery)
    assert plain is not None and plain.network is None


def test_the_command_line_takes_a_file(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from click.testing import CliRunner

    from app import cli_sms_portability

    monkeypatch.setattr(cli_sms_portability.settings, "load", lambda: SimpleNamespace(gateway=lambda: world.config))
    file = tmp_path / "mnp.csv"
    file.write_text("".join(FILE), encoding="utf-8")
    done = CliRunner().invoke(cli_sms_portability.portability, ["import", str(file)])
    assert done.exit_code == 0 and "1 số đã chuyển mạng" in done.stdout and "dòng 4" in done.stderr
    file.write_text("a,b\n", encoding="utf-8")
    refused = CliRunner().invoke(cli_sms_portability.portability, ["import", str(file)])
    assert refused.exit_code == 1 and "so_dien_thoai" in refused.stderr
