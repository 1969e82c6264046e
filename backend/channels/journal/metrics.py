"""Counts of the journal for Prometheus (``/metrics`` of the web process). Labels are of closed sets, never a citizen's."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

KEPT: Final = Counter("bhxh_channel_events", "Events of platforms, by what became of them at the door", ["outcome"])
"""`kept`, `refused` (no room), `failed` (the database could not)."""
BATCH: Final = Histogram(
    "bhxh_channel_event_batch", "Events committed together", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
)
WORKED: Final = Counter(
    "bhxh_channel_events_worked", "Events of platforms worked on, by channel and outcome", ["channel", "outcome"]
)
"""`done`, `put_off` (tried again), `set_aside` (given up: somebody must look)."""
IN_HAND: Final = Gauge("bhxh_channel_events_in_hand", "Events that this process has claimed and not finished")
