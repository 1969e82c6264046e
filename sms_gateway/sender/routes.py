"""Which providers may carry which message: by lane, by the number's telco, by what each can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from sms_gateway.health.standings import Standings
from sms_gateway.numbers import EVERYWHERE, HOSTS, TELCOS, network_of
from sms_gateway.providers import Capabilities
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.schema import AnyRow, Lane, template


@dataclass(frozen=True)
class Way:
    """One provider as far as routing goes. ``live``: False for the sandbox of test keys."""

    name: str
    capabilities: Capabilities
    weight: int = 1
    telcos: frozenset[str] = frozenset(EVERYWHERE)
    lanes: frozenset[Lane] = frozenset(Lane)
    live: bool = True
    metered: bool = False
    limited: frozenset[str] = frozenset()
    """Networks for which it has a rate of its own."""
    prices: Mapping[str, float] = field(default_factory=dict, hash=False)
    """Đồng per segment by network, where that is known."""

    @classmethod
    def of(cls, settings: ProviderSettings, capabilities: Capabilities, live: bool = True) -> Way:
        """As the providers file has it."""
        named = set(settings.telcos)
        where = EVERYWHERE if capabilities.abroad else TELCOS
        reached = (telco for telco in where if named & {"*", telco, HOSTS.get(telco)})
        lanes = frozenset(Lane[name.upper()] for name in settings.lanes)
        return cls(
            settings.name,
            capabilities,
            settings.weight,
            frozenset(reached),
            lanes,
            live,
            metered=settings.tps > 0,
            limited=frozenset(settings.telco_tps),
            prices={
                network: price
                for network in {network_of(telco) for telco in EVERYWHERE}
                if (price := settings.price(network)) is not None
            },
        )

    def carries(self, row: AnyRow) -> bool:
        """Whether it can carry a message of that encoding and length."""
        able = self.capabilities
        return row.segments <= able.max_segments and (able.unicode or row.encoding == "gsm7")


@dataclass(frozen=True)
class Group:
    """Messages of one lane that have the same ways. ``sandbox`` and ``telcos`` None: whichever. Without ways nothing can
    carry them."""

    ways: tuple[Way, ...]
    sandbox: bool | None = None
    telcos: frozenset[str] | None = None
    network: str = ""
    """The one network that they are for, where some way has a rate for it."""

    @cached_property
    def first(self) -> tuple[Way, ...]:
        """Those that carry some templates only. What they may carry goes by them before the others are asked."""
        return tuple(way for way in self.ways if way.capabilities.templates is not None)

    @cached_property
    def others(self) -> tuple[Way, ...]:
        """Those that carry any text."""
        return tuple(way for way in self.ways if way.capabilities.templates is None)


class Routes:
    """The table, fixed while the sender runs but for the providers' health. ``sandbox``: where the messages of test keys go."""

    def __init__(self, ways: Sequence[Way], sandbox: str) -> None:
        self.ways: Mapping[str, Way] = {way.name: way for way in ways}
        self._sandbox = self.ways[sandbox]
        self._used = dict.fromkeys(self.ways, 0.0)
        self._level = 0.0
        self.standings = Standings()
        """How the providers stand; renewed about once a second."""
        self._priced = any(way.prices for way in ways)
        self._templates: dict[int, str] = {}
        self._by_template = any(way.capabilities.templates is not None for way in ways)
        self.groups: Mapping[Lane, tuple[Group, ...]] = {lane: self._grouped(lane) for lane in Lane}

    def _grouped(self, lane: Lane) -> tuple[Group, ...]:
        by_ways: dict[tuple[tuple[Way, ...], str], set[str]] = {}
        for telco in EVERYWHERE:
            ways, network = self._of(lane, telco), network_of(telco)
            # Those with a rate of their own are looked for apart, or they would stand in the others' way when it is used up.
            apart = network if any(network in way.limited for way in ways) else ""
            by_ways.setdefault((ways, apart), set()).add(telco)
        if len(by_ways) > 1:
            live = tuple(Group(ways, False, frozenset(telcos), network) for (ways, network), telcos in by_ways.items())
            return (*live, Group((self._sandbox,), sandbox=True))
        ((ways, _),) = by_ways
        if ways == (self._sandbox,):
            return (Group(ways),)
        return Group(ways, sandbox=False), Group((self._sandbox,), sandbox=True)

    def _of(self, lane: Lane, telco: str) -> tuple[Way, ...]:
        return tuple(way for way in self.ways.values() if way.live and lane in way.lanes and telco in way.telcos)

    def gaps(self) -> list[tuple[Lane, str]]:
        """(lane, telco) without a provider of any text: such messages fail."""
        every = ((lane, telco) for lane in Lane for telco in TELCOS)
        return [(lane, telco) for lane, telco in every if not Group(self._of(lane, telco)).others]

    def learn(self, connection: Connection, rows: Iterable[AnyRow]) -> None:
        """Read the names of templates that are not known yet, where any way asks for them."""
        if not self._by_template:
            return
        unknown = {row.template_id for row in rows} - self._templates.keys() - {None}
        if unknown:
            query = select(template.c.id, template.c.name).where(template.c.id.in_(unknown))
            self._templates.update((row.id, row.name) for row in connection.execute(query))

    def fits(self, way: Way, row: AnyRow) -> bool:
        """Whether a way may carry this message; what has gone on from a way of templates never returns to one. ``learn`` has
        seen it."""
        templates = way.capabilities.templates
        if templates is None:
            return way.carries(row)
        return row.fell_back_at is None and self._templates.get(row.template_id) in templates

    def fit(self, ready: Sequence[Way], telco: str | None) -> Sequence[Way]:
        """Of ways that have a line those that count for a telco: the healthy ones, those in reserve (weight 0) only when no other is;
        all of them when none is, because a message must go somewhere."""
        healthy = self.healthy(ready, telco)
        return [way for way in healthy if way.weight] or healthy or [way for way in ready if way.weight] or ready

    def healthy(self, ways: Sequence[Way], telco: str | None) -> Sequence[Way]:
        """Those that may have a share of the telco's messages."""
        standings = self.standings
        return ways if standings.calm else [way for way in ways if standings.share(way.name, telco)]

    def probe(self, ways: Sequence[Way], lane: Lane, telco: str | None) -> Way | None:
        """One on trial that shall have a message now."""
        return next((way for way in ways if self.standings.probe(way.name, telco, lane)), None)

    def choose(self, ways: Sequence[Way], telco: str | None = None) -> Way | None:
        """One of these ways, so that over time each gets its weight's share, as far as it is healthy. One that was away takes its share
        from now on, not all that it has missed. Of ways that are as healthy and of one weight only the cheapest counts."""
        if self._priced and len(ways) > 1:
            ways = self._cheapest(ways, telco)
        chosen = ways[0] if len(ways) == 1 else min(ways, key=lambda way: self._used[way.name], default=None)
        if chosen is not None:
            self._level = max(self._level, self._used[chosen.name])
            share = 1.0 if self.standings.calm else self.standings.share(chosen.name, telco) or 1.0
            self._used[chosen.name] = self._level + 1 / (max(1, chosen.weight) * share)
        return chosen

    def _cheapest(self, ways: Sequence[Way], telco: str | None) -> Sequence[Way]:
        """Without those that cost more than an equal; where an equal's price is unknown nothing is compared."""
        network = network_of(telco)
        equals: dict[tuple[float, int], list[Way]] = {}
        for way in ways:
            equals.setdefault((self.standings.share(way.name, telco), way.weight), []).append(way)
        kept: list[Way] = []
        for among in equals.values():
            prices = [way.prices.get(network) for way in among]
            known = [price for price in prices if price is not None]
            least = min(known) if len(known) == len(among) else None
            kept += [way for way, price in zip(among, prices, strict=True) if least is None or price == least]
        return kept
