"""A campaign's life: draft, importing, ready, running, paused, cancelled, finished.

Every move is one compare-and-set update, so of two people who press a button at once exactly one succeeds. Starting and pausing
touch no message: the sender claims rows of running campaigns only, so both take effect within one batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from bhxh.dates import utcnow
from bhxh.messages import text
from kit.problems import Problem
from sms_gateway import templates, wakeup
from sms_gateway.campaigns.rows import PHONE_COLUMN, Plan
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Owner
from sms_gateway.messages.states import open_counts
from sms_gateway.rules import caps
from sms_gateway.schema import AnyRow, CampaignStatus, Lane, campaign, campaign_error
from sms_gateway.templates import Template

MAX_NAME = 200
FURTHEST = timedelta(days=90)
"""How far ahead a start may be planned; personalised rows wait encrypted until then."""


@dataclass(frozen=True)
class Source:
    """Where recipients come from: ``kind`` file or audience, ``columns`` as in the file, phone column included.

    ``file_hash``: keyed hash of the whole file, by which the same file is known again.
    """

    kind: str
    columns: Sequence[str]
    file_name: str | None = None
    file_hash: bytes | None = None


@dataclass(frozen=True)
class RowError:
    """A row that was left out. ``row``: line in the file, header = 1. ``detail`` quotes no personal data."""

    row: int
    column: str | None
    code: str
    detail: str


def create(
    connection: Connection,
    owner: Owner,
    name: str,
    used: Template,
    *,
    source: Source,
    created_by: str,
    khong_dau: bool = False,
) -> Plan:
    """A new campaign in state importing, and what its rows have in common.

    Raises Problem(422) with campaign_name, campaign_lane or campaign_columns.
    """
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise _refuse("name", "campaign_name")
    if used.lane == Lane.OTP:
        raise _refuse("template", "campaign_lane")
    absent = [column for column in (PHONE_COLUMN, *used.fields) if column not in source.columns]
    if absent:
        raise _refuse("file", "campaign_columns", columns=", ".join(absent))
    without_accents = khong_dau or used.khong_dau
    row = {
        "key_id": owner.key_id,
        "name": name,
        "template_id": used.id,
        "lane": used.lane,
        "khong_dau": without_accents,
        "sandbox": owner.sandbox,
        "status": CampaignStatus.IMPORTING,
        "columns": list(source.columns),
        "source": source.kind,
        "file_name": source.file_name,
        "file_hash": source.file_hash,
        "created_by": created_by,
        "created_at": utcnow(),
    }
    campaign_id = connection.execute(insert(campaign).values(row).returning(campaign.c.id)).scalar_one()
    open_counts(connection, campaign_id)
    values = tuple(column for column in source.columns if column != PHONE_COLUMN)
    return Plan(campaign_id, owner.key_id, owner.sandbox, used.lane, used, without_accents, values)


def record_errors(connection: Connection, campaign_id: int, errors: Sequence[RowError]) -> None:
    """Keep what was wrong with rows that were left out."""
    if errors:
        rows = [{"campaign_id": campaign_id, **vars(error)} for error in errors]
        connection.execute(insert(campaign_error), rows)


def finish_import(connection: Connection, campaign_id: int, error: str | None = None) -> None:
    """The file is read to its end: the campaign is ready; or, with ``error``, the file broke and it is cancelled.

    A campaign that was cancelled meanwhile stays cancelled.
    """
    now = utcnow()
    values: dict[str, object] = {"import_error": error, "imported_at": now}
    if error is None:
        values["status"] = CampaignStatus.READY
    else:
        values |= {"status": CampaignStatus.CANCELLED, "finished_at": now}
    waiting = campaign.c.status == CampaignStatus.IMPORTING
    connection.execute(update(campaign).where(campaign.c.id == campaign_id, waiting).values(values))


def approve(connection: Connection, campaign_id: int, actor: str) -> None:
    """A second person's consent. Raises Problem(403, "campaign_own_approval") when it is the same person's."""
    row = get(connection, campaign_id)
    if row.created_by == actor:
        raise Problem(403, "campaign_own_approval", text("sms.campaign_own_approval"))
    values = {"approved_by": actor, "approved_at": utcnow()}
    _move(connection, row, (CampaignStatus.READY,), CampaignStatus.READY, values)


def start(connection: Connection, campaign_id: int, config: GatewayConfig) -> None:
    """ready → running. Raises Problem(409) with campaign_state, campaign_empty or campaign_approval, and Problem(429,
    "cap_campaign") when its key may not send so much today."""
    row = _startable(connection, campaign_id, config)
    _count(connection, row, utcnow(), config)
    _move(connection, row, (CampaignStatus.READY,), CampaignStatus.RUNNING, {"started_at": utcnow()})


def schedule(connection: Connection, campaign_id: int, at: datetime | None, config: GatewayConfig) -> None:
    """A ready campaign starts by itself at ``at``; None: not any more. Raises Problem as `start`, and 422 for a moment that is past.

    What `start` would refuse is refused now, not in the night when nobody is there to read it.
    """
    if at is not None and not utcnow() < at < utcnow() + FURTHEST:
        raise _refuse("at", "campaign_schedule", days=FURTHEST.days)
    row = _startable(connection, campaign_id, config)
    _count(connection, row, at, config)
    _move(connection, row, (CampaignStatus.READY,), CampaignStatus.READY, {"start_at": at})


def _count(connection: Connection, row: AnyRow, start: datetime | None, config: GatewayConfig) -> None:
    """Count a campaign that has not begun on the day of its start, instead of the one that was planned before."""
    if row.status != CampaignStatus.READY:
        return
    if row.start_at is not None:
        caps.release_campaign(connection, row.key_id, row.segments, row.start_at)
    if start is not None:
        most = caps.of_key(connection, row.key_id) if config.rate_limits else caps.NONE
        caps.reserve_campaign(connection, most, row.key_id, row.segments, start)


def start_due(connection: Connection, now: datetime) -> int:
    """Starts every campaign whose time has come, each once, whoever looks first; how many."""
    due = (campaign.c.status == CampaignStatus.READY, campaign.c.finished_at.is_(None), campaign.c.start_at <= now)
    return connection.execute(
        update(campaign).where(*due).values(status=CampaignStatus.RUNNING, started_at=now)
    ).rowcount


def _startable(connection: Connection, campaign_id: int, config: GatewayConfig) -> AnyRow:
    row = get(connection, campaign_id)
    if row.status == CampaignStatus.READY and not row.valid:
        raise Problem(409, "campaign_empty", text("sms.campaign_empty"))
    if needs_approval(row, config):
        raise Problem(409, "campaign_approval", text("sms.campaign_approval", valid=row.valid))
    return row


def needs_approval(row: AnyRow, config: GatewayConfig) -> bool:
    """Whether a second person must still consent to this campaign."""
    threshold = config.campaign_approval_above
    return threshold is not None and row.valid >= threshold and row.approved_by is None


def pause(connection: Connection, campaign_id: int) -> None:
    """running → paused; what is claimed is still sent, the rest waits. Raises Problem(409, "campaign_state")."""
    _move(connection, get(connection, campaign_id), (CampaignStatus.RUNNING,), CampaignStatus.PAUSED, {})


def resume(connection: Connection, campaign_id: int) -> None:
    """paused → running. Raises Problem(409, "campaign_state")."""
    _move(connection, get(connection, campaign_id), (CampaignStatus.PAUSED,), CampaignStatus.RUNNING, {})


def cancel(connection: Connection, campaign_id: int) -> None:
    """Ends it for good; rows that wait become cancelled at once for the sender, and one by one in the table.

    Raises Problem(409, "campaign_state") once it is finished or cancelled.
    """
    ended = (CampaignStatus.FINISHED, CampaignStatus.CANCELLED)
    living = tuple(status for status in CampaignStatus if status not in ended)
    row = get(connection, campaign_id)
    if row.status == CampaignStatus.READY and row.start_at is not None:
        caps.release_campaign(connection, row.key_id, row.segments, row.start_at)
    _move(connection, row, living, CampaignStatus.CANCELLED, {"finished_at": utcnow()})


def get(connection: Connection, campaign_id: int, key_id: int | None = None) -> AnyRow:
    """The campaign's row; with ``key_id``, of this key only. Raises Problem(404, "campaign_unknown")."""
    query = select(campaign).where(campaign.c.id == campaign_id)
    if key_id is not None:
        query = query.where(campaign.c.key_id == key_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Problem(404, "campaign_unknown", text("sms.campaign_unknown"))
    return row


def plan_of(connection: Connection, campaign_id: int) -> Plan:
    """What every row of a stored campaign has in common."""
    row = get(connection, campaign_id)
    columns = tuple(column for column in row.columns if column != PHONE_COLUMN)
    used = templates.get(connection, row.template_id)
    return Plan(row.id, row.key_id, row.sandbox, Lane(row.lane), used, row.khong_dau, columns)


def _move(
    connection: Connection,
    row: AnyRow,
    sources: Sequence[CampaignStatus],
    target: CampaignStatus,
    values: dict[str, object],
) -> None:
    query = update(campaign).where(campaign.c.id == row.id, or_(*(campaign.c.status == source for source in sources)))
    if connection.execute(query.values(status=target, **values)).rowcount != 1:
        detail = text("sms.campaign_state", status=text(f"sms.campaign_status.{get(connection, row.id).status}"))
        raise Problem(409, "campaign_state", detail)
    wakeup.announce(connection)


def _refuse(field: str, code: str, **values: object) -> Problem:
    detail = text(f"sms.{code}", **values)
    return Problem(422, code, detail, [{"field": field, "code": code, "detail": detail}])
