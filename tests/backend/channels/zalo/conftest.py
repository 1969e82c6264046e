"""The Zalo channel between a simulated Zalo and a dialogue engine that does what a test tells it, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic, sleep

import pytest

from backend.channels.deliverer import Deliverer
from backend.channels.journal.journal import Journal
from backend.channels.webhooks import Webhooks
from backend.channels.zalo import webhook
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.opening import open_platform
from backend.channels.zalo.platform import ZaloPlatform
from backend.channels.zalo.tokens import Tokens
from backend.conversations.inbound import Inbox
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.channels.conftest import TIMING
from tests.support import webhooks
from tests.support.serving import serving
from tests.support.zalo_oa import APP_ID, OA_ID, OA_SECRET, SECRET, Oa, official_account

ALICE, BOB = "2512523625412515", "2512523625412516"


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = monotonic() + seconds
    while not holds() and monotonic() < end:
        sleep(0.02)
    return holds()


def config_for(oa: Oa) -> ZaloConfig:
    return ZaloConfig(
        app_id=APP_ID, oa_id=OA_ID, app_secret=SECRET, webhook_secret=OA_SECRET, api_url=oa.url, oauth_url=oa.url
    )


@dataclass
class World:
    """``webhooks``: this channel's alone. ``oa.webhook`` is where they answer over real sockets."""

    oa: Oa
    config: ZaloConfig
    database: Database
    inbox: Inbox
    webhooks: Webhooks
    platform: ZaloPlatform
    tokens: Tokens
    journals: list[Journal] = field(default_factory=list)

    def hears(self, body: bytes, headers: dict[str, str], of: Webhooks | None = None) -> int:
        """Post to the webhook without a network; the HTTP status, when what was taken has been worked on."""
        status = webhooks.post(of or self.webhooks, webhook.PATH, body, headers).status_code
        webhooks.settle(self.database)
        return status

    def hears_event(self, content: dict[str, object]) -> int:
        return self.hears(*self.oa.event(content))

    def another(self, **changes: object) -> Webhooks:
        """The webhook under other settings."""
        made, journal = webhooks_of(replace(self.config, **changes), self.database, self.inbox)  # type: ignore[arg-type]
        self.journals.append(journal)
        return made


def webhooks_of(config: ZaloConfig, database: Database, inbox: Inbox) -> tuple[Webhooks, Journal]:
    """A process's, with its journal, which runs."""
    door = webhook.ZaloDoor(config, inbox)
    journal = Journal(database, {door.channel: door.work}, TIMING)
    journal.start()
    return Webhooks(journal, [door]), journal


@pytest.fixture
def oa() -> Iterator[Oa]:
    with official_account() as running:
        yield running


@pytest.fixture
def world(oa: Oa, database: Database, inbox: Inbox) -> Iterator[World]:
    config = config_for(oa)
    tokens = Tokens(database, APP_ID)
    tokens.give("refresh-0", utcnow())
    made, journal = webhooks_of(config, database, inbox)
    platform = open_platform(config, database, "https://bhxh.example")
    with serving(made) as url:
        oa.webhook = url + webhook.PATH
        world = World(oa, config, database, inbox, made, platform, tokens, [journal])
        yield world
    for each in world.journals:
        each.close()
    platform.close()


@pytest.fixture
def delivering(world: World) -> Iterator[World]:
    """With somebody who delivers."""
    deliverer = Deliverer(world.database, [world.platform], TIMING)
    deliverer.start()
    yield world
    deliverer.close()
