"""What the register knows about a person, as plain values that leave the database session."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonRecord:
    """One person. `phone` is `84` and nine digits; `province_code` two digits as on cards; `agency_code` 3 or 5 digits."""

    id: int
    bhxh_code: str
    full_name: str
    date_of_birth: date
    gender: str
    personal_id: str | None
    phone: str | None
    address: str | None
    province_code: str
    agency_code: str | None
    guardian_id: int | None


@dataclass(frozen=True)
class CardRecord:
    """A BHYT card: its 15 characters, validity, first registered facility (a name, or MA_CSKCB as imported), and since when 5 years without a gap count.

    None: not known; of `valid_to`: open.
    """

    number: str
    valid_from: date | None = None
    valid_to: date | None = None
    facility: str | None = None
    five_years_from: date | None = None


@dataclass(frozen=True)
class ParticipationPeriod:
    """A stretch of paying in (VssID "Quá trình tham gia"). Months are `yyyy-mm`, `to_month` None while it goes on; đồng.

    `arrears_months`: months of the stretch for which the employer has not paid yet (thời gian chậm đóng).
    """

    kind: str
    from_month: str
    to_month: str | None
    employer: str
    job: str
    place: str
    salary: int
    insured_salary: int
    arrears_months: int = 0


@dataclass(frozen=True)
class BenefitDecision:
    """A benefit (VssID "Thông tin hưởng"). `amount` in đồng: in all for one-time benefits, a month for monthly ones. `account` and
    `bank`: where it is paid to, where that is known."""

    kind: str
    decision: str
    decided_on: date
    scheme: str
    from_date: date
    to_date: date | None
    employer: str | None
    amount: int
    status: str
    account: str = ""
    bank: str = ""

    @property
    def masked_account(self) -> str:
        """The account as it is shown, by its last four characters."""
        return f"…{self.account[-4:]}" if self.account else ""
