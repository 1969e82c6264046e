"""User tokens: what is believed, what is refused and why, and that one counts once."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from werkzeug.test import TestResponse

from backend import demo
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.conversations import identity, store
from backend.conversations.models import ProvenIdentity
from backend.database import Database
from backend.embed import naming, tokens
from backend.embed.issuers import Issuer
from backend.embed.models import NamedUser, UsedToken
from backend.embed.tokens import TokenRefused
from backend.web import create_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
AUDIENCE = "https://tro-ly.example.vn"
SECRET = "a-secret-of-at-least-thirty-two-bytes"
KEY = Ed25519PrivateKey.generate()
APP = Issuer("app.example.vn", "HS256", SECRET)
PORTAL = Issuer("cong.example.vn", "EdDSA", KEY.public_key(), trusted=True)
NGOC, MUOI = "7920456789", "4801789012"
Use = Callable[..., TestResponse]


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return replace(config_of(tmp_path, database_url), public_url=AUDIENCE, embed_issuers=(APP, PORTAL))


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


@pytest.fixture
def use(app: Flask) -> Use:
    def use(token: str, conversation: str | None = None) -> TestResponse:
        return app.test_client().post("/api/v1/chat/token", json={"token": token, "conversation_id": conversation})

    return use


def now() -> int:
    return int(utcnow().timestamp())


def claims(**changes: Any) -> dict[str, Any]:
    now = int(utcnow().timestamp())
    said = {
        "iss": APP.name,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 300,
        "jti": os.urandom(12).hex(),
        "bhxh_code": NGOC,
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def signed(key: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm)


def row_of(database: Database, answer: TestResponse) -> int:
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    with database.reading() as session:
        found = store.find(session, answer.json["conversation_id"])
        assert found is not None
        return found.id


def test_a_token_names_who_asks_and_proves_nothing(use: Use, database: Database) -> None:
    row = row_of(database, use(signed()))
    with database.reading() as session:
        assert naming.code_of(session, row, utcnow()) == NGOC
        assert naming.code_of(session, row, utcnow() + timedelta(hours=1, seconds=1)) is None
        assert session.get(ProvenIdentity, row) is None
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None and (entry.actor, entry.action) == ("issuer:app.example.vn", "embed.named")


def test_a_trusted_issuers_word_counts_as_an_otp_for_as_long(use: Use, database: Database) -> None:
    row = row_of(database, use(signed(KEY, "EdDSA", iss=PORTAL.name)))
    with database.reading() as session:
        proven = session.get(ProvenIdentity, row)
        assert proven is not None and (proven.purpose, proven.subject) == ("kcb", NGOC)
        assert proven.expires_at <= utcnow() + identity.IDENTITY


def test_a_phone_names_who_alone_is_reached_by_it(use: Use, config: BackendConfig, database: Database) -> None:
    demo.seed(config)
    alone = row_of(database, use(signed(bhxh_code=None, phone="0912345678")))
    unknown = row_of(database, use(signed(bhxh_code=None, phone="0999999999")))
    with database.reading() as session:
        assert naming.code_of(session, alone, utcnow()) == "7912345678"
        assert naming.code_of(session, unknown, utcnow()) is None


def test_the_same_person_goes_on_and_another_begins_anew(use: Use, database: Database) -> None:
    first = use(signed()).json
    assert first is not None
    again = use(signed(), first["conversation_id"])
    assert again.json == first
    other = use(signed(bhxh_code=MUOI), first["conversation_id"])
    assert row_of(database, other) != row_of(database, again)
    with database.begin() as session:  # of nobody in particular: somebody may have shown their records there
        anonymous = store.new_id()
        store.create(session, anonymous, utcnow())
    answer = use(signed(), anonymous).json
    assert answer is not None and answer["conversation_id"] != anonymous


def test_a_token_counts_once_also_at_the_same_moment(use: Use, database: Database) -> None:
    token = signed()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: use(token), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    refused = next(answer for answer in answers if answer.status_code == 401)
    assert refused.json is not None and refused.json["code"] == "token_used"
    with database.reading() as session:
        assert session.query(NamedUser).count() == session.query(UsedToken).count() == 1


HEAD = {"alg": "none", "typ": "JWT"}


def unsigned(head: dict[str, str], said: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, said)]
    return ".".join([*parts, ""])


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (lambda: signed("another-secret-of-at-least-32-bytes!!"), "invalid"),
        (lambda: signed()[:-4] + "AAAA", "invalid"),
        (lambda: unsigned(HEAD, claims()), "invalid"),
        (lambda: signed(iss="khac.example.vn"), "invalid"),
        (
            lambda: signed(iss=PORTAL.name),
            "invalid",
        ),  # signed with our kind of secret, in the name of who signs with a key
        (lambda: signed(algorithm="HS512"), "invalid"),
        (lambda: signed(aud="https://khac.example.vn"), "audience"),
        (lambda: signed(aud=[AUDIENCE, "https://khac.example.vn"]), "audience"),
        (lambda: signed(exp=now() - 120, iat=now() - 300), "expired"),
        (lambda: signed(exp=now() + 3600), "lifetime"),
        (lambda: signed(iat=now() + 900, exp=now() + 1000), "lifetime"),
        (lambda: signed(iat=now() + 20, exp=now() + 10), "lifetime"),
        (lambda: signed(exp=None), "invalid"),
        (lambda: signed(jti=None), "invalid"),
        (lambda: signed(jti="short"), "invalid"),
        (lambda: signed(jti="x" * 200), "invalid"),
        (lambda: signed(exp="soon"), "invalid"),
        (lambda: signed(bhxh_code="123"), "subject"),
        (lambda: signed(bhxh_code=None), "subject"),
        (lambda: signed(phone="0912345678"), "subject"),
        (lambda: signed(bhxh_code=7920456789), "subject"),
        (lambda: "x", "invalid"),
        (lambda: "a.b.c", "invalid"),
        (lambda: "é.é.é", "invalid"),
        (lambda: "." * 4096, "invalid"),
    ],
)
def test_what_does_not_hold_is_refused_with_a_reason(token: Callable[[], str], code: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        tokens.read(token(), (APP, PORTAL), AUDIENCE, utcnow())
    assert refused.value.code == code


def test_a_public_key_is_no_secret() -> None:
    """HS256 with the EdDSA issuer's public key, which everybody may know."""
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    with pytest.raises(TokenRefused):
        tokens.read(signed(public, iss=PORTAL.name), (APP, PORTAL), AUDIENCE, utcnow())


