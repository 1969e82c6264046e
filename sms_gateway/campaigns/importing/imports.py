"""Taking recipients files in: small ones while the caller waits, large ones in a process of their own.

A file lies encrypted in ``GatewayConfig.import_dir`` as ``<campaign>.<token>.<tries>`` until it is in the database. Who
imports it holds a lock on it, which the operating system drops with the process; a file without one is taken up again,
from the beginning, by whoever looks next. So an import survives a restart, and one that kills its process three times is
reported as interrupted.
"""

from __future__ import annotations

import fcntl
import hmac
import io
import multiprocessing
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.crypto import Keyring
from kit.database import create_engine, reading, unavailable
from kit.logs import configure, get_logger
from kit.problems import Problem
from sms_gateway import templates
from sms_gateway.campaigns.importing import spool
from sms_gateway.campaigns.importing.columns import Columns, match_columns
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.run import fail, run_import
from sms_gateway.campaigns.importing.table import open_table
from sms_gateway.campaigns.importing.workbook import XLSX_SIGNATURE
from sms_gateway.campaigns.lifecycle import Source, create
from sms_gateway.config import GatewayConfig
from sms_gateway.messages.accept import Owner
from sms_gateway.schema import CampaignStatus, campaign
from sms_gateway.sealing import Sealing

FILE_LIMIT = 640 << 20
# A workbook is unpacked and held in memory while it is read; a million rows are about 40 MB of it.
WORKBOOK_LIMIT = 64 << 20
AT_ONCE = 192 << 10
"""Up to this size (about 3,000 rows) the caller waits for the result; a larger file would keep a thread for seconds."""

HELPED_ABOVE = 4 << 20
"""From this size on (about 100,000 rows) a second process checks and encrypts; it takes a second of processor time to begin."""

TRIES = 3
_LOOK_EVERY = 10.0
_LOST_AFTER = timedelta(hours=6)
_NAME = re.compile(r"(\d+)\.([0-9a-f]{16})\.(\d)")


@dataclass(frozen=True)
class Wanted:
    """A campaign to be made from a file. ``kind`` of its source: file or audience; ``file_hash`` see `Source`."""

    owner: Owner
    created_by: str
    name: str
    template: str
    kind: str
    file_name: str | None = None
    khong_dau: bool = False
    file_hash: bytes | None = None


class Imports:
    """The imports of one gateway on one machine."""

    def __init__(self, engine: sa.Engine, keyring: Keyring, sealing: Sealing, config: GatewayConfig) -> None:
        self._engine = engine
        self._keyring = keyring
        self._sealing = sealing
        self._config = config
        self._folder = import_folder(config)
        self._there_is_work = threading.Event()
        self._closed = False
        self._runner: threading.Thread | None = None
        self._start = threading.Lock()

    def take(self, wanted: Wanted, pieces: Iterable[bytes]) -> tuple[int, bool]:
        """A new campaign from a file: its id, and whether the import is complete (else it goes on in the background).

        Raises ImportRefused, or Problem for a wrong name or template, with nothing of the file stored.
        """
        _make_private(self._folder)
        token = secrets.token_hex(8)
        incoming = self._folder / f"incoming.{token}"
        digest = hmac.new(self._keyring.key("sms-file"), digestmod="sha256")
        size = spool.write(incoming, self._keyring, token, _hashed(pieces, digest), FILE_LIMIT)
        with locked(incoming) as file:
            if file is None:
                raise FileNotFoundError(incoming.name)
            file_hash = digest.digest() if wanted.kind == "file" else None  # an audience is asked for anew each time
            campaign_id, path = self._create(replace(wanted, file_hash=file_hash), incoming, file, token)
            if size <= AT_ONCE:
                self._import_now(path, file, campaign_id, token)
                return campaign_id, True
        self.wake()
        return campaign_id, False

    def _create(self, wanted: Wanted, incoming: Path, file: BinaryIO, token: str) -> tuple[int, Path]:
        try:
            with reading(self._engine) as connection:
                used = templates.find(connection, wanted.template)
            columns = _columns(plain(file, self._keyring, token), used.fields)
            source = Source(wanted.kind, columns.names, wanted.file_name, wanted.file_hash)
            fixed: dict[str, Any] = {"created_by": wanted.created_by, "khong_dau": wanted.khong_dau}
            with self._engine.begin() as connection:
                plan = create(connection, wanted.owner, wanted.name, used, source=source, **fixed)
                # Before the commit: a campaign that is importing always has its file, whenever this process dies.
                path = incoming.rename(self._folder / f"{plan.campaign_id}.{token}.0")
        finally:
            incoming.unlink(missing_ok=True)
        return plan.campaign_id, path

    def _import_now(self, path: Path, file: BinaryIO, campaign_id: int, token: str) -> None:
        try:
            run_import(self._engine, self._sealing, campaign_id, plain(file, self._keyring, token))
        except ImportRefused:
            path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)

    def wake(self) -> None:
        """Begins to work on waiting files now. The first call starts the thread that also looks after restarts."""
        with self._start:
            if self._runner is None or not self._runner.is_alive():
                self._runner = threading.Thread(target=self._work, name="sms-imports", daemon=True)
                self._runner.start()
        self._there_is_work.set()

    def _work(self) -> None:
        while not self._closed:
            self._there_is_work.wait(_LOOK_EVERY)
            self._there_is_work.clear()
            if self._closed:
                return
            try:
                self.work_off()
            except Exception as error:
                get_logger(__name__).error("imports_failed", error=type(error).__name__)

    def close(self) -> None:
        """Ends the thread after the file it is at; what waits is taken up at the next start."""
        with self._start:
            self._closed = True
        self._there_is_work.set()
        if self._runner is not None:
            self._runner.join()

    def work_off(self) -> None:
        """Imports every waiting file of this machine, one after the other, each in a process of its own."""
        for found in sorted(self._folder.glob("*.*.?")) if self._folder.is_dir() else ():
            named = _NAME.fullmatch(found.name)
            if named is None:
                continue
            campaign_id, token, tries = int(named[1]), named[2], int(named[3])
            with locked(found) as file:
                if file is None:
                    continue
                if tries >= TRIES:
                    fail(self._engine, campaign_id, ImportRefused("interrupted"))
                    found.unlink(missing_ok=True)
                    continue
                # The name counts the tries before each of them, so that a file that kills its process is given up.
                path = found.rename(found.with_name(f"{campaign_id}.{token}.{tries + 1}"))
            self._in_a_process(path, campaign_id, token)
        self._report_lost()

    def _in_a_process(self, path: Path, campaign_id: int, token: str) -> None:
        child = multiprocessing.get_context("spawn").Process(
            target=_child, args=(self._config, str(path), campaign_id, token), name="sms-import", daemon=True
        )
        child.start()
        child.join()
        if child.exitcode != 0:
            get_logger(__name__).error("import_process_died", campaign=campaign_id, exitcode=child.exitcode)
            self._there_is_work.set()
        child.close()

    def _report_lost(self) -> None:
        """Imports whose file is nowhere (a lost disk) end as interrupted instead of importing for ever."""
        with reading(self._engine) as connection:
            lost = connection.execute(
                sa.select(campaign.c.id).where(
                    campaign.c.status == CampaignStatus.IMPORTING, campaign.c.created_at < utcnow() - _LOST_AFTER
                )
            ).scalars()
            ids = list(lost)
        for campaign_id in ids:
            if not any(self._folder.glob(f"{campaign_id}.*.?")):
                fail(self._engine, campaign_id, ImportRefused("interrupted"))


