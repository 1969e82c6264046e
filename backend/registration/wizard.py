"""The wizard's steps: which fields stand on which page, and how far somebody has come."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from backend.registration import fields
from backend.registration.agencies import home_provinces
from backend.registration.fields import Values
from bhxh.places import Province


@dataclass(frozen=True)
class Step:
    """One page. ``name`` stands in its address; it asks for ``fields``, or for one ``picture``, or for the way of handing in."""

    name: str
    fields: tuple[str, ...] = ()
    picture: str = ""

    def done(self, values: Values, pictures: Collection[str]) -> bool:
        """Whether everything on this page has been answered."""
        if self.picture:
            return self.picture in pictures
        if self.name == WAY_STEP:
            return "way" in values
        return all(name in values and (values[name] or not fields.FIELDS[name].required) for name in self.fields)


WAY_STEP: Final = "cach-nop"
REVIEW: Final = "xem-lai"


class Flow:
    """The pages of one form, in their order."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self._by_name = {step.name: step for step in steps}

    def find(self, name: str) -> Step | None:
        """The page of a name."""
        return self._by_name.get(name)

    def first_open(self, values: Values, pictures: Collection[str]) -> Step | None:
        """The first page that is not answered; None when only the review is left."""
        return next((step for step in self.steps if not step.done(values, pictures)), None)

    def before(self, step: Step) -> Step | None:
        """The page ahead of this one."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def after(self, step: Step) -> Step | None:
        """The page behind this one; None: the review."""
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None

    def number(self, step: Step) -> int:
        """The place of a page, from 1."""
        return self.steps.index(step) + 1


ACCOUNT: Final = Flow(
    Step("nguoi-dang-ky", ("bhxh_code", "full_name", "personal_id")),
    Step("tinh", ("province",)),
    Step("quan-huyen", ("district",)),
    Step("dia-chi", ("commune", "street")),
    Step("lien-lac", ("phone", "email")),
    Step("co-quan", ("agency",)),
    Step("anh-chan-dung", picture="portrait"),
    Step("giay-to-mat-truoc", picture="id_front"),
    Step("giay-to-mat-sau", picture="id_back"),
    Step(WAY_STEP),
)

CHILD: Final = Flow(
    Step("nguoi-con", ("bhxh_code", "full_name", "date_of_birth")),
    Step("tinh", ("province",)),
    Step("co-quan", ("agency",)),
    Step("giay-khai-sinh", picture="birth_certificate"),
)


TODAY: Final = "2025:"
"""Ahead of the name of one of the 34 provinces, where a page offers both."""


def provinces_today() -> dict[str, list[Province]]:
    """The 34 provinces since 01/7/2025 by name, each with those of the 63 that it was made of."""
    found: dict[str, list[Province]] = {}
    for province in home_provinces():
        found.setdefault(province.name_2025, []).append(province)
    return dict(sorted(found.items(), key=lambda entry: entry[1][0].card_code))


def former_names() -> list[tuple[Province, str]]:
    """Names of the 63 that no province bears today, with the province that each belongs to now."""
    today = {name.removeprefix("TP. ") for name in provinces_today()}
    return [(province, province.name_2025) for province in home_provinces() if province.name not in today]
