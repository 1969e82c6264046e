"""Counts of the Zalo channels for Prometheus (``/metrics`` of the web process). Labels are of closed sets, never a citizen's."""

from typing import Final

from prometheus_client import Counter, Gauge

EVENTS: Final = Counter(
    "bhxh_zalo_events", "Events that reached the webhook, by what became of them", ["channel", "event"]
)
SENT: Final = Counter(
    "bhxh_zalo_messages",
    "Messages that Zalo took, by the time since the citizen wrote: free up to 48 hours, billed up to 7 days",
    ["window"],
)
NOTICES: Final = Counter("bhxh_zalo_sms_notices", "Citizens told by SMS that an answer waits on Zalo")
TROUBLE: Final = Counter("bhxh_zalo_trouble", "Answers of Zalo other than success, by what they call for", ["kind"])
TOKEN_FAILURES: Final = Counter("bhxh_zalo_token_failures", "Renewals of tokens that failed: somebody must look")
TOKEN_GOOD_UNTIL: Final = Gauge(
    "bhxh_zalo_token_good_until", "Unix time until which the access token is good; 0: there is none"
)