def _hashed(pieces: Iterable[bytes], digest: hmac.HMAC) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def import_folder(config: GatewayConfig) -> Path:
    """Where files wait: as configured, else a private folder of this user in the system's temporary one."""
    if config.import_dir is not None:
        return config.import_dir
    return Path(tempfile.gettempdir()) / f"bhxh-sms-imports-{os.getuid()}"


def _make_private(folder: Path) -> None:
    """The folder, for this user alone. Raises PermissionError when somebody else made it, which is possible in /tmp."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError("the folder for recipients files belongs to another user")
    folder.chmod(0o700)


def plain(file: BinaryIO, keyring: Keyring, token: str) -> BinaryIO:
    """A stored file's own bytes, seekable."""
    return cast(BinaryIO, io.BufferedReader(spool.SealedFile(file, keyring, token)))


def _columns(stream: BinaryIO, fields: Sequence[str]) -> Columns:
    if stream.read(4) == XLSX_SIGNATURE and stream.seek(0, io.SEEK_END) > WORKBOOK_LIMIT:
        raise ImportRefused("file_too_large", limit=WORKBOOK_LIMIT >> 20)
    table = open_table(stream)
    try:
        return match_columns(table.header, fields, table.header_row)
    finally:
        table.close()


@contextmanager
def locked(path: Path) -> Iterator[BinaryIO | None]:
    """The file, open and locked for this process, or None when another works on it or it is gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield file


def _child(config: GatewayConfig, name: str, campaign_id: int, token: str) -> None:
    """The process of one large import: behind the others in line for the processor, so that a code by SMS never waits."""
    os.nice(5)
    configure("sms-import")
    path = Path(name)
    engine = create_engine(config.database_url)
    keyring = Keyring.from_settings(config.keyset, config.secret_key)
    with locked(path) as file:
        if file is None:
            return
        try:
            helped = config if path.stat().st_size > HELPED_ABOVE else None
            run_import(engine, Sealing(keyring), campaign_id, plain(file, keyring, token), helped)
        except (ImportRefused, Problem) as refused:
            # A Problem: the campaign itself was rolled back after its file had got its name.
            get_logger(__name__).info("import_refused", campaign=campaign_id, reason=refused.code)
        except Exception as error:
            if not unavailable(error):
                raise
            # The database was away, which says nothing about the file: this try does not count.
            get_logger(__name__).warning("import_waits", campaign=campaign_id, error=type(error).__name__)
            name, tries = path.name.rsplit(".", 1)
            path.rename(path.with_name(f"{name}.{int(tries) - 1}"))
            return
        path.unlink(missing_ok=True)
    engine.dispose()
