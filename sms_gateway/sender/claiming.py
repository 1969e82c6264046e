"""Taking messages from the table, in strict order of lanes, and making them ready to hand over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, Dialect, bindparam, literal_column, update

from sms_gateway.bulk import among, as_list, in_list
from sms_gateway.callbacks import events
from sms_gateway.campaigns.lifecycle import plan_of
from sms_gateway.campaigns.rows import Plan, body_of
from sms_gateway.messages import fallback
from sms_gateway.messages.states import count, moved
from sms_gateway.numbers import EVERYWHERE, network_of
from sms_gateway.prepared import Prepared
from sms_gateway.providers import Outgoing
from sms_gateway.schema import AnyRow, Lane, Status, message
from sms_gateway.sealing import Sealing
from sms_gateway.sender.clock import is_over
from sms_gateway.sender.routes import Group, Routes, Way
from sms_gateway.sender.waiting import Waiting
from sms_gateway.templates import Template, get, render

_LOST_AT_ONCE = 500
_LANES = {lane.value: lane for lane in Lane}

T = TypeVar("T", str, tuple[str, str])


@dataclass(frozen=True)
class Demand:
    """What may be claimed now. ``rooms``: for each lane, how many messages each provider takes; one that is missing has no
    line or rests. ``networks``: the same for (provider, network) where the network has a rate of its own. ``most``: of a lane."""

    most: int
    rooms: Mapping[Lane, Mapping[str, int]]
    networks: Mapping[Lane, Mapping[tuple[str, str], int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What a look at the queue has come to. ``ended``: how many messages were finished instead of being claimed."""

    by_provider: Mapping[str, list[AnyRow]]
    ended: int = 0


