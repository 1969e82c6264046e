"""E-mail against a real SMTP server, and into the demo's folder."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlalchemy import select

from backend import notify
from backend.config import BackendConfig
from backend.database import Database
from backend.notify.delivery import Refused, Unavailable, drain
from backend.notify.mail import MailFolder, SmtpMail, compose, mail_server
from backend.notify.models import Channel, Lane, OutboxMessage
from bhxh.messages import catalogue
from tests.support.product import free_ports

SENDER = "khong-tra-loi@bhxh.example"
CONTENT = {"so_ho_so": "00001.U/2026/07915", "ly_do": "Ảnh bị mờ; chụp lại"}


class Peer:
    """What the server took; recipients whose name says so are refused."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        for code in ("550", "450"):
            if address.startswith(code):
                return f"{code} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
def address(peer: Peer) -> Iterator[str]:
    port = free_ports(1)
    controller = Controller(peer, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def send(server: SmtpMail | MailFolder, to: str = "thuha1985@gmail.com", template: str = "tu_choi") -> str:
    return server.send(to=to, template=template, personalisation=CONTENT, lane=Lane.TRANSACTIONAL, reference="a1b2")


def test_an_email_of_the_outbox_reaches_the_server(
    database: Database, config: BackendConfig, peer: Peer, address: str
) -> None:
    with database.begin() as session:
        reference = notify.enqueue_mail(session, to="thuha1985@gmail.com", template="tu_choi", personalisation=CONTENT)
        notify.enqueue_sms(session, to="0912345678", template="tu_choi", personalisation=CONTENT)
    server = mail_server(replace(config, smtp_url=address))
    assert server is not None
    assert drain(database, server, channel=Channel.MAIL) == 1
    (mail,) = peer.taken
    assert (mail["To"], mail["From"]) == ("thuha1985@gmail.com", f"Bảo hiểm xã hội Việt Nam <{SENDER}>")
    assert mail["Subject"] == "Hồ sơ 00001.U/2026/07915: chưa được chấp nhận"
    assert mail["Message-ID"] == f"<{reference}@bhxh.example>"
    body = mail.get_content()
    assert "Lý do: Ảnh bị mờ; chụp lại." in body and "19009696" in body
    with database.reading() as session:
        rows = {row.channel: row for row in session.scalars(select(OutboxMessage))}
    assert (rows["mail"].state, rows["mail"].recipient) == ("sent", None)
    assert rows["sms"].state == "waiting"  # each way has its own queue


def test_what_a_server_says_is_sorted_into_never_and_later(address: str) -> None:
    server = SmtpMail(address, SENDER)
    with pytest.raises(Refused, match="smtp_550"):
        send(server, to="550@gmail.com")
    with pytest.raises(Unavailable, match="smtp_450"):
        send(server, to="450@gmail.com")
    with pytest.raises(Refused, match="template"):
        send(server, template="made_up")
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        send(SmtpMail(f"smtp://127.0.0.1:{free_ports(1)}", SENDER))


def test_no_header_comes_out_of_a_value() -> None:
    with pytest.raises(Refused, match="address"):
        compose(sender=SENDER, to="a@b.vn\r\nBcc: x@y.vn", template="tu_choi", personalisation=CONTENT, reference="r")
    sly = {**CONTENT, "so_ho_so": "1\r\nBcc: x@y.vn"}
    mail = compose(sender=SENDER, to="a@b.vn", template="tu_choi", personalisation=sly, reference="r")
    assert mail["Bcc"] is None and b"\nBcc:" not in mail.as_bytes()


def test_a_password_goes_only_where_tls_is() -> None:
    port = free_ports(1)
    seen: list[bytes] = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append(data.password)
        return AuthResult(success=True)

    controller = Controller(Peer(), hostname="127.0.0.1", port=port, authenticator=authenticate, auth_require_tls=False)
    controller.start()
    try:
        with pytest.raises(Unavailable):  # a server without STARTTLS gets no password
            send(SmtpMail(f"smtp://user:secret@127.0.0.1:{port}?starttls", SENDER))
    finally:
        controller.stop()
    assert seen == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    port = free_ports(1)
    peer = Peer()
    controller = Controller(peer, hostname="127.0.0.1", port=port, tls_context=context)
    controller.start()
    try:
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            send(SmtpMail(f"smtp://127.0.0.1:{port}?starttls", SENDER))
    finally:
        controller.stop()
    assert peer.taken == []


def self_signed(folder: Path) -> tuple[Path, Path]:
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from bhxh.dates import utcnow

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(utcnow() - timedelta(days=1))
        .not_valid_after(utcnow() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private


def test_the_demos_folder(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path / "mail", SENDER)
    send(folder)
    send(folder)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "a1b2.eml" and file.stat().st_mode & 0o777 == 0o600
    assert "Ảnh bị mờ" in message_from_bytes(file.read_bytes(), policy=default).get_content()  # type: ignore[attr-defined]


def test_no_text_of_an_email_asks_for_a_password() -> None:
    mails = {key: phrase for key, phrase in catalogue().items() if key.startswith("mail.")}
    assert mails and not any("{mat_khau}" in phrase for phrase in mails.values())
