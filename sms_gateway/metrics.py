"""Figures for Prometheus, of the process that counts them. No label names a person: lanes, providers, telcos, words of our own.

Everything is counted by batch, never message by message, so that counting costs nothing beside sending.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from sms_gateway.providers import Answer, Outgoing, Receipt
from sms_gateway.schema import Lane

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

CLAIMED: Final = Counter(
    "bhxh_sms_claimed", "Messages claimed and handed to a provider.", ("provider", "lane", "telco")
)
ANSWERS: Final = Counter("bhxh_sms_answers", "Answers of providers to hand-overs.", ("provider", "lane", "outcome"))
RECEIPTS: Final = Counter("bhxh_sms_receipts", "Delivery receipts written.", ("provider", "status"))
ANSWER_SECONDS: Final = Histogram(
    "bhxh_sms_answer_seconds",
    "Seconds from a hand-over to its answer; one observation for answers that came together.",
    ("provider", "lane"),
    buckets=_SECONDS,
)
TRANSACTION_SECONDS: Final = Histogram(
    "bhxh_sms_transaction_seconds",
    "Seconds of one transaction of the sender: answers, receipts and the next claim.",
    buckets=_SECONDS,
)
FLYING: Final = Gauge("bhxh_sms_flying", "Messages handed over and not yet answered.", ("provider", "lane"))
PROVIDER_OPEN: Final = Gauge("bhxh_sms_provider_open", "1 while a provider may be given messages.", ("provider",))
RATE: Final = Gauge("bhxh_sms_campaign_rate", "Messages of campaigns taken per second, smoothed.")
API_REQUESTS: Final = Counter("bhxh_sms_api_requests", "Requests of the HTTP API.", ("method", "route", "status"))
API_SECONDS: Final = Histogram(
    "bhxh_sms_api_seconds", "Seconds that the HTTP API took to answer.", ("method", "route"), buckets=_SECONDS
)


def handed_over(provider: str, lane: Lane, batch: Sequence[Outgoing]) -> None:
    """A batch is claimed and goes to a provider."""
    for name, messages in Tally(message.telco or "other" for message in batch).items():
        CLAIMED.labels(provider, lane.name.lower(), name).inc(messages)


def answered(provider: str, lane: Lane, answers: Iterable[Answer], seconds: float) -> None:
    """Answers that came together, ``seconds`` after their batch was handed over."""
    tally = Tally(answer.outcome for answer in answers)
    for outcome, messages in tally.items():
        ANSWERS.labels(provider, lane.name.lower(), outcome.value).inc(messages)
    if tally:
        ANSWER_SECONDS.labels(provider, lane.name.lower()).observe(seconds)


def reported(receipts: Iterable[Receipt]) -> None:
    """Receipts that are committed."""
    for (provider, status), number in Tally((receipt.provider, receipt.status) for receipt in receipts).items():
        RECEIPTS.labels(provider, status.name.lower()).inc(number)


def provider_state(provider: str, *, ready: bool, flying: Tally[Lane]) -> None:
    """How a provider stands, once a second."""
    PROVIDER_OPEN.labels(provider).set(ready)
    for lane in Lane:
        FLYING.labels(provider, lane.name.lower()).set(flying[lane])


def requested(method: str, route: str, status: int, seconds: float) -> None:
    """One request of the API. ``route``: the route's pattern, never the path, which may hold an id."""
    API_REQUESTS.labels(method, route, str(status)).inc()
    API_SECONDS.labels(method, route).observe(seconds)
