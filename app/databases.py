"""Migrations and seeds of both databases."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import sms_gateway.migrations
from app.settings import Product
from backend import demo, migrations, places
from bhxh.dates import utcnow
from kit.crypto import Keyring
from kit.database import create_engine, upgrade
from sms_gateway.callbacks import addresses
from sms_gateway.keys import Scope, ensure_key
from sms_gateway.sealing import Sealing


@contextmanager
def _alone(product: Product) -> Iterator[None]:
    """One migration at a time per data folder: Alembic itself does not keep two from racing."""
    product.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (product.data_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(product: Product) -> None:
    """Bring both databases to the newest schema, with the agencies that ship; in demo, put the demo people in. Safe to repeat."""
    with _alone(product):
        upgrade(product.database_url, migrations.LOCATION)
        upgrade(product.sms_database_url, sms_gateway.migrations.SCRIPT_LOCATION)
        _admit_ourselves(product)
        places.seed_agencies(product.backend())
        if product.demo:
            demo.seed(product.backend())


_CONSOLE = frozenset(Scope) - {Scope.OTP, Scope.SANDBOX}


def _admit_ourselves(product: Product) -> None:
    """Our own keys at the gateway: the backend sends messages and OTPs and hears what phones send, the staff's console does the rest."""
    engine = create_engine(product.sms_database_url)
    keyring = Keyring.from_settings(product.keyset, product.secret_key)
    with engine.begin() as connection:
        backend = ensure_key(connection, keyring, "backend", product.sms_key, {Scope.MESSAGES, Scope.OTP})
        addresses.ensure(
            connection,
            Sealing(keyring),
            backend,
            url=product.sms_callback_url,
            secret=product.sms_callback_secret,
            inbound=addresses.Inbound.ALL,
            now=utcnow(),
        )
        ensure_key(connection, keyring, "console", product.sms_console_key, _CONSOLE)
    engine.dispose()
