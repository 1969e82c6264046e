"""Fetches pictures that were sent for dossiers from Telegram and hands them to the registration: scanned, drawn anew, encrypted as on its page.

In threads of its own, because a picture takes longer to fetch than a platform waits for us. Any number of processes may do it: a
conversation is claimed in the database before anything is fetched.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Final

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.telegram import photo_talk, photo_words
from backend.channels.telegram.bot import BotApi, TooLarge
from backend.channels.telegram.photo_talk import AGAIN, Act, Item, Task
from backend.channels.telegram.photo_words import Report
from backend.channels.telegram.rendering import PHOTOS_BEGUN
from backend.conversations import shortcuts, store
from backend.conversations.live import NEWS
from backend.database import Database
from backend.declined import Declined
from backend.registration.attachments import Attachments, PhotoSheet
from backend.registration.pictures import MOST_BYTES, Picture, decoding_slot
from backend.registration.scanning import Scan
from backend.registration.service import PHOTO_PATH
from backend.registration.uploads import taken
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger

_THREADS: Final = 3
"""Each holds one picture of at most 12 MB."""
_LOOK_AGAIN: Final = 1.0
"""Seconds until what another process has taken in, or left behind, is seen."""
_GIVE_UP: Final = len(AGAIN) + 1
"""Attempts after which the citizen is asked to send it again: it may be the picture that ends processes."""

log = get_logger(__name__)


class _Lost(Exception):
    """Somebody else has the claim."""


class PhotoTaking:
    """Begins with `start`, ends with `close`. ``typing``: shows at an address that we are at work."""

    def __init__(
        self,
        database: Database,
        api: BotApi,
        attachments: Attachments,
        scan: Scan,
        *,
        public_url: str,
        typing: Callable[[str], None],
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._database = database
        self._api = api
        self._attachments = attachments
        self._scan = scan
        self._public_url = public_url
        self._typing = typing
        self._clock = clock
        self._lock = Lock()
        self._working: set[int] = set()
        self._woken, self._stopped = Event(), Event()
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="photo")
        self._looker = Thread(target=self._look_again_and_again, name="photo-taking", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._looker.start()

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    def close(self) -> None:
        """Stop; what is under way is finished, the rest is left to who comes next."""
        self._stopped.set()
        self._woken.set()
        if self._looker.is_alive():
            self._looker.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _look_again_and_again(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(_LOOK_AGAIN)
            self._woken.clear()
            try:
                with self._database.reading() as session:
                    found = photo_talk.due(session, self._clock())
            except Exception as error:
                log.error("photo_look_failed", error=type(error).__name__)
                self._stopped.wait(_LOOK_AGAIN)
                continue
            for row_id in found:
                with self._lock:
                    fresh = row_id not in self._working
                    self._working.add(row_id)
                if fresh:
                    self._pool.submit(self._work, row_id)

    def _work(self, row_id: int) -> None:
        try:
            with self._database.begin() as session:
                task = photo_talk.claim(session, row_id, self._clock())
            if task is not None:
                self._typing(task.address)
                self._do(task)
        except _Lost:
            log.info("photo_claim_lost")
        except Exception as error:
            # Its claim runs out, and then it is tried again.
            log.error("photo_failed", error=type(error).__name__)
        finally:
            with self._lock:
                self._working.discard(row_id)

    def _do(self, task: Task) -> None:
        sheet = self._attachments.photo_sheet(task.token)
        report = Report(wanted=task.wanted, last=task.last)
        if sheet is not None:
            items = photo_talk.planned(task.items, sheet.kinds, sheet.present, task.wanted)
            task = self._settled(task, items)
            try:
                for item in task.items:
                    self._one(task, item, sheet, report)
            except TryLater as later:
                log.warning("photo_put_off", code=later.code, attempts=task.attempts)
                with self._database.begin() as session:
                    photo_talk.put_off(session, task, self._clock())
                return
        self._tell(task, sheet, report)

    def _settled(self, task: Task, items: list[Item]) -> Task:
        with self._database.begin() as session:
            settled = photo_talk.settle_kinds(session, task, items, self._clock())
        if settled is None:
            raise _Lost
        return settled

    def _one(self, task: Task, item: Item, sheet: PhotoSheet, report: Report) -> None:
        """Does one thing. Raises TryLater when Telegram cannot give a picture now."""
        if item.act is Act.TAKE:
            self._take(task, item, sheet, report)
        elif item.act is Act.RETAKE:
            report.wanted = item.kind if item.kind in sheet.kinds else report.wanted
        elif item.act is Act.RELABEL:
            self._relabel(task, item, report)
        else:
            self._complete(task, report)

    def _take(self, task: Task, item: Item, sheet: PhotoSheet, report: Report) -> None:
        if item.kind is None:
            report.surplus += 1
            return
        if self._stopped.is_set():
            raise TryLater("stopping")
        with self._database.begin() as session:
            if not photo_talk.go_on(session, task, self._clock()):
                raise _Lost
        try:
            picture = self._picture(item, last_time=task.attempts >= _GIVE_UP)
        except InvalidValue as wrong:
            log.info("photo_refused", code=wrong.code)
            report.wrong.append((item.kind, wrong.detail))
            report.wanted = item.kind if item.kind in sheet.present else report.wanted
            return
        if self._attachments.put_photo(task.token, item.kind, picture, _actor(task)):
            report.taken.append(item.kind)
            report.last = item.kind
            report.wanted = None if report.wanted == item.kind else report.wanted

    def _picture(self, item: Item, *, last_time: bool) -> Picture:
        """The picture behind a file id. Raises InvalidValue or TryLater."""
        try:
            data = b"" if last_time else self._api.fetch(item.file, item.size, MOST_BYTES)
        except TooLarge:
            megabytes = MOST_BYTES // (1024 * 1024)
            raise InvalidValue("photo.too_big", text("photo.too_big", megabytes=megabytes)) from None
        except (Refused, Gone):
            data = b""
        if not data:
            raise InvalidValue("photo.unreachable", text("telegram.photo.unreachable"))
        with decoding_slot():
            return taken(data, self._scan)

    def _relabel(self, task: Task, item: Item, report: Report) -> None:
        if report.last is None or item.kind is None or item.kind == report.last:
            return
        try:
            report.relabelled = self._attachments.relabel(task.token, report.last, item.kind, _actor(task))
        except ValueError:  # a button of another dossier
            return
        report.last = item.kind

    def _complete(self, task: Task, report: Report) -> None:
        try:
            report.completed = self._attachments.complete(task.token, _actor(task))
        except Declined:
            log.info("photo_incomplete")  # what is missing is asked for

    def _tell(self, task: Task, sheet: PhotoSheet | None, report: Report) -> None:
        now_there = sheet if report.completed else self._attachments.photo_sheet(task.token)
        if now_there is None:
            said, titles = text("telegram.photo.closed"), list[str]()
        else:
            said, titles = photo_words.answer(report, now_there, f"{self._public_url}{PHOTO_PATH}{task.token}")
        with self._database.begin() as session:
            conversation = store.locked(session, task.row_id)
            now = self._clock()
            if conversation is None or not photo_talk.done(session, task, now, wanted=report.wanted, last=report.last):
                raise _Lost
            shortcuts.offer(session, conversation, said, titles, now, **{PHOTOS_BEGUN: True})
        NEWS.tell(task.row_id)
        self.wake()


def _actor(task: Task) -> str:
    return f"conversation:{task.row_id}"
