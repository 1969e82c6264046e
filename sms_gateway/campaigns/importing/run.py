"""One file into one campaign: read, check, drop duplicates, store, in batches; whole, or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from itertools import islice
from typing import BinaryIO

import sqlalchemy as sa

from kit.logs import get_logger
from sms_gateway import ids
from sms_gateway.campaigns.importing.beside import helper
from sms_gateway.campaigns.importing.checking import Batch, Checked, Checking, Hands, OwnHands
from sms_gateway.campaigns.importing.columns import match_columns
from sms_gateway.campaigns.importing.duplicates import Seen
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.rows import duplicate_error
from sms_gateway.campaigns.importing.table import Table, open_table
from sms_gateway.campaigns.lifecycle import RowError, finish_import, plan_of, record_errors
from sms_gateway.campaigns.rows import STORE_ROWS, CampaignGone, Plan, Sealed, store
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import CampaignStatus, Status, campaign, campaign_count, campaign_error, message
from sms_gateway.sealing import Sealing

MAX_ROWS = 10_000_000
IDS = 10_000
_DELETE = 2_000


def run_import(
    engine: sa.Engine, sealing: Sealing, campaign_id: int, stream: BinaryIO, helped: GatewayConfig | None = None
) -> None:
    """Fills an importing campaign from its file and makes it ready; a second run after a crash goes on where the first one stopped:
    what it had stored is read again, for the duplicates behind it, and not stored again.

    A file that breaks in the middle leaves no recipient behind: the campaign is cancelled with ``import_error`` and one
    error that names the row. Raises ImportRefused then, for a caller who is still listening. ``helped``: rows are checked and encrypted
    in a second process, by these keys.
    """
    with engine.connect() as connection:
        plan = plan_of(connection, campaign_id)
        stored = connection.execute(sa.select(campaign.c.rows).where(campaign.c.id == campaign_id)).scalar_one()
    try:
        with closing(_Importer(engine, plan, stored)) as importer, closing(open_table(stream)) as table:
            columns = match_columns(table.header, plan.template.fields, table.header_row)
            key = secrets.token_bytes(16)
            own = OwnHands(Checking(sealing, plan, columns, key))
            with nullcontext(own) if helped is None else helper(helped, plan, columns, key) as hands:
                importer.take(table, hands)
    except CampaignGone:
        # Cancelled while it was read; the rows stored so far are swept with the campaign.
        get_logger(__name__).info("import_stopped", campaign=campaign_id)
    except ImportRefused as refused:
        fail(engine, campaign_id, refused)
        raise


def fail(engine: sa.Engine, campaign_id: int, refused: ImportRefused) -> None:
    """Reports that a file cannot be taken, with nothing of it stored."""
    forget(engine, campaign_id)
    with engine.begin() as connection:
        record_errors(connection, campaign_id, [RowError(refused.row, refused.column, refused.code, refused.detail)])
        finish_import(connection, campaign_id, error=refused.code)


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
    """The state of one run. ``stored``: rows of the file that an earlier run has stored or reported.

    One thread writes a batch while the next is read, checked and encrypted.
    """

    def __init__(self, engine: sa.Engine, plan: Plan, stored: int) -> None:
        self._engine = engine
        self._plan = plan
        self._stored = stored
        self._seen = Seen()
        self._rows = 0
        self._ids: Iterator[int] = iter(())
        self._writer = ThreadPoolExecutor(1, "sms-import-writer")
        self._written: Future[None] | None = None

    def close(self) -> None:
        self._writer.shutdown()
        self._seen.close()

    def take(self, table: Table, hands: Hands) -> None:
        """Every row of the table. Raises ImportRefused or CampaignGone with the campaign still importing."""
        given = 0
        for batch in self._batches(table):
            hands.give(batch)
            given += 1
            if given > hands.ahead:
                self._take(hands.take())
                given -= 1
        for _ in range(given):
            self._take(hands.take())
        self._wait()
        with self._engine.begin() as connection:
            finish_import(connection, self._plan.campaign_id)

    def _batches(self, table: Table) -> Iterator[Batch]:
        rows = table.rows()
        while some := list(islice(rows, self._most())):
            self._rows += len(some)
            if self._rows > MAX_ROWS:
                raise ImportRefused("too_many_rows", limit=MAX_ROWS)
            yield Batch(some, self._new_ids(len(some)) if self._rows > self._stored else ())

    def _most(self) -> int:
        """Rows of the next batch: none of them on both sides of where the earlier run stopped."""
        return min(STORE_ROWS, self._stored - self._rows) if self._rows < self._stored else STORE_ROWS

    def _take(self, checked: Checked) -> None:
        repeated = self._seen.repeated(checked.persons)
        if checked.stored:
            return
        rows, bad = checked.sealed, checked.bad
        if repeated:
            lines = [row for _, row in checked.persons]
            rows = [one for one, line in zip(rows, lines, strict=True) if line not in repeated]
            bad = [*bad, *(duplicate_error(row, first) for row, first in repeated.items())]
        self._wait()
        self._written = self._writer.submit(self._write, Sealed.of(rows), checked.read, bad)

    def _new_ids(self, number: int) -> Sequence[int]:
        """Taken by the ten thousand: each time is a transaction of its own, which waits for the writer's."""
        found = list(islice(self._ids, number))
        if len(found) < number:
            with self._engine.begin() as connection:
                self._ids = iter(ids.reserve(connection, IDS))
            found += islice(self._ids, number - len(found))
        return found

    def _write(self, sealed: Sealed, rows: int, bad: Sequence[RowError]) -> None:
        with self._engine.begin() as connection:
            store(connection, self._plan, sealed, rows, len(bad))
            record_errors(connection, self._plan.campaign_id, bad)

    def _wait(self) -> None:
        """Until the batch before is committed. Raises what kept it from that."""
        if self._written is not None:
            self._written.result()
