"""One person's way through the pages of a form: what a page shows, what it stores, and where it leads. The same for form 01 and a child's."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.registration import drafts, fields, wizard
from backend.registration.agencies import agencies, agencies_of, districts, home_provinces
from backend.registration.commune_page import commune_choice, written_commune, wrong_field
from backend.registration.desk import desk
from backend.registration.drafts import HandIn
from backend.registration.fields import Values
from backend.registration.kinds import Way
from backend.registration.uploads import picture
from backend.registration.wizard import WAY_STEP, Flow, Step
from backend.site.views import page
from bhxh.messages import text
from bhxh.places import Province
from bhxh.problems import InvalidValue

Errors = dict[str, str]


@dataclass(frozen=True)
class Walk:
    """``at``: the section whose views ``show_step``, ``answer_step``, ``show_picture`` and ``review`` are; ``owner``: whose draft."""

    at: str
    flow: Flow
    owner: str

    def values(self) -> dict[str, str]:
        """What was given so far."""
        return desk().registration.values(self.owner)

    def pictures(self) -> frozenset[str]:
        """The pictures given so far."""
        return desk().photos.present(self.owner)

    def address(self, step: Step | None) -> str:
        """The address of a page; None: of the review."""
        if step is None:
            return url_for(f"{self.at}.review")
        return url_for(f"{self.at}.show_step", name=step.name)

    def open_address(self) -> str:
        """Where this person goes on: at the first page not answered, or the review."""
        return self.address(self.flow.first_open(self.values(), self.pictures()))

    def show(self, step: Step) -> BaseResponse | str:
        """One page; one whose forerunners are open leads to the first of those."""
        ahead = self.flow.first_open(self.values(), self.pictures())
        if ahead is not None and self.flow.number(ahead) < self.flow.number(step):
            return redirect(self.address(ahead), HTTPStatus.SEE_OTHER)
        return self._page(step, {}, {})

    def answer(self, step: Step) -> BaseResponse:
        """Keeps what was answered and goes on, or says what is wrong beside its field."""
        if step.fields == ("province",) and (former := _former_choice(request.form.get("province", ""))):
            return make_response(self._page(step, {}, {}, former))
        errors = self._store(step)
        if errors:
            return make_response(self._page(step, request.form, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(self.onward(step), HTTPStatus.SEE_OTHER)

    def onward(self, step: Step) -> str:
        """Behind a page; from one that was opened out of the review back to it, unless the change has opened another one."""
        behind = self.flow.after(step)
        return self.open_address() if "sua" in request.args or behind is None else self.address(behind)

    def groups(self) -> list[tuple[Step, list[tuple[str, str]]]]:
        """Every page with its labels and values, for the review."""
        values = self.values()
        return [(step, self._rows(step, values)) for step in self.flow.steps]

    def _rows(self, step: Step, values: Values) -> list[tuple[str, str]]:
        if step.name == WAY_STEP:
            return [(text("registration.status.way"), desk().registration.way_text(self.owner) or "")]
        return [(fields.FIELDS[name].label, fields.show_in(name, values)) for name in step.fields]

    def _store(self, step: Step) -> Errors:
        if step.picture:
            return self._store_picture(step)
        if step.name == WAY_STEP:
            return self._store_way()
        errors: Errors = {}
        for name in step.fields:
            try:
                desk().registration.put_field(self.owner, name, _written(name) or None)
            except InvalidValue as wrong:
                errors[wrong_field(request.form) if name == "commune" else name] = wrong.detail
        return errors

    def _store_picture(self, step: Step) -> Errors:
        given = any(file.filename for file in request.files.values())
        if not given and step.picture in self.pictures():
            return {}  # the one that is there already is kept
        try:
            desk().photos.put(self.owner, step.picture, picture(request.files, desk().scan, "camera", "file"))
        except (InvalidValue, Declined) as wrong:
            return {"camera": wrong.detail}
        return {}

    def _store_way(self) -> Errors:
        way = request.form.get("way", "")
        if way == Way.SCHOOL:  # the school is asked on a page of its own
            return {} if desk().registration.schools(self.owner) else {"way": text("wizard.no_schools")}
        try:
            desk().registration.put_way(self.owner, HandIn(way))
        except Declined as declined:
            return {"way": declined.detail}
        return {}

    def _page(self, step: Step, typed: Mapping[str, str], errors: Errors, former: list[Province] | None = None) -> str:
        values = self.values()
        code = desk().registration.resume_code(self.owner) if values.get("phone") else None
        return page(
            f"registration/step_{_template_of(step)}.html",
            at=self.at,
            step=step,
            number=self.flow.number(step),
            total=len(self.flow.steps),
            before=self.flow.before(step),
            editing="sua" in request.args,
            shown={name: _shown(name, typed, values) for name in step.fields},
            values=values,
            errors=errors,
            labels={name: fields.FIELDS[name].label for name in step.fields},
            examples={name: fields.FIELDS[name].example for name in step.fields},
            present=step.picture in self.pictures(),
            code=drafts.shown_code(code) if code else None,
            communes=commune_choice(typed, values) if "commune" in step.fields else None,
            **_choices(step, values, former),
        )


def _shown(name: str, typed: Mapping[str, str], values: Values) -> str:
    if name in typed:
        return typed[name]
    return fields.show_field(name, values[name]) if values.get(name) else ""


def _written(name: str) -> str:
    """What was typed or chosen; raises InvalidValue for a commune both chosen and typed. A province comes as one of today's that was made of one alone, or by the code of one of the 63."""
    if name == "commune":
        return written_commune(request.form)
    written = request.form.get(name, "").strip()
    if name != "province":
        return written
    former = wizard.provinces_today().get(written.removeprefix(wizard.TODAY), [])
    if written.startswith(wizard.TODAY) and former:
        return former[0].name
    return next((each.name for each in home_provinces() if each.agency_code == written), written)


def _former_choice(chosen: str) -> list[Province]:
    """The provinces of before that one of today was made of, if there are several to choose from."""
    if not chosen.startswith(wizard.TODAY):
        return []
    former = wizard.provinces_today().get(chosen.removeprefix(wizard.TODAY), [])
    return former if len(former) > 1 else []


def _template_of(step: Step) -> str:
    if step.picture:
        return "picture"
    return {"tinh": "province", WAY_STEP: "way"}.get(step.name, "fields")


def _choices(step: Step, values: Values, former: list[Province] | None) -> dict[str, object]:
    """What a page's selects offer."""
    province = next((each for each in home_provinces() if each.agency_code == values.get("province")), None)
    if step.fields == ("province",):
        today = [(f"{wizard.TODAY}{name}", name) for name in wizard.provinces_today()]
        return {"today": today, "formerly": wizard.former_names(), "former": former or []}
    if step.fields == ("district",) and province is not None:
        options = [(district.code, district.name) for district in districts(province)]
        return {"options": {"district": options}, "chosen": {"district": values.get("district", "")}}
    if step.fields == ("agency",) and province is not None:
        options = [(agency.code, agency.title) for agency in agencies_of(province)]
        suggested = fields.suggested_agency(values) or ""
        chosen = values.get("agency") or suggested
        first = agencies()[province.agency_code].title
        return {"options": {"agency": options}, "chosen": {"agency": chosen}, "above": first, "suggested": suggested}
    return {"options": {}, "chosen": {}}
