"""What the sender knows of each provider while it runs: how much it may be given now, and whether it rests."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kit.logs import get_logger
from sms_gateway.numbers import network_of
from sms_gateway.providers import TAKEN, Answer, Outcome, Outgoing, Provider
from sms_gateway.schema import Lane

REST_NOT_SENT: Final = 1.0
REST_STOPPED: Final = 60.0
REST_UNSURE: Final = 10.0
LONGEST_REST: Final = 900.0
UNSURE_AFTER: Final = 20
"""Answers in a row that never came, after which a provider rests: each of them is a message of which nobody knows."""

_BURST_SECONDS: Final = 0.25
_OTP_SHARE: Final = 0.2
_STEP_SECONDS: Final = 0.05


class Bucket:
    """Tokens of a contracted rate, one for each segment (each message, where templates are carried). A fifth of them is kept for OTP.

    Taking may go into debt, because a message's segments are known only once it is claimed; the debt is waited for.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._clock = clock
        self._most = max(2.0, per_second * _BURST_SECONDS)
        self._tokens = self._most
        self._filled_at = clock()
        self._until = float("inf")

    def room(self, lane: Lane) -> int:
        """Messages that may go now."""
        now = self._clock()
        self._tokens = min(self._most, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if now >= self._until or not self._rate:
            return 0
        return max(0, int(self._tokens - self._kept(lane)))

    def change(self, per_second: float, seconds: float) -> None:
        """Another rate, good for so many seconds; after that nothing goes until it is renewed."""
        self.room(Lane.OTP)
        self._rate, self._until = per_second, self._clock() + seconds
        self._most = max(2.0, per_second * _BURST_SECONDS)
        self._tokens = min(self._most, self._tokens)

    def take(self, segments: int) -> None:
        """They have gone."""
        self._tokens -= segments

    def wait(self) -> float:
        """Seconds until a worthwhile number may go; 0 when it is full."""
        if self._tokens >= self._most:
            return 0.0
        if not self._rate:
            return 1.0
        return max(_STEP_SECONDS, (1.0 + self._kept(Lane.BULK) - self._tokens) / self._rate)

    def _kept(self, lane: Lane) -> float:
        return 0.0 if lane == Lane.OTP else self._most * _OTP_SHARE


_NONE: Final = Counter[Lane]()


class Line:
    """One provider. ``tps``: 0 for no limit; ``telco_tps``: the same for single networks."""

    def __init__(
        self,
        provider: Provider,
        tps: float = 0,
        clock: Callable[[], float] = time.monotonic,
        telco_tps: Mapping[str, float] | None = None,
    ) -> None:
        self.provider = provider
        self._bucket = Bucket(tps, clock) if tps else None
        self._networks = {telco: Bucket(rate, clock) for telco, rate in (telco_tps or {}).items()}
        self._starving = False
        self._clock = clock
        self._flying = Counter[Lane]()
        self._rests_until = float("-inf")
        self._rests = 0
        self._on_trial = False
        self._unanswered = 0

    @property
    def open(self) -> bool:
        """Whether it may be given anything."""
        return self.provider.ready and self._clock() >= self._rests_until

    @property
    def flying(self) -> Counter[Lane]:
        """What it has been given and has not answered, by lane."""
        return self._flying

    def room(self, lane: Lane, answered: Counter[Lane] = _NONE) -> int:
        """Messages of a lane that it may be given once the answers to so many of each lane are committed.

        After a rest it is given one, and more when that was answered well.
        """
        flying = self._flying.total() - answered.total()
        if self._on_trial:
            return 0 if flying else 1
        provider = self.provider
        room = min(provider.window(lane) - self._flying[lane] + answered[lane], provider.places - flying)
        return room if self._bucket is None else min(room, self._bucket.room(lane))

    def network_rooms(self, lane: Lane) -> dict[str, int]:
        """The same for the networks that have a rate of their own."""
        return {network: bucket.room(lane) for network, bucket in self._networks.items()}

    def granted(self, rates: Mapping[str, float], seconds: float) -> None:
        """The parts of the contract's rates that this sender has for so many seconds, by network, "" for all together."""
        buckets = self._networks if self._bucket is None else {"": self._bucket, **self._networks}
        for network, bucket in buckets.items():
            if network in rates:
                bucket.change(rates[network], seconds)
        self._starving = not all(rates.values())

    @property
    def starving(self) -> bool:
        """Whether it has a line and waits for its part of a rate."""
        return self._starving and self.provider.ready

    def at_once(self, lane: Lane) -> int:
        """The most that one transaction claims for it: half of its window, so that one half is on its way while answers are
        written for the other. With the whole window in one piece the database and the provider would wait for each other in turn."""
        return max(1, -(-self.provider.window(lane) // 2))

    def wait(self) -> float:
        """Seconds until its rate lets more through; 0: it is not the rate that holds anything back."""
        waits = [bucket.wait() for bucket in (self._bucket, *self._networks.values()) if bucket is not None]
        return min((wait for wait in waits if wait), default=0.0)

    def gave(self, batch: Sequence[Outgoing]) -> None:
        """These were handed to it."""
        for message in batch:
            self._flying[message.lane] += 1
        if self._bucket is not None:
            by_message = self.provider.capabilities.templates is not None
            self._bucket.take(len(batch) if by_message else sum(message.segments for message in batch))
        if self._networks:
            by_message = self.provider.capabilities.templates is not None
            for message in batch:
                bucket = self._networks.get(network_of(message.telco))
                if bucket is not None:
                    bucket.take(1 if by_message else message.segments)

    def settled(self, message: Outgoing) -> None:
        """Its answer on this one is committed."""
        self._flying[message.lane] -= 1

    def heard(self, answers: Sequence[Answer]) -> None:
        """Learn from answers, in their order."""
        for answer in answers:
            outcome = answer.outcome
            if outcome is Outcome.UNKNOWN:
                self._unanswered += 1
                if self._unanswered >= UNSURE_AFTER:
                    self._rest("provider_unsure", answer.error, REST_UNSURE)
            elif outcome is Outcome.STOP:
                self._rest("provider_stopped", answer.error, REST_STOPPED)
            elif outcome is Outcome.NOT_SENT:
                self._rests_until = max(self._rests_until, self._clock() + REST_NOT_SENT)
            elif outcome is not Outcome.RETRY:
                self._unanswered = 0
                if outcome in TAKEN:
                    self._rests, self._on_trial = 0, False

    def _rest(self, alarm: str, reason: str | None, seconds: float) -> None:
        """Longer each time. Answers to what was on its way when it began change nothing."""
        now = self._clock()
        if now < self._rests_until - REST_NOT_SENT:
            return
        pause = min(LONGEST_REST, seconds * 2.0**self._rests)
        self._rests += 1
        self._rests_until, self._on_trial, self._unanswered = now + pause, True, 0
        get_logger(__name__).error(alarm, provider=self.provider.name, reason=reason, seconds=pause)