@pytest.mark.only_on("sqlite")
def test_a_refusal_is_told_and_leaves_nothing(use: Use, database: Database) -> None:
    answer = use(signed(aud="https://khac.example.vn"))
    assert answer.status_code == 401 and answer.json is not None and answer.json["code"] == "token_audience"
    assert "Ông/Bà" in answer.json["detail"]
    with database.reading() as session:
        assert session.query(NamedUser).count() == session.query(UsedToken).count() == 0


@pytest.mark.only_on("sqlite")
def test_the_token_is_logged_nowhere(use: Use, capfd: pytest.CaptureFixture[str]) -> None:
    token = signed(aud="https://khac.example.vn")
    use(token)
    said = capfd.readouterr()
    assert token[:40] not in said.out + said.err and NGOC not in said.out + said.err


@pytest.mark.only_on("sqlite")
def test_what_is_over_is_forgotten(use: Use, database: Database, config: BackendConfig) -> None:
    use(signed())
    with database.begin() as session:
        for row in (*session.query(NamedUser), *session.query(UsedToken)):
            row.expires_at = utcnow() - timedelta(seconds=1)
    naming.forget_old(database, config)
    with database.reading() as session:
        assert session.query(NamedUser).count() == session.query(UsedToken).count() == 0


@pytest.mark.parametrize("command", [[sys.executable, "sign.py"], ["node", "sign.mjs"]])
def test_the_examples_sign_what_is_taken(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} here")
    done = subprocess.run(
        [*command, AUDIENCE, NGOC],
        cwd=EXAMPLES,
        env={**os.environ, "APP_EXAMPLE_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
    )
    assert tokens.read(done.stdout.strip(), (APP,), AUDIENCE, utcnow()).bhxh_code == NGOC
