"""``/templates``: the wordings that messages and campaigns use."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway import templates
from sms_gateway.api.endpoints import Resource, Result
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.schema import Lane

LaneName = Literal["otp", "transactional", "bulk"]

resource = Resource("templates")


class NewTemplate(Strict):
    """``body`` holds named placeholders such as ``{ho_ten}``; ``khong_dau`` sends what is rendered without accents."""

    name: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_]*$"), NO_CONTROL]
    body: Annotated[str, Field(min_length=1, max_length=templates.MAX_BODY), NO_CONTROL]
    lane: LaneName
    khong_dau: bool = False


class TemplateView(BaseModel):
    """One wording; a name created again is a new version, and the newest is used."""

    name: str
    version: int
    body: str
    lane: LaneName
    khong_dau: bool
    fields: list[str]


class TemplateList(BaseModel):
    """Templates by name, or the versions of one."""

    templates: list[TemplateView]


def _view(found: templates.Template) -> TemplateView:
    lane: LaneName = found.lane.name.lower()  # type: ignore[assignment]
    return TemplateView(
        name=found.name,
        version=found.version,
        body=found.body,
        lane=lane,
        khong_dau=found.khong_dau,
        fields=list(found.fields),
    )


@resource.endpoint("GET", "/templates", "Danh sách mẫu tin", scope=Scope.TEMPLATES, answers={200: TemplateList})
def all_templates(key: Key) -> Result:
    """The newest version of each."""
    with reading(services().engine) as connection:
        return 200, TemplateList(templates=[_view(found) for found in templates.listing(connection)])


@resource.endpoint(
    "GET", "/templates/<name>", "Mọi phiên bản của một mẫu tin", scope=Scope.TEMPLATES, answers={200: TemplateList}
)
def versions(key: Key, name: str) -> Result:
    """The newest first."""
    with reading(services().engine) as connection:
        found = templates.versions(connection, name[:64])
    if not found:
        raise Problem(404, "template_unknown", text("sms.template_unknown"))
    return 200, TemplateList(templates=[_view(one) for one in found])


@resource.endpoint(
    "POST",
    "/templates",
    "Tạo mẫu tin, hoặc phiên bản mới của mẫu đã có",
    scope=Scope.TEMPLATES,
    body=NewTemplate,
    answers={201: TemplateView},
)
def new_template(key: Key, body: NewTemplate) -> Result:
    """Stores a wording as the newest version of its name."""
    with services().engine.begin() as connection:
        made = templates.create(connection, body.name, body.body, Lane[body.lane.upper()], body.khong_dau)
    return 201, _view(made)
