"""The parts of the Zalo channel put together."""

import httpx

from backend.channels.zalo.client import TIMEOUT, OaClient
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.keeper import Keeper
from backend.channels.zalo.pace import Pace
from backend.channels.zalo.platform import CHANNEL, ZaloPlatform
from backend.channels.zalo.tokens import Tokens
from backend.channels.zalo.window import Notices
from backend.database import Database

_CONNECTIONS = 32


def open_platform(config: ZaloConfig, database: Database, public_url: str) -> ZaloPlatform:
    """A platform that is ready to send as soon as there is a token. Its `close` gives back everything."""
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    http = httpx.Client(timeout=TIMEOUT, limits=limits, trust_env=False)
    keeper = Keeper(config, Tokens(database, config.app_id), http)
    client = OaClient(config.api_url, keeper, Pace(), http)
    keeper.start()
    picture = f"{public_url}/static/chat/icon-512.png" if config.phone_form else None
    return ZaloPlatform(client, keeper, Notices(database, CHANNEL), picture_url=picture, close=http.close)
