"""One file into one campaign: read, check, drop duplicates, store, in batches; whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import sqlalchemy as sa

from kit.logs import get_logger
from sms_gateway.campaigns.importing.columns import Columns, match_columns
from sms_gateway.campaigns.importing.duplicates import Seen
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.rows import Recipient, RowChecker, duplicate_error
from sms_gateway.campaigns.importing.table import Table, open_table
from sms_gateway.campaigns.lifecycle import RowError, finish_import, plan_of, record_errors
from sms_gateway.campaigns.rows import CampaignGone, Plan, insert_batch
from sms_gateway.schema import CampaignStatus, Status, campaign, campaign_count, campaign_error, message
from sms_gateway.sealing import Sealing

MAX_ROWS = 5_000_000
BATCH = 2_000
PROGRESS = 10_000
_DELETE = 2_000


def run_import(engine: sa.Engine, sealing: Sealing, campaign_id: int, stream: BinaryIO) -> None:
    """Fills an importing campaign from its file and makes it ready; a second run after a crash begins anew.

    A file that breaks in the middle leaves no recipient behind: the campaign is cancelled with ``import_error`` and one
    error that names the row. Raises ImportRefused then, for a caller who is still listening.
    """
    forget(engine, campaign_id)
    with engine.connect() as connection:
        plan = plan_of(connection, campaign_id)
    importer = _Importer(engine, sealing, plan)
    try:
        table = open_table(stream)
        try:
            columns = match_columns(table.header, plan.template.fields, table.header_row)
            importer.take(table, columns)
        finally:
            table.close()
    except CampaignGone:
        # Cancelled while it was read; the rows stored so far are swept with the campaign.
        get_logger(__name__).info("import_stopped", campaign=campaign_id)
    except ImportRefused as refused:
        fail(engine, campaign_id, refused)
        raise
    finally:
        importer.close()


def fail(engine: sa.Engine, campaign_id: int, refused: ImportRefused) -> None:
    """Reports that a file cannot be taken, with nothing of it stored."""
    forget(engine, campaign_id)
    with engine.begin() as connection:
        record_errors(connection, campaign_id, [RowError(refused.row, refused.column, refused.code, refused.detail)])
        finish_import(connection, campaign_id, rows=0, invalid=0, error=refused.code)


def forget(engine: sa.Engine, campaign_id: int) -> None:
    """Removes what an import stored of a campaign that never became ready, in short transactions."""
    importing = campaign.c.status == CampaignStatus.IMPORTING
    mine = campaign.c.id == campaign_id
    while True:
        with engine.begin() as connection:
            if connection.execute(sa.select(campaign.c.id).where(mine, importing)).first() is None:
                return
            some = sa.select(message.c.id).where(message.c.campaign_id == campaign_id).limit(_DELETE)
            if connection.execute(sa.delete(message).where(message.c.id.in_(some))).rowcount:
                continue
            connection.execute(sa.delete(campaign_error).where(campaign_error.c.campaign_id == campaign_id))
            counts = campaign_count.c
            connection.execute(
                sa.update(campaign_count)
                .where(counts.campaign_id == campaign_id, counts.status == Status.QUEUED)
                .values(messages=0)
            )
            connection.execute(sa.update(campaign).where(mine).values(rows=0, valid=0, invalid=0, segments=0))
            return


class _Importer:
    """The state of one run: what waits to be stored, and what was counted."""

    def __init__(self, engine: sa.Engine, sealing: Sealing, plan: Plan) -> None:
        self._engine = engine
        self._sealing = sealing
        self._plan = plan
        self._seen = Seen(plan.columns)
        self._rows = 0
        self._invalid = 0
        self._shown = 0

    def close(self) -> None:
        self._seen.close()

    def take(self, table: Table, columns: Columns) -> None:
        """Every row of the table. Raises ImportRefused or CampaignGone with the campaign still importing."""
        checker = RowChecker(columns)
        good: list[Recipient] = []
        bad: list[RowError] = []
        for row, cells in table.rows():
            checked = checker.check(row, cells)
            if isinstance(checked, Recipient):
                good.append(checked)
            else:
                bad.append(checked)
            if len(good) + len(bad) >= BATCH:
                self._store(good, bad)
                good, bad = [], []
        self._store(good, bad)
        with self._engine.begin() as connection:
            finish_import(connection, self._plan.campaign_id, rows=self._rows, invalid=self._invalid)

    def _store(self, good: Sequence[Recipient], bad: list[RowError]) -> None:
        self._rows += len(good) + len(bad)
        if self._rows > MAX_ROWS:
            raise ImportRefused("too_many_rows", limit=MAX_ROWS)
        fresh, repeated = self._seen.split(good)
        bad += [duplicate_error(row, first) for row, first in repeated]
        self._invalid += len(bad)
        insert_batch(self._engine, self._sealing, self._plan, fresh)
        if not bad and self._rows - self._shown < PROGRESS:
            return
        self._shown = self._rows
        with self._engine.begin() as connection:
            record_errors(connection, self._plan.campaign_id, bad)
            progress = {"rows": self._rows, "invalid": self._invalid}
            connection.execute(sa.update(campaign).where(campaign.c.id == self._plan.campaign_id).values(**progress))
