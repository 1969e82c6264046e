"""A visit and its costs as plain values, and how they are stored.

Money is whole đồng. For every line and so for every visit: total = insurance + copay + self_pay + other
(XML1 of QĐ 4750/QĐ-BYT: T_TONGCHI = T_BHTT + T_BNCCT + T_BNTT + T_NGUONKHAC).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class CostLine:
    """One service, drug or material: what it cost and who paid which part. Its parts make up its total, whatever rounding makes of
    quantity and unit price."""

    name: str
    unit: str
    quantity: Decimal
    unit_price: int
    insurance: int
    copay: int
    self_pay: int
    other: int = 0

    @property
    def total(self) -> int:
        return self.insurance + self.copay + self.self_pay + self.other

    @property
    def exactly_priced(self) -> bool:
        """Whether the total is that many times the unit price, which is kept in whole đồng: only then does showing it explain the total."""
        return self.quantity * self.unit_price == self.total

    @property
    def written_quantity(self) -> str:
        """The quantity as people write it: 2, 0,5."""
        return f"{self.quantity:f}".replace(".", ",")


@dataclass(frozen=True)
class Visit:
    """One visit to a facility; `id` is known to this backend only. `care` is "Ngoại trú", "Nội trú" or "Cấp cứu".

    `facility` and `department` are stored as reported: names, or codes where no name came (MA_CSKCB; MA_KHOA, several with ";" between
    them). `backend.kcb.service` gives visits with names (`backend.kcb.naming`).
    """

    id: int
    facility: str
    province: str
    department: str
    care: str
    admitted: date
    discharged: date
    paid_on: date
    icd10: str
    diagnosis: str
    benefit_percent: int
    costs: tuple[CostLine, ...]

    @property
    def year(self) -> int:
        return self.admitted.year

    @property
    def total(self) -> int:
        return sum(line.total for line in self.costs)

    @property
    def insurance(self) -> int:
        return sum(line.insurance for line in self.costs)

    @property
    def copay(self) -> int:
        return sum(line.copay for line in self.costs)

    @property
    def self_pay(self) -> int:
        return sum(line.self_pay for line in self.costs)

    @property
    def other(self) -> int:
        return sum(line.other for line in self.costs)


@dataclass(frozen=True)
class YearSummary:
    """A year of the KCB book: number of visits and the sums of their costs."""

    year: int
    visits: int
    total: int
    insurance: int
    copay: int
    self_pay: int

    @property
    def other(self) -> int:
        return self.total - self.insurance - self.copay - self.self_pay


def from_details(visit_id: int, details: dict[str, Any]) -> Visit:
    """The visit that `details` of the table describe."""
    return Visit(
        id=visit_id,
        facility=details["facility"],
        province=details["province"],
        department=details["department"],
        care=details["care"],
        admitted=date.fromisoformat(details["admitted"]),
        discharged=date.fromisoformat(details["discharged"]),
        paid_on=date.fromisoformat(details["paid_on"]),
        icd10=details["icd10"],
        diagnosis=details["diagnosis"],
        benefit_percent=details["benefit_percent"],
        costs=tuple(
            CostLine(name, unit, Decimal(quantity), *money) for name, unit, quantity, *money in details["costs"]
        ),
    )


def to_details(visit: Visit) -> dict[str, Any]:
    """What the table keeps of a visit; the inverse of `from_details`."""
    return {
        "facility": visit.facility,
        "province": visit.province,
        "department": visit.department,
        "care": visit.care,
        "admitted": visit.admitted.isoformat(),
        "discharged": visit.discharged.isoformat(),
        "paid_on": visit.paid_on.isoformat(),
        "icd10": visit.icd10,
        "diagnosis": visit.diagnosis,
        "benefit_percent": visit.benefit_percent,
        "costs": [
            [
                line.name,
                line.unit,
                int(line.quantity) if line.quantity == int(line.quantity) else f"{line.quantity:f}",
                line.unit_price,
                line.insurance,
                line.copay,
                line.self_pay,
                line.other,
            ]
            for line in visit.costs
        ],
    }
