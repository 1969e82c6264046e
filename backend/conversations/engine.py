"""The dialogue engine behind one interface, so that replacing it means replacing one adapter.

Contract: docs/architecture.md, "Engine contract". Nothing here or behind it ever sees a personal value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

import urllib3
from pydantic import BaseModel, ConfigDict, ValidationError


class EngineError(Exception):
    """The engine gave no answer."""


class EngineUnreachable(EngineError):
    """No connection, or it broke: the engine is starting or was restarted, and the same turn may be sent again."""


class EngineFailed(EngineError):
    """The engine answered that it failed, did not answer in time, or answered something else than agreed.

    ``again``: whether the same turn may succeed a little later, as when the action server is being restarted.
    """

    def __init__(self, reason: str, *, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


@dataclass(frozen=True)
class EngineButton:
    """``title`` may hold handles; ``payload`` is what to send when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class EngineMessage:
    """One message of the answer. ``custom``: its meta (faq, offered, source, as_of, fallback, intent), all optional."""

    text: str
    buttons: tuple[EngineButton, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """What a text may mean: a question or task by its label in training, ``faq/<id>`` or the task's name."""

    label: str
    confidence: float


@dataclass(frozen=True)
class EngineReply:
    """An answer: the messages, what was understood, and which field of a form is asked now. ``ranking``: best first."""

    messages: tuple[EngineMessage, ...]
    intent: str | None = None
    confidence: float = 0.0
    faq: str | None = None
    requested_slot: str | None = None
    ranking: tuple[Candidate, ...] = ()


class DialogueEngine(Protocol):
    """What conversations need of an engine."""

    def reply(self, session: str, text: str, turn: str, *, timeout: float) -> EngineReply:
        """The answer to a masked text, or to a button's payload. ``timeout`` in seconds. Raises EngineError."""

    def close(self) -> None:
        """Lets go of connections."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Button(_Wire):
    title: str
    payload: str


class _Message(_Wire):
    text: str = ""
    buttons: list[_Button] = []
    custom: dict[str, Any] | None = None


class _Ranked(_Wire):
    intent: str | None = None
    confidence: float | None = None
    faq: str | None = None


class _Parse(_Wire):
    intent: str | None = None
    confidence: float = 0.0
    faq: str | None = None
    ranking: list[_Ranked] = []


class _Answer(_Wire):
    messages: list[_Message]
    parse: _Parse
    requested_slot: str | None = None


_STARTING = frozenset({502, 503, 409})
"""409: Rasa serves already but has not loaded its model."""


class RasaEngine:
    """Rasa over loopback, through its REST input `bhxh`. Safe to share between threads."""

    def __init__(self, url: str, token: str, *, connections: int = 64) -> None:
        self._http = urllib3.connection_from_url(
            url, maxsize=connections, headers={"Authorization": f"Bearer {token}"}, retries=False
        )

    def reply(self, session: str, text: str, turn: str, *, timeout: float) -> EngineReply:
        """See DialogueEngine."""
        body = {"sender": session, "text": text, "turn": turn}
        patience = urllib3.Timeout(connect=min(timeout, 2.0), read=timeout)
        try:
            response = self._http.request("POST", "/webhooks/bhxh/webhook", json=body, timeout=patience)
        except urllib3.exceptions.ReadTimeoutError:
            raise EngineFailed("timeout") from None
        except urllib3.exceptions.HTTPError as error:
            raise EngineUnreachable(type(error).__name__) from None
        if response.status in _STARTING:
            raise EngineUnreachable(str(response.status))
        if response.status != HTTPStatus.OK:
            raise EngineFailed(str(response.status), again=response.status >= HTTPStatus.INTERNAL_SERVER_ERROR)
        try:
            return _reply(_Answer.model_validate_json(response.data))
        except ValidationError:
            # The error's own text would quote the answer.
            raise EngineFailed("answer") from None

    def close(self) -> None:
        """Closes the kept connections."""
        self._http.close()


def _reply(answer: _Answer) -> EngineReply:
    messages = tuple(
        EngineMessage(
            message.text,
            tuple(EngineButton(button.title, button.payload) for button in message.buttons),
            message.custom or {},
        )
        for message in answer.messages
    )
    parse = answer.parse
    ranking = tuple(_candidate(ranked) for ranked in parse.ranking if ranked.intent)
    return EngineReply(messages, parse.intent, parse.confidence, parse.faq, answer.requested_slot, ranking)


def _candidate(ranked: _Ranked) -> Candidate:
    label = f"faq/{ranked.faq}" if ranked.intent == "faq" else ranked.intent or ""
    return Candidate(label, ranked.confidence or 0.0)
