"""What the gateway's core tests do again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from kit.problems import Problem
from sms_gateway import ids, templates
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.rows import Plan, Recipient, seal, store
from sms_gateway.campaigns.view import status_counts
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Accepted, Draft, Owner, accept
from sms_gateway.messages.states import label
from sms_gateway.schema import Status, api_key, campaign_count, message, sandbox_inbox
from sms_gateway.sealing import Sealing
from sms_gateway.templates import Template

COLUMNS = ("so_dien_thoai", "ho_ten", "ma_so_bhxh")


def people(count: int) -> list[Recipient]:
    """Made-up recipients, each with a number of its own."""
    return [Recipient(n + 2, f"849{n:08d}", (f"Nguyễn Thị {n}", f"{7900000000 + n}")) for n in range(count)]


@dataclass
class World:
    """A database with what reads and writes it."""

    config: GatewayConfig
    engine: sa.Engine
    sealing: Sealing

    def __post_init__(self) -> None:
        row = {
            "public_id": "test",
            "secret_hash": b"0" * 32,
            "name": "test",
            "live": True,
            "permissions": [],
            "created_at": utcnow(),
        }
        with self.engine.begin() as connection:
            self.owner = Owner(
                connection.execute(sa.insert(api_key).values(row).returning(api_key.c.id)).scalar_one(), False
            )

    def send(self, *drafts: Draft) -> list[Accepted | Problem]:
        return accept(self.engine, self.sealing, self.owner, drafts)

    def send_one(self, draft: Draft) -> Accepted:
        (answer,) = self.send(draft)
        assert isinstance(answer, Accepted), answer
        return answer

    def template(self, name: str) -> Template:
        with reading(self.engine) as connection:
            return templates.find(connection, name)

    def campaign(self, recipients: Sequence[Recipient] = (), *, ready: bool = True, khong_dau: bool = False) -> Plan:
        with self.engine.begin() as connection:
            plan = lifecycle.create(
                connection,
                self.owner,
                "Thử nghiệm",
                templates.find(connection, "thong_bao_ma_so"),
                source=lifecycle.Source("file", COLUMNS, "danh_sach.csv"),
                created_by="truyenthong",
                khong_dau=khong_dau,
            )
        self.import_rows(plan, recipients)
        if ready:
            with self.engine.begin() as connection:
                lifecycle.finish_import(connection, plan.campaign_id)
        return plan

    def import_rows(self, plan: Plan, recipients: Sequence[Recipient]) -> None:
        """Recipients into an importing campaign, as the importer stores them."""
        with self.engine.begin() as connection:
            sealed = seal(self.sealing, plan, recipients, ids.reserve(connection, len(recipients)))
            store(connection, plan, sealed, len(recipients))

    def start(self, campaign_id: int) -> None:
        with self.engine.begin() as connection:
            lifecycle.start(connection, campaign_id, self.config)

    def status(self, message_id: int) -> Status:
        return Status(self.row(message_id).status)

    def row(self, message_id: int) -> sa.Row[Any]:
        with reading(self.engine) as connection:
            return connection.execute(sa.select(message).where(message.c.id == message_id)).one()

    def counts(self, campaign_id: int) -> dict[str, int]:
        """What the console shows, after checking it against the rows themselves."""
        with reading(self.engine) as connection:
            if connection.dialect.name == "postgresql":  # one snapshot for both queries, as SQLite gives by itself
                connection.execution_options(isolation_level="REPEATABLE READ")
            rows = connection.execute(
                sa.select(message.c.status, sa.func.count())
                .where(message.c.campaign_id == campaign_id)
                .group_by(message.c.status)
            ).all()
            kept = connection.execute(
                sa.select(campaign_count.c.status, campaign_count.c.messages).where(
                    campaign_count.c.campaign_id == campaign_id, campaign_count.c.messages != 0
                )
            ).all()
            assert sorted(map(tuple, rows)) == sorted(map(tuple, kept)), "the counters and the rows differ"
            state = lifecycle.get(connection, campaign_id).status
            return status_counts(connection, campaign_id, state)

    def campaign_status(self, campaign_id: int) -> str:
        with reading(self.engine) as connection:
            return str(lifecycle.get(connection, campaign_id).status)

    def tally(self) -> dict[str, int]:
        """All messages by status."""
        query = sa.select(message.c.status, sa.func.count()).group_by(message.c.status)
        with reading(self.engine) as connection:
            return {label(Status(status)): number for status, number in connection.execute(query)}

    def handed_over(self) -> Counter[int]:
        """How often the sandbox was given each message, by its own ledger; refusals not counted."""
        taken = sandbox_inbox.c.outcome != "refused"
        with reading(self.engine) as connection:
            return Counter(connection.execute(sa.select(sandbox_inbox.c.message_id).where(taken)).scalars())
