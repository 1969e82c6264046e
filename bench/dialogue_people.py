"""Citizens who live through the deaths of processes, as a page, Telegram and a telephone network do: each sees to it that what is written
arrives, and keeps what was shown, with its time."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from bench.lines import sms_settings, smsbox
from bhxh.messages import text as message_of
from tests.support import telegram_updates
from tests.support.product import SMS_KEY, RunningProduct
from tests.support.telegram import TOKEN, Asked, FakeTelegram, fake_telegram
from tests.support.zalo_oa import serving

_ANSWER_SECONDS = 20.0
"""As the page waits for an answer."""
_AGAIN_SECONDS = 2.0
"""Until a person presses "gửi lại", and until a telephone network tries again."""


@dataclass
class Shown:
    """What citizens were shown. Safe to share between threads."""

    by_address: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, address: str, text: str) -> None:
        """Something has arrived now."""
        with self._changed:
            self.by_address.setdefault(address, []).append((time.time(), text))
            self._changed.notify_all()

    def to(self, address: str) -> list[tuple[float, str]]:
        """What has arrived there so far, with its time (epoch seconds)."""
        with self._changed:
            return list(self.by_address.get(address, ()))

    def wait(self, address: str, holds: Callable[[list[str]], bool], until: float) -> bool:
        """Whether this holds of the texts there, now or before a moment (epoch seconds)."""
        with self._changed:
            return self._changed.wait_for(
                lambda: holds([text for _, text in self.by_address.get(address, ())]), max(0.0, until - time.time())
            )


class Channel(Protocol):
    """Where citizens write."""

    name: str
    environment: dict[str, str]
    """Settings of the product."""

    def ready(self, product: RunningProduct) -> None:
        """The product runs."""

    def citizen(self, number: int) -> "Citizen":
        """Somebody new."""


class Citizen(Protocol):
    """One conversation."""

    def write(self, text: str, until: float) -> None:
        """Returns when it has arrived, however often the line breaks. Raises TimeoutError at ``until`` (epoch seconds)."""

    def wait(self, holds: Callable[[list[str]], bool], until: float) -> bool:
        """Whether this holds of what was shown, now or before a moment."""

    def shown(self) -> list[tuple[float, str]]:
        """What was shown so far."""

    def close(self) -> list[str]:
        """What was wrong besides, at the end."""


class WebCitizen:
    """The page: a message that got no answer is sent again under its id; what comes by itself is read from the stream."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=_ANSWER_SECONDS, trust_env=False, verify=False)
        self._id: str | None = None
        self._seen: dict[int, tuple[float, str]] = {}
        self._written: list[str] = []

    def write(self, text: str, until: float) -> None:
        self._written.append(text)
        body = {"conversation_id": self._id, "text": text, "payload": None, "client_id": secrets.token_urlsafe(16)}
        while time.time() < until:
            with suppress(httpx.TransportError):
                answer = self._http.post("/api/v1/chat", json=body)
                if answer.status_code == 200:
                    content = answer.json()
                    self._id = content["conversation_id"]
                    self._take(content["replies"])
                    return
                if answer.status_code < 500:
                    raise RuntimeError(f"{answer.status_code} {answer.text}")
            time.sleep(_AGAIN_SECONDS)
        raise TimeoutError(text)

    def wait(self, holds: Callable[[list[str]], bool], until: float) -> bool:
        while not holds([text for _, text in self.shown()]):
            if time.time() >= until:
                return False
            with suppress(httpx.TransportError):
                self._listen(holds, until)
                continue
            time.sleep(_AGAIN_SECONDS)
        return True

    def _listen(self, holds: Callable[[list[str]], bool], until: float) -> None:
        """The stream from where it was left, until this holds, or its time is over, or it breaks."""
        headers = {"Last-Event-ID": str(max(self._seen, default=0))}
        with self._http.stream("GET", f"/api/v1/chat/{self._id}/events", headers=headers) as stream:
            if stream.status_code != 200:
                raise httpx.ReadError(str(stream.status_code))
            for line in stream.iter_lines():
                if line.startswith("data:") and "replies" in line:
                    self._take(json.loads(line[5:])["replies"])
                if holds([text for _, text in self.shown()]) or time.time() >= until:
                    return

    def _take(self, replies: list[dict[str, Any]]) -> None:
        for reply in replies:
            self._seen.setdefault(reply["id"], (time.time(), reply["text"]))

    def shown(self) -> list[tuple[float, str]]:
        return [self._seen[number] for number in sorted(self._seen)]

    def close(self) -> list[str]:
        """The history has what the page has shown, and each message of the citizen once."""
        try:
            messages = self._http.get(f"/api/v1/chat/{self._id}/messages").raise_for_status().json()["messages"]
        finally:
            self._http.close()
        wrong = []
        if [one["text"] for one in messages if one["from"] == "citizen"] != self._written:
            wrong.append("the history has other messages of the citizen")
        # An apology that came too late to be shown, because its answer came with the next request, is missed by nobody.
        late = message_of("chat.late")
        said = [one["text"] for one in messages if one["from"] != "citizen" and one["text"] != late]
        if said != [text for _, text in self.shown() if text != late]:
            wrong.append("the history has other answers than the page has shown")
        return wrong


