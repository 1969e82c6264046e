"""The stream of made-up people.

Everything is drawn from one `random.Random` per seed, so that the first k people of a seed are the same whatever n is. Codes are
unique by construction: the running number goes through a permutation of the eight digits behind the province; so are phone
numbers up to ten million people, but for the few who share a phone, and CCCD numbers up to one million.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from backend.demo.generator.cases import CASE_BITS, Case, Priced, case_tables
from backend.demo.generator.names import REST_BITS, SURNAME_BITS, generation, name_tables
from backend.demo.generator.places import PROVINCE_BITS, TAIL_BITS, Facility, Home, Region63, province_table
from backend.demo.generator.society import (
    AS_OF,
    BIRTH_BITS,
    CARDS_RENEWED,
    FIRST_VISIT,
    GROUP_BITS,
    PHONE_BITS,
    VISIT_BITS,
    age_class,
    society,
)
from backend.demo.people import demo_people

MOST = 10**8 - 1000
"""Most people of one seed."""

CHILD = 16
"""Below this age people go to children's hospitals (Luật Trẻ em 2016, Điều 1)."""
_HAS_PHONE, _SHARES_PHONE = 0.9, 0.02
_CODES, _PHONES, _IDS = 10**8, 10**7, 10**6
_CODE_STEP, _PHONE_STEP, _ID_STEP = 61_803_399, 6_180_339, 618_033  # odd, no multiples of 5: permutations


class GeneratedVisit(NamedTuple):
    """One visit; dates ISO. `details()` is what the KCB table stores of it, as JSON."""

    year: int
    admitted: str
    discharged: str
    facility: Facility
    case: Case
    priced: Priced

    def details(self) -> str:
        return (
            f'{self.facility.head}, "admitted":"{self.admitted}","discharged":"{self.discharged}",'
            f'"paid_on":"{self.discharged}",{self.priced.tail}'
        )


class GeneratedPerson(NamedTuple):
    """One person; dates ISO, phone `84…`, None where a person has none."""

    bhxh_code: str
    card: str
    full_name: str
    date_of_birth: str
    gender: str
    personal_id: str | None
    phone: str | None
    province: str
    agency: str
    address: str
    card_from: str
    visits: tuple[GeneratedVisit, ...]


def stream(n: int, seed: int = 1) -> Iterator[GeneratedPerson]:
    """`n` people (up to `MOST`), made one by one; memory does not grow with `n`."""
    if not 0 <= n <= MOST:
        raise ValueError(f"n must lie between 0 and {MOST}")
    generator = _Generator(seed)
    for number in range(n):
        yield generator.person(number)


class _Generator:
    """One seed's people; `person` must be called for 0, 1, 2, ... in turn."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - made-up people, not secrets
        self.bits, self.uniform = rng.getrandbits, rng.random
        self.society, self.names, self.provinces, self.cases = society(), name_tables(), province_table(), case_tables()
        self.code_start, self.phone_start, self.id_start = self.bits(26), self.bits(23), self.bits(19)
        people = [person.data for person in demo_people()]
        self.taken_codes = frozenset(person.bhxh_code for person in people)
        self.taken_phones = frozenset(person.phone for person in people)
        self.spare = MOST
        self.last_phone: str | None = None

    def person(self, number: int) -> GeneratedPerson:
        bits, tables = self.bits, self.society
        place = self.provinces[bits(PROVINCE_BITS)]
        born_in = place if bits(3) else self.provinces[bits(PROVINCE_BITS)]
        home = place.homes[int(self.uniform() * len(place.homes))]
        birthday = min(tables.first_of_birth_year[bits(BIRTH_BITS)] + int(self.uniform() * 365), len(tables.days) - 1)
        born = tables.days[birthday]
        year = int(born[:4])
        age = AS_OF.year - year
        gender = "nữ" if bits(1) else "nam"
        surname = self.names.surnames[place.region][bits(SURNAME_BITS)]
        rest = self.names.rest[gender, generation(year)][bits(REST_BITS)]
        group = tables.groups[age][bits(GROUP_BITS)]
        code = self._code(number, born_in)
        return GeneratedPerson(
            code,
            f"{group}{place.card_code}{code}",
            f"{surname} {rest}",
            born,
            gender,
            self._personal_id(number, born_in, born, gender) if age >= 14 else None,
            self._phone(number) if age >= 15 and self.uniform() < _HAS_PHONE else None,
            place.card_code,
            home.agency_code,
            self._address(home),
            tables.days[max(CARDS_RENEWED, birthday)],
            self._visits(home, gender, age, int(group[2]), birthday),
        )

    def _code(self, number: int, born_in: Region63) -> str:
        code = f"{born_in.card_code}{(self.code_start + number * _CODE_STEP) % _CODES:08d}"
        while code in self.taken_codes:
            code = f"{born_in.card_code}{(self.code_start + self.spare * _CODE_STEP) % _CODES:08d}"
            self.spare += 1
        return code

    def _personal_id(self, number: int, born_in: Region63, born: str, gender: str) -> str:
        """Nghị định 137/2015/NĐ-CP, Điều 13: place, century and sex, year of birth, six digits."""
        mark = (0 if born < "2000" else 2) + (gender == "nữ")
        return f"0{born_in.card_code}{mark}{born[2:4]}{(self.id_start + number * _ID_STEP) % _IDS:06d}"

    def _phone(self, number: int) -> str | None:
        prefix = self.society.phones[self.bits(PHONE_BITS)]
        phone = f"84{prefix}{(self.phone_start + number * _PHONE_STEP) % _PHONES:07d}"
        if phone not in self.taken_phones and self.uniform() >= _SHARES_PHONE:
            self.last_phone = phone
        return self.last_phone

    def _address(self, home: Home) -> str:
        tail = home.tails[self.bits(TAIL_BITS)]
        return f"Số {1 + int(self.uniform() * 300)} {tail}" if home.urban else f"Thôn {1 + self.bits(3)}, {tail}"

    def _visits(self, home: Home, gender: str, age: int, level: int, birthday: int) -> tuple[GeneratedVisit, ...]:
        by_age = age_class(age)
        count = self.society.visits[by_age][self.bits(VISIT_BITS)]
        if not count:
            return ()
        cases, since = self.cases[gender, by_age], max(birthday - FIRST_VISIT, 0)
        return tuple([self._visit(cases, home, age < CHILD, level, since) for _ in range(count)])

    def _visit(self, cases: list[Case], home: Home, child: bool, level: int, since: int) -> GeneratedVisit:
        days, periods, uniform = self.society.days, self.society.periods, self.uniform
        case = cases[self.bits(CASE_BITS)]
        day = since + int(uniform() * (len(periods) - since))
        admitted = days[FIRST_VISIT + day]
        discharged = days[min(FIRST_VISIT + day + case.days, len(days) - 1)]
        facilities = home.fitting(case.department, child)
        facility = facilities[int(uniform() * len(facilities))]
        return GeneratedVisit(int(admitted[:4]), admitted, discharged, facility, case, case.priced(level, periods[day]))
