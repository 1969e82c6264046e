"""The six demo people and what their notes tell, read from `data/`."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from backend.demo.costs import base_wage, split
from backend.kcb.visits import Visit
from backend.participants.records import BenefitDecision, CardRecord, ParticipationPeriod
from backend.participants.writing import PersonData
from bhxh.card import parse_card
from bhxh.phone import parse_mobile

_SELF_PAID = "tự trả"


@dataclass(frozen=True)
class DemoPerson:
    """A person with everything the register and the KCB book hold of them. The ids of the visits mean nothing."""

    data: PersonData
    card: str
    note: str
    cards: tuple[CardRecord, ...]
    participation: tuple[ParticipationPeriod, ...]
    benefits: tuple[BenefitDecision, ...]
    visits: tuple[Visit, ...]


@lru_cache(maxsize=1)
def demo_people() -> tuple[DemoPerson, ...]:
    """All of them; guardians come before the children they look after."""
    folder = resources.files("backend.demo").joinpath("data")
    histories = yaml.safe_load(folder.joinpath("histories.yaml").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(folder.joinpath("demo_people.csv").read_text(encoding="utf-8").splitlines()))
    guardians = {row["guardian_of"]: row["bhxh_code"] for row in rows if row["guardian_of"]}
    return tuple(_person(row, guardians.get(row["bhxh_code"]), histories[row["bhxh_code"]]) for row in rows)


def _person(row: dict[str, str], guardian: str | None, history: dict[str, Any]) -> DemoPerson:
    data = PersonData(
        bhxh_code=row["bhxh_code"],
        full_name=row["full_name"],
        date_of_birth=date.fromisoformat(row["date_of_birth"]),
        gender=row["gender"],
        province_code=row["province"],
        personal_id=row["personal_id"] or None,
        phone=parse_mobile(row["phone"]) if row["phone"] else None,
        address=history["address"],
        agency_code=row["agency"],
        guardian_code=guardian,
    )
    level = parse_card(row["card_number"]).level
    return DemoPerson(
        data=data,
        card=row["card_number"],
        note=row["note"],
        cards=tuple(_card(card) for card in history["cards"]),
        participation=tuple(_period(entry, kind) for entry in history["participation"] for kind in entry["kinds"]),
        benefits=tuple(_benefit(entry) for entry in history["benefits"]),
        visits=tuple(_visit(entry, level) for entry in history["visits"]),
    )


def _card(entry: dict[str, Any]) -> CardRecord:
    return CardRecord(entry["number"], entry["from"], entry.get("to"), entry["facility"], entry["five_years"])


def _period(entry: dict[str, Any], kind: str) -> ParticipationPeriod:
    return ParticipationPeriod(
        kind=kind,
        from_month=entry["from"],
        to_month=entry["to"],
        employer=entry["employer"],
        job=entry["job"],
        place=entry["place"],
        salary=entry["salary"],
        insured_salary=entry["insured"],
        arrears_months=entry.get("arrears", 0),
    )


def _benefit(entry: dict[str, Any]) -> BenefitDecision:
    return BenefitDecision(
        kind=entry["kind"],
        decision=entry["decision"],
        decided_on=entry["decided"],
        scheme=entry["scheme"],
        from_date=entry["from"],
        to_date=entry["to"],
        employer=entry["employer"],
        amount=entry["amount"],
        status=entry["status"],
    )


def _visit(entry: dict[str, Any], level: int) -> Visit:
    admitted, discharged = entry["dates"]
    items = [(*cost[:4], _SELF_PAID not in cost[4:]) for cost in entry["costs"]]
    percent, costs = split(items, level, base_wage(admitted))
    facility, province, department = entry["facility"]
    icd10, diagnosis = entry["diagnosis"]
    return Visit(
        id=0,
        facility=facility,
        province=province,
        department=department,
        care=entry["care"],
        admitted=admitted,
        discharged=discharged,
        paid_on=discharged,
        icd10=icd10,
        diagnosis=diagnosis,
        benefit_percent=percent,
        costs=costs,
    )
