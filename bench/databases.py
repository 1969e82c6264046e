"""A database for a measurement: SQLite or a PostgreSQL server of its own, in a folder that keeps it, or gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from backend.config import BackendConfig
from backend.database import Database
from kit.crypto import new_keyset
from tests.support import postgres


@contextmanager
def opened(folder: Path | None, postgresql: bool) -> Iterator[tuple[BackendConfig, Database]]:
    """Migrated to the newest schema, without limits per address. The keys lie beside it, because everything in it is made up."""
    with ExitStack() as stack:
        kept = folder.resolve() if folder else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        kept.mkdir(parents=True, exist_ok=True)
        keyset = kept / "keyset.json"
        if not keyset.exists():
            keyset.write_text(new_keyset(), encoding="utf-8")
        url = stack.enter_context(_server(kept)) if postgresql else f"sqlite:///{kept / 'bench.sqlite'}"
        config = BackendConfig(
            data_dir=kept, database_url=url, keyset=keyset.read_text(encoding="utf-8"), secret_key="bench",
            internal_token="x", engine_token="x", sms_key="x", rate_limits=False,
        )  # fmt: skip
        database = Database.open(config)
        stack.callback(database.close)
        database.upgrade()
        yield config, database


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    tools = postgres.binaries()
    if tools is None:
        raise SystemExit("PostgreSQL is not installed")
    folder.chmod(0o755)  # the server's files belong to a user of its own
    with postgres.kept_cluster(tools, folder / "postgresql") as cluster:
        yield cluster.database("bench")
