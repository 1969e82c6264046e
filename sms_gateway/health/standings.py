"""What routing asks of health: the share that each provider may have now."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

from sms_gateway.health.book import Entry
from sms_gateway.health.judging import State
from sms_gateway.health.tally import EVERY_TELCO, Place
from sms_gateway.schema import Lane

SHARES: Final = {State.GOOD: 1.0, State.DEGRADED: 0.25, State.OUT: 0.0, State.PROBING: 0.0}

_PROBE_SECONDS: Final = {Lane.OTP: 10.0, Lane.TRANSACTIONAL: 2.0, Lane.BULK: 2.0}
"""Between two probes by one sender. Somebody waits for an OTP, so others are rather taken."""


class Standings:
    """As the last look found them. ``held``: providers that staff hold off."""

    def __init__(
        self,
        entries: Mapping[Place, Entry] | None = None,
        held: frozenset[str] = frozenset(),
        before: Standings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._states = {
            place: entry.standing.state
            for place, entry in (entries or {}).items()
            if entry.standing.state != State.GOOD
        }
        self._probed: dict[Place, float] = before._probed if before is not None else {}
        self._clock = clock
        self.held = held
        self.calm = not self._states
        """Whether there is nothing to heed."""

    def share(self, provider: str, telco: str | None) -> float:
        """What part of its share a provider gets for a telco, None for an unknown one: by the worse of both states."""
        states = self._states
        whole = SHARES[states.get((provider, EVERY_TELCO), State.GOOD)]
        return min(whole, SHARES[states.get((provider, telco), State.GOOD)]) if telco else whole

    def probe(self, provider: str, telco: str | None, lane: Lane) -> bool:
        """Whether it is time to give a provider on trial a message of this lane; the answer yes counts as given."""
        places = [(provider, EVERY_TELCO)] + ([(provider, telco)] if telco else [])
        states = [self._states.get(place, State.GOOD) for place in places]
        if State.PROBING not in states or State.OUT in states:
            return False
        place = places[states.index(State.PROBING)]
        now = self._clock()
        if now < self._probed.get(place, float("-inf")) + _PROBE_SECONDS[lane]:
            return False
        self._probed[place] = now
        return True