class Web:
    """The web chat."""

    name = "web"

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self._url = ""

    def ready(self, product: RunningProduct) -> None:
        self._url = product.url

    def citizen(self, number: int) -> Citizen:
        return WebCitizen(self._url)


@dataclass
class Phone:
    """A citizen of whom nothing is needed but the address; ``bring`` hands a text over."""

    address: str
    screen: Shown
    bring: Callable[[str, float], None]

    def write(self, text: str, until: float) -> None:
        self.bring(text, until)

    def wait(self, holds: Callable[[list[str]], bool], until: float) -> bool:
        return self.screen.wait(self.address, holds, until)

    def shown(self) -> list[tuple[float, str]]:
        return self.screen.to(self.address)

    def close(self) -> list[str]:
        return []


class Telegram:
    """Telegram by polling: it keeps an update until a later one is asked for."""

    name = "telegram"

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self._screen = Shown()
        self._lock = threading.Lock()
        fake.trouble = self._asked
        self.environment = {
            "BHXH_TELEGRAM_TOKEN": TOKEN,
            "BHXH_TELEGRAM_API": fake.url,
            "BHXH_TELEGRAM_MODE": "polling",
        }

    def ready(self, product: RunningProduct) -> None:
        """It fetches by itself."""

    def citizen(self, number: int) -> Citizen:
        def bring(text: str, _until: float) -> None:
            update = telegram_updates.message(text, number)
            with self._lock:  # the list that is being looked through stays as it is
                self._fake.updates = [*self._fake.updates, update]

        return Phone(str(number), self._screen, bring)

    def _asked(self, asked: Asked) -> None:
        if asked.method == "sendMessage":
            self._screen.add(str(asked.data["chat_id"]), str(asked.data["text"]))
        elif asked.method == "getUpdates" and (offset := int(asked.data.get("offset", 0))):
            with self._lock:
                self._fake.updates = [one for one in self._fake.updates if one["update_id"] >= offset]


class Sms:
    """Phones, and a telephone network that repeats what was not acknowledged."""

    name = "sms"

    def __init__(self, folder: Path, url: str, screen: Shown) -> None:
        self._screen = screen
        headers = {"Authorization": f"Bearer {SMS_KEY}"}
        limits = httpx.Limits(max_connections=100)
        self._http = httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False, headers=headers, limits=limits)
        self.environment = sms_settings(folder, url)

    def ready(self, product: RunningProduct) -> None:
        self._http.base_url = product.url

    def citizen(self, number: int) -> Citizen:
        def bring(text: str, until: float) -> None:
            body = {"sender": f"0987{number:06d}", "recipient": "8079", "text": text}
            while time.time() < until:
                with suppress(httpx.TransportError):
                    if self._http.post("/sms/v1/inbound/sandbox", json=body).status_code == 204:
                        return
                time.sleep(_AGAIN_SECONDS)
            raise TimeoutError(text)

        return Phone(f"84987{number:06d}", self._screen, bring)


@contextmanager
def web(_folder: Path) -> Iterator[Channel]:
    yield Web()


@contextmanager
def telegram(_folder: Path) -> Iterator[Channel]:
    with fake_telegram() as fake:
        yield Telegram(fake)


@contextmanager
def sms(folder: Path) -> Iterator[Channel]:
    screen = Shown()
    with serving(smsbox(screen.add)) as url:
        yield Sms(folder, url, screen)


CHANNELS: dict[str, Callable[[Path], AbstractContextManager[Channel]]] = {"web": web, "telegram": telegram, "sms": sms}
"""A folder for its files → the channel."""
