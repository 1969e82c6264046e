"""The sender's side of the database: everything one cycle writes, in one transaction."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, update

from bhxh.dates import utcnow
from kit.logs import get_logger
from sms_gateway.campaigns import progress
from sms_gateway.campaigns.lifecycle import start_due
from sms_gateway.campaigns.sweep import cancel_waiting, finish_drained
from sms_gateway.health import book as health
from sms_gateway.health.standings import Standings
from sms_gateway.health.tally import Tally
from sms_gateway.liveness import LEASE_SECONDS, Watch
from sms_gateway.messages import fallback, inbound
from sms_gateway.messages import receipts as receipt_book
from sms_gateway.providers import Answer, InboundPart, Outcome, Outgoing, Receipt
from sms_gateway.schema import Lane, campaign_rate
from sms_gateway.sealing import Sealing
from sms_gateway.sender import runs, shares
from sms_gateway.sender.asking import ask
from sms_gateway.sender.claiming import Composer, Demand, Taken, claim
from sms_gateway.sender.clock import Clock
from sms_gateway.sender.pace import Pace
from sms_gateway.sender.routes import Routes
from sms_gateway.sender.settling import settle

_CODES_SECONDS = 10.0
"""Between two looks at how many OTP are confirmed."""


@dataclass(frozen=True)
class Work:
    """What a cycle has for the database. ``demand``: what may be claimed, if anything."""

    answers: Sequence[Answer] = ()
    receipts: Sequence[Receipt] = ()
    demand: Demand | None = None


@dataclass(frozen=True)
class Claimed:
    """Messages to hand over, by provider and lane, most urgent first; those that cannot be read, answered already; and how many
    were ended instead, behind which more may wait."""

    batches: Mapping[tuple[str, Lane], Sequence[Outgoing]]
    unreadable: Sequence[Answer]
    ended: int = 0


class Ledger:
    """Used from one thread only, so that a process never waits for its own lock."""

    def __init__(
        self,
        engine: Engine,
        sealing: Sealing,
        name: str,
        routes: Routes,
        contracts: Mapping[shares.Place, float] | None = None,
        *,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._engine = engine
        self._name = name
        self._routes = routes
        ways = routes.ways.values()
        self._patience = {way.name: wait for way in ways if (wait := way.capabilities.patience) is not None}
        self._sealing = sealing
        self._composer = Composer(sealing)
        self._contracts = contracts or {}
        self._kept: Connection | None = None
        self._run_id = 0
        self._others: runs.Runs = Watch(lease_seconds)
        self._clock = Clock()
        self._noted: datetime | None = None
        self._codes_at = float("-inf")
        self.pace = Pace()
        self.tally = Tally()

    def begin(self) -> None:
        """Start this run and report what an earlier one left unanswered."""
        with self._engine.begin() as connection:
            self._run_id = runs.begin(connection, self._name, utcnow())
            runs.recover(connection, utcnow())
        self._judge(utcnow())

    def work(self, work: Work) -> Claimed:
        """Write answers, then receipts, then claim; what is returned is committed and may be handed over.

        Raises runs.Fenced when another process has taken over.
        """
        now = utcnow()
        with self._writing() as connection:
            began = time.monotonic()  # behind BEGIN: waiting for another process's lock says nothing about our pace
            if work.answers:
                settle(connection, self._run_id, work.answers, now, tally=self.tally, patience=self._patience)
            if work.receipts:
                receipt_book.apply(connection, work.receipts, self.tally)
            taken = Taken({})
            if work.demand is not None:
                runs.assert_alive(connection, self._run_id)
                taken = claim(connection, self._run_id, now, work.demand, self._routes, steady=self._clock.steady())
                for rows in taken.by_provider.values():
                    self._composer.learn(connection, rows)
            if (work.answers or taken.ended) and not taken.by_provider:
                finish_drained(connection, now)
            written = len(work.answers) + len(work.receipts) + sum(map(len, taken.by_provider.values())) + taken.ended
            self.pace.took(time.monotonic() - began, written)
        return self._compose(taken)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction on a connection that is kept: taking one from the pool and giving it back costs as much as a dozen statements.
        After an error it is given up, because it may be what is broken."""
        if self._kept is None:
            self._kept = self._engine.connect()
        try:
            with self._kept.begin():
                yield self._kept
        except BaseException:
            self._give_up_connection()
            raise

    def _give_up_connection(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def _compose(self, taken: Taken) -> Claimed:
        batches: dict[tuple[str, Lane], list[Outgoing]] = defaultdict(list)
        unreadable: list[Answer] = []
        for provider, rows in taken.by_provider.items():
            with_values = self._routes.ways[provider].capabilities.templates is not None
            for row in rows:
                try:
                    message = self._composer.compose(row, with_values)
                except Exception as error:
                    # One row changed by hand, or whose key is gone, must not stop the rows beside it.
                    get_logger(__name__).error("unreadable", error=type(error).__name__, message_id=row.id)
                    unreadable.append(Answer(row.id, Outcome.BAD_CONTENT, error="unreadable"))
                    continue
                batches[provider, message.lane].append(message)
        return Claimed(batches, unreadable, taken.ended)

    def ask_again(self, rooms: Mapping[Lane, Mapping[str, int]]) -> Claimed:
        """Claim what providers that dedupe have left unanswered, for them; what is returned is committed and may be handed over.

        Raises runs.Fenced when another process has taken over.
        """
        providers = [way.name for way in self._routes.ways.values() if way.capabilities.dedupes]
        if not providers:
            return Claimed({}, ())
        with self._engine.begin() as connection:
            runs.assert_alive(connection, self._run_id)
            taken = Taken(ask(connection, self._run_id, utcnow(), rooms, providers))
            for rows in taken.by_provider.values():
                self._composer.learn(connection, rows)
        return self._compose(taken)

    def keep(self, parts: Sequence[InboundPart]) -> None:
        """Store what phones have sent."""
        with self._engine.begin() as connection:
            inbound.keep(connection, self._sealing, parts, utcnow())

    def release(self, handed_over: Collection[int]) -> None:
        """After a transaction whose outcome never reached us: put back what was claimed and not handed over."""
        with self._engine.begin() as connection:
            runs.release(connection, self._run_id, handed_over)

    def housekeeping(self, rates: Mapping[int, float]) -> bool:
        """Once a second: heartbeat, rates, campaigns that are due or finished, what dead senders left, the providers' health.

        Returns whether messages wait for the time at which they go on by another provider.
        """
        now = utcnow()
        with self._engine.begin() as connection:
            runs.assert_alive(connection, self._run_id)
            runs.beat(connection, self._run_id, now)
            runs.recover(connection, now, self._others, self._run_id)
            finish_drained(connection, now)
            start_due(connection, now)
            if progress.bucket(now) != self._noted:
                progress.note(connection, now)
                self._noted = progress.bucket(now)
            for campaign_id, per_second in sorted(rates.items()):
                self._write_rate(connection, campaign_id, per_second, now)
            deciding = fallback.any_waits(connection)
        self._judge(now)
        return deciding

    def _judge(self, now: datetime) -> None:
        """How the providers stand, of which this process has its part to tell."""
        began = time.monotonic()
        codes = began >= self._codes_at + _CODES_SECONDS
        with self._engine.begin() as connection:
            entries = health.write(connection, self.tally.take(), now, codes)
            held = frozenset(health.holds(connection))
        self._routes.standings = Standings(entries, held, self._routes.standings)
        if codes:
            self._codes_at = began

    def share(self, wanted: Collection[str]) -> dict[shares.Place, float]:
        """This sender's part of the contracts' rates, for providers to which it has a line. Raises runs.Fenced."""
        if not self._contracts:
            return {}
        with self._engine.begin() as connection:
            runs.assert_alive(connection, self._run_id)
            return shares.renew(connection, self._name, self._contracts, wanted, utcnow())

    @property
    def held(self) -> frozenset[str]:
        """Providers that staff hold off."""
        return self._routes.standings.held

    def _write_rate(self, connection: Connection, campaign_id: int, per_second: float, now: datetime) -> None:
        mine = (campaign_rate.c.campaign_id == campaign_id, campaign_rate.c.sender == self._name)
        values = {"per_second": per_second, "at": now}
        if not connection.execute(update(campaign_rate).where(*mine).values(values)).rowcount:
            key = {"campaign_id": campaign_id, "sender": self._name}
            connection.execute(insert(campaign_rate).values(key | values))

    def sweep(self) -> int:
        """Cancel some waiting rows of cancelled campaigns, and let go on by another provider what is due; returns how many."""
        with self._engine.begin() as connection:
            return cancel_waiting(connection, utcnow()) + fallback.go_on_due(connection, utcnow())

    def end(self, answers: Sequence[Answer]) -> None:
        """The run's orderly end: last answers, and nothing left claimed."""
        self._give_up_connection()
        now = utcnow()
        with self._engine.begin() as connection:
            if answers:
                settle(connection, self._run_id, answers, now, patience=self._patience)
            runs.end(connection, self._run_id, now)
            if self._contracts:
                shares.let_go(connection, self._name)
            runs.recover(connection, now)
            finish_drained(connection, now)
