"""Platforms between citizens and the product, as a measurement needs them: fakes on the loopback that tell when they are given something."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Protocol

import httpx

from backend.channels.telegram.webhook import PATH, PROOF_HEADER
from backend.channels.zalo import webhook as zalo_webhook
from backend.channels.zalo_bot import webhook as zalo_bot_webhook
from bench.chat import FAQ
from tests.support import telegram_updates, zalo_bots
from tests.support.product import SMS_KEY, RunningProduct
from tests.support.telegram import TOKEN, Asked, FakeTelegram, fake_telegram
from tests.support.zalo_bots import BotPlatform, bot_platform
from tests.support.zalo_oa import APP_ID, OA_ID, OA_SECRET, SECRET, Oa, Sent, official_account, serving

_PATIENCE = 30.0


class Answers:
    """Who waits for an answer. Safe to share between threads."""

    def __init__(self) -> None:
        self._waiting: dict[str, threading.Event] = {}

    def expect(self, address: str) -> threading.Event:
        """Set when something is given for this address from now on."""
        self._waiting[address] = threading.Event()
        return self._waiting[address]

    def came(self, address: str) -> None:
        """The platform has been given something."""
        waiting = self._waiting.get(address)
        if waiting is not None:
            waiting.set()


class Line(Protocol):
    """A platform between citizens and the product."""

    environment: dict[str, str]
    """Settings of the product that lead it here."""
    most: int | None
    """Messages of one citizen before another one writes in their place; None: any number."""

    def ready(self, product: RunningProduct) -> None:
        """The product runs."""

    def write(self, citizen: int, text: str) -> None:
        """The platform brings a message; returns when it has been acknowledged."""

    def answered(self, citizen: int) -> threading.Event:
        """Set when the platform has been given something for this citizen."""


class TelegramLine:
    """Telegram by webhook."""

    most = None

    def __init__(self, fake: FakeTelegram) -> None:
        self._fake = fake
        self._answers = Answers()
        self._secret = ""
        self._http = _client()
        self.environment = {"BHXH_TELEGRAM_TOKEN": TOKEN, "BHXH_TELEGRAM_API": fake.url}
        fake.trouble = self._notice

    def ready(self, product: RunningProduct) -> None:
        _until(lambda: bool(self._fake.calls("setWebhook")))
        self._secret = self._fake.calls("setWebhook")[-1]["secret_token"]
        self._http.base_url = product.url

    def write(self, citizen: int, text: str) -> None:
        update = telegram_updates.message(text, citizen)
        self._http.post(PATH, json=update, headers={PROOF_HEADER: self._secret}).raise_for_status()

    def answered(self, citizen: int) -> threading.Event:
        return self._answers.expect(str(citizen))

    def _notice(self, asked: Asked) -> None:
        if asked.method == "sendMessage":
            self._answers.came(str(asked.data["chat_id"]))


class ZaloLine:
    """A Zalo Official Account."""

    most = None

    def __init__(self, oa: Oa) -> None:
        self._oa = oa
        self._answers = Answers()
        self.environment = {
            "BHXH_ZALO_APP_ID": APP_ID,
            "BHXH_ZALO_OA_ID": OA_ID,
            "BHXH_ZALO_APP_SECRET": SECRET,
            "BHXH_ZALO_WEBHOOK_SECRET": OA_SECRET,
            "BHXH_ZALO_API_URL": oa.url,
            "BHXH_ZALO_OAUTH_URL": oa.url,
            "ZALO_REFRESH_TOKEN": oa.oauth.refresh_token,
        }
        oa.notice = self._notice

    def ready(self, product: RunningProduct) -> None:
        self._oa.webhook = product.url + zalo_webhook.PATH
        given = product.bhxh("zalo", "token")
        if given.returncode:
            raise RuntimeError(given.stderr)
        _until(lambda: bool(self._oa.oauth.asked))  # the product has fetched its access token

    def write(self, citizen: int, text: str) -> None:
        status = self._oa.tell(self._oa.said(str(citizen), text))
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")

    def answered(self, citizen: int) -> threading.Event:
        return self._answers.expect(str(citizen))

    def _notice(self, sent: Sent) -> None:
        self._answers.came(sent.user)


class ZaloBotLine:
    """A Zalo bot by webhook."""

    most = None

    def __init__(self, platform: BotPlatform) -> None:
        self._platform = platform
        self._answers = Answers()
        self._http = _client()
        self.environment = {
            "BHXH_ZALO_BOT_TOKEN": zalo_bots.TOKEN,
            "BHXH_ZALO_BOT_API_URL": platform.url,
            "BHXH_PUBLIC_URL": "https://bhxh.example",
        }
        platform.notice = self._answers.came

    def ready(self, product: RunningProduct) -> None:
        _until(lambda: bool(self._platform.webhook))
        self._http.base_url = product.url

    def write(self, citizen: int, text: str) -> None:
        body = {"ok": True, "result": self._platform.said(str(citizen), text)}
        proof = {zalo_bot_webhook.PROOF_HEADER: self._platform.secret}
        self._http.post(zalo_bot_webhook.PATH, json=body, headers=proof).raise_for_status()

    def answered(self, citizen: int) -> threading.Event:
        return self._answers.expect(str(citizen))


_PROVIDERS = """
[[provider]]
name = "telco-a"
kind = "kannel"
url = "{url}/cgi-bin/sendsms"
username = "bhxh"
password_env = "BENCH_SMS_PASSWORD"
sender = "BHXHVN"
callback_url = "http://127.0.0.1:9/sms/v1"
callback_secret_env = "BENCH_SMS_CALLBACK"
"""


def sms_settings(folder: Path, url: str) -> dict[str, str]:
    """Settings of a product whose answers by SMS go to the smsbox at this address."""
    file = folder / "providers.toml"
    file.write_text(_PROVIDERS.format(url=url), encoding="utf-8")
    return {
        "BHXH_SMS_PROVIDERS": str(file),
        "BENCH_SMS_PASSWORD": "of-the-smsbox",
        "BENCH_SMS_CALLBACK": "signs-the-reports",
    }


class SmsLine:
    """Phones: their texts come to the gateway, and its answers go to a smsbox (Kannel's HTTP interface)."""

    most = len(FAQ)
    """Then the questions come again: the same words of the same phone within a minute are one text that was delivered twice."""

    def __init__(self, folder: Path, url: str, answers: Answers) -> None:
        self._answers = answers
        self._http = _client(headers={"Authorization": f"Bearer {SMS_KEY}"})
        self.environment = sms_settings(folder, url)

    def ready(self, product: RunningProduct) -> None:
        self._http.base_url = product.url

    def write(self, citizen: int, text: str) -> None:
        body = {"sender": _phone(citizen), "recipient": "8079", "text": text}
        self._http.post("/sms/v1/inbound/sandbox", json=body).raise_for_status()

    def answered(self, citizen: int) -> threading.Event:
        return self._answers.expect("84" + _phone(citizen)[1:])


def _phone(citizen: int) -> str:
    return f"0987{citizen:06d}"


def smsbox(taken: Callable[[str, str], None]) -> type[BaseHTTPRequestHandler]:
    """Kannel's sendsms, which takes everything: ``taken`` is told number (84…) and text."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            taken(self.headers["X-Kannel-To"].lstrip("+"), text)
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def telegram(_folder: Path) -> Iterator[Line]:
    with fake_telegram() as fake:
        yield TelegramLine(fake)


@contextmanager
def zalo(_folder: Path) -> Iterator[Line]:
    with official_account(patience=_PATIENCE) as oa:
        yield ZaloLine(oa)


@contextmanager
def zalo_bot(_folder: Path) -> Iterator[Line]:
    with bot_platform() as platform:
        yield ZaloBotLine(platform)


@contextmanager
def sms(folder: Path) -> Iterator[Line]:
    answers = Answers()
    with serving(smsbox(lambda number, _text: answers.came(number))) as url:
        yield SmsLine(folder, url, answers)


CHANNELS: dict[str, Callable[[Path], AbstractContextManager[Line]]] = {
    "sms": sms,
    "telegram": telegram,
    "zalo": zalo,
    "zalo-bot": zalo_bot,
}
"""A folder for its files → the line."""


def _client(**settings: Any) -> httpx.Client:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    return httpx.Client(timeout=_PATIENCE, trust_env=False, limits=limits, **settings)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError("the product does not speak with the platform")
        time.sleep(0.1)