def claim(
    connection: Connection,
    run_id: int,
    now: datetime,
    demand: Demand,
    routes: Routes,
    *,
    steady: datetime | None = None,
) -> Taken:
    """Claim waiting messages, by provider. They may be handed over once this is committed. ``steady``: see Clock; else ``now``.

    No provider is given anything of a lane while more of a more urgent one waits for it. Instead, what has run out of time becomes
    expired, what goes to a blocked phone suppressed, and failed what no provider can carry.
    """
    sorting = _Sorting(routes, demand, now, steady or now)
    waiting = Waiting(connection, now)
    for lane in Lane:
        groups = routes.groups[lane]
        left = demand.most
        for place, group in enumerate(groups):
            limit = min(sorting.room(lane, group), -(-left // (len(groups) - place)))
            rows = waiting.oldest(lane, group, limit)
            routes.learn(connection, rows)
            left -= len(rows)
            sorting.sort(lane, group, rows, full=len(rows) >= limit)
        sorting.next_lane()
    ended = (
        (sorting.expired, Status.EXPIRED, "expired"),
        (sorting.blocked, Status.SUPPRESSED, "blocked"),
        (sorting.lost, Status.FAILED, "no_route"),
    )
    changes: list[tuple[int | None, int, int]] = []
    for rows, status, error in ended:
        _finish(connection, rows, status, error, now)
        changes += [(row.campaign_id, Status.QUEUED, status) for row in rows]
        if rows:
            events.note(connection, [(row.id, status, error) for row in rows], now)
    dialect = connection.dialect
    for provider, rows in sorting.by_provider.items():
        ids = as_list([row.id for row in rows], dialect)
        _claimed(dialect).run(connection, ids=ids, run=run_id, by=provider)
        patience = routes.ways[provider].capabilities.patience
        if patience is not None:
            fallback.begin(connection, provider, rows, patience, now)
    changes += [
        (row.campaign_id, Status.QUEUED, Status.CLAIMED) for rows in sorting.by_provider.values() for row in rows
    ]
    count(connection, moved(changes))
    return Taken(sorting.by_provider, sum(len(rows) for rows, _, _ in ended))


@lru_cache(maxsize=4)
def _claimed(dialect: Dialect) -> Prepared:
    values = {"status": Status.CLAIMED, "attempts": message.c.attempts + literal_column("1")}
    named: dict[str, Any] = {"run_id": bindparam("run"), "provider": bindparam("by")}
    return Prepared(update(message).where(in_list(message.c.id, "ids", dialect)).values(**values, **named), dialect)


class _Sorting:
    """Waiting messages, given to providers as far as there is room."""

    def __init__(self, routes: Routes, demand: Demand, now: datetime, steady: datetime) -> None:
        self.by_provider: dict[str, list[AnyRow]] = defaultdict(list)
        self.expired: list[AnyRow] = []
        self.blocked: list[AnyRow] = []
        self.lost: list[AnyRow] = []
        self._routes = routes
        self._calm = routes.standings.calm
        self._now = now
        self._steady = steady
        self._rooms = {lane: dict(demand.rooms.get(lane, {})) for lane in Lane}
        self._networks = {lane: dict(demand.networks.get(lane, {})) for lane in Lane}
        self._full: set[str] = set()
        self._full_after: set[str] = set()

    def _open(self, lane: Lane, group: Group, ways: Sequence[Way]) -> Sequence[Way]:
        """The ways that count now, for some telco of the group."""
        ready = self._ready(lane, ways)
        if self._calm:
            return self._routes.fit(ready, None)
        of_telcos = (self._routes.fit(ready, telco) for telco in group.telcos or EVERYWHERE)
        return list({way.name: way for fit in of_telcos for way in fit}.values())

    def _ready(self, lane: Lane, ways: Sequence[Way]) -> list[Way]:
        """Those that have a line."""
        rooms = self._rooms[lane]
        return [way for way in ways if way.name in rooms]

    def room(self, lane: Lane, group: Group) -> int:
        """How many messages of the group are worth looking at."""
        if not group.ways:
            return _LOST_AT_ONCE
        rooms = self._rooms[lane]
        ways = (*self._open(lane, group, group.first), *self._open(lane, group, group.others))
        of_network = self._networks[lane]
        return sum(
            min(rooms[way.name], of_network.get((way.name, group.network), rooms[way.name]))
            for way in ways
            if way.name not in self._full
        )

    def sort(self, lane: Lane, group: Group, rows: Sequence[AnyRow], full: bool) -> None:
        """``full``: more of them wait, so what they might have used is closed to the lanes behind."""
        first, others = self._open(lane, group, group.first), self._open(lane, group, group.others)
        ready = (self._ready(lane, group.first), self._ready(lane, group.others))
        rooms = self._rooms[lane]
        for row in rows:
            if (until := row.expires_at) is not None and is_over(row.created_at, until, self._now, self._steady):
                self.expired.append(row)
                continue
            if row.blocked:
                self.blocked.append(row)
                continue
            way = self._choose(lane, row, first, others) if self._calm else self._heed(lane, row, *ready)
            if way is not None:
                self.by_provider[way.name].append(row)
                rooms[way.name] -= 1
                if way.metered:
                    self._less_behind(self._rooms, lane, way.name)
                if group.network in way.limited:
                    place = way.name, group.network
                    self._networks[lane][place] = self._networks[lane].get(place, 1) - 1
                    self._less_behind(self._networks, lane, place)
            elif not any(self._routes.fits(way, row) for way in group.ways):
                self.lost.append(row)
        if full:
            # A network's rate that is used up holds back that network alone.
            open_ways = (way.name for way in (*first, *others) if group.network not in way.limited)
            self._full_after.update(open_ways)

    def _choose(self, lane: Lane, row: AnyRow, first: Sequence[Way], others: Sequence[Way]) -> Way | None:
        """Its way, if one has room. What may go by template waits for that in the bulk lane, where the dearer way would be taken
        a thousand times over; what is urgent goes by another."""
        if first and (by_template := [way for way in first if self._routes.fits(way, row)]):
            way = self._with_room(lane, by_template, row.telco)
            if way is not None or lane == Lane.BULK:
                return way
        return self._with_room(lane, [way for way in others if way.carries(row)], row.telco)

    def _heed(self, lane: Lane, row: AnyRow, first: Sequence[Way], others: Sequence[Way]) -> Way | None:
        """Its way while some provider is not well. One on trial has a message now and then, whatever the others can."""
        routes, telco = self._routes, row.telco
        by_template = [way for way in first if routes.fits(way, row)]
        by_text = [way for way in others if way.carries(row)]
        probe = routes.probe(self._roomy(lane, [*by_template, *by_text], telco), lane, telco)
        if probe is not None:
            return probe
        well = routes.healthy(by_template, telco) or ([] if by_text else by_template)
        return self._choose(lane, row, routes.fit(well, telco), routes.fit(by_text, telco))

    def _with_room(self, lane: Lane, ways: Sequence[Way], telco: str | None) -> Way | None:
        if len(ways) == 1 and not self._networks[lane]:
            name = ways[0].name
            return self._routes.choose(ways, telco) if self._rooms[lane][name] > 0 and name not in self._full else None
        return self._routes.choose(self._roomy(lane, ways, telco), telco)

    def _roomy(self, lane: Lane, ways: Sequence[Way], telco: str | None) -> list[Way]:
        rooms, full = self._rooms[lane], self._full
        roomy = [way for way in ways if rooms[way.name] > 0 and way.name not in full]
        if of_network := self._networks[lane]:
            network = network_of(telco)
            roomy = [way for way in roomy if of_network.get((way.name, network), 1) > 0]
        return roomy

    @staticmethod
    def _less_behind(rooms: Mapping[Lane, dict[T, int]], lane: Lane, place: T) -> None:
        """Lanes share one rate: what a more urgent one takes is not there for those behind."""
        for behind in Lane:
            if behind > lane and place in rooms[behind]:
                rooms[behind][place] -= 1

    def next_lane(self) -> None:
        """All of a lane has been sorted."""
        self._full |= self._full_after


def _finish(connection: Connection, rows: Sequence[AnyRow], status: Status, error: str, now: datetime) -> None:
    secret = [row for row in rows if row.lane == Lane.OTP]
    plain = [row for row in rows if row.lane != Lane.OTP]
    _mark(connection, secret, status=status, finished_at=now, error=error, content=None)
    _mark(connection, plain, status=status, finished_at=now, error=error)


def _mark(connection: Connection, rows: Sequence[AnyRow], **values: object) -> None:
    if rows:
        ids = [row.id for row in rows]
        connection.execute(update(message).where(among(message.c.id, ids, connection.dialect)).values(**values))


class Composer:
    """Turns claimed rows into messages. Templates and campaigns' columns never change, so they are read once."""

    def __init__(self, sealing: Sealing) -> None:
        self._open_phone, self._open_content = sealing.opener("message.phone"), sealing.opener("message.content")
        self._templates: dict[int, Template] = {}
        self._plans: dict[int, Plan] = {}

    def learn(self, connection: Connection, rows: Sequence[AnyRow]) -> None:
        """Read what composing these rows needs, while their transaction is open."""
        for row in rows:
            if row.campaign_id is not None:
                if row.campaign_id not in self._plans:
                    self._plans[row.campaign_id] = plan_of(connection, row.campaign_id)
            elif row.template_id is not None and row.template_id not in self._templates:
                self._templates[row.template_id] = get(connection, row.template_id)

    def compose(self, row: AnyRow, with_values: bool = False) -> Outgoing:
        """The message in clear, its template's name and values too where asked for. Raises what decryption raises when the row was
        tampered with or its key is gone."""
        message_id, campaign_id = row.id, row.campaign_id
        content = self._open_content(message_id, row.content)
        name = values = None
        if campaign_id is not None:
            plan, cells = self._plans[campaign_id], orjson.loads(content)
            body = body_of(plan, cells)
            if with_values:
                name, values = plan.template.name, dict(zip(plan.columns, cells, strict=True))
        elif row.template_id is not None:
            used, values = self._templates[row.template_id], orjson.loads(content)
            name, body = used.name, render(used.body, values, row.khong_dau)
        else:
            body = content.decode()
        msisdn = self._open_phone(message_id, row.phone).decode()
        lane = _LANES[row.lane]
        size, until = (row.encoding, row.segments), row.expires_at
        return Outgoing(message_id, campaign_id, lane, msisdn, body, *size, until, name, values, row.telco)
