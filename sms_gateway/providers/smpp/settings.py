"""The keys of ``kind = "smpp"``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from sms_gateway.providers import Outcome
from sms_gateway.providers.settings import ProviderSettings, Secret
from sms_gateway.smpp.alphabet import Alphabet
from sms_gateway.smpp.compose import Long
from sms_gateway.smpp.receipts import IdForm

Status = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{1,8}$")]
OutcomeName = Literal["retry", "bad_number", "bad_content", "stop"]


class SmppSettings(ProviderSettings):
    """Times are seconds."""

    kind: Literal["smpp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    system_id: str = Field(min_length=1, max_length=15)
    password: Secret = Field(validation_alias="password_env")
    system_type: str = Field("", max_length=12)
    bind: Literal["transceiver", "transmitter+receiver"] = "transceiver"
    binds: int = Field(1, ge=1, le=64)
    """Sessions, or pairs of them."""
    window: int = Field(100, ge=1, le=5000)
    """Messages without an answer on one bind, at most."""
    sender: str = Field(pattern=r"^([0-9]{3,15}|[A-Za-z0-9 ._-]{1,11})$")
    """Brandname (at most 11 characters), number or short code."""
    tls: bool = False
    tls_ca_file: str | None = None
    tls_server_name: str | None = None
    tls_certificate_file: str | None = None
    tls_key_file: str | None = None
    long: Long = "udh8"
    """How several segments travel."""
    part_receipts: Literal["each", "last"] = "each"
    """Which parts of a long text ask for a receipt."""
    alphabet: Alphabet = "gsm7"
    """What the SMSC takes data_coding 0 to be."""
    submit_ids: IdForm = "text"
    receipt_ids: IdForm = "text"
    """How it writes a message's number in answers and in receipts, where the two differ."""
    network_tag: Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{4}$")] | None = None
    """The vendor's optional parameter in which receipts name the phone's network (MCC and MNC, or an IMSI)."""
    receipts_by_text: bool = False
    """Believe a text that looks like a receipt though nothing marks it as one."""
    validity: bool = True
    """Tell the SMSC until when a message is worth delivering (relative validity_period)."""
    response_timeout: float = Field(30.0, gt=0, le=600)
    enquire_after: float = Field(30.0, gt=0, le=600)
    errors: dict[Status, OutcomeName] = Field(default_factory=dict)
    """What this SMSC means by a command_status ("0x400"), where it differs from ``outcomes``."""

    @property
    def secret(self) -> str:
        """The password in clear."""
        value: SecretStr = self.password
        return value.get_secret_value()

    @property
    def network_tag_number(self) -> int | None:
        """``network_tag`` as a number."""
        return None if self.network_tag is None else int(self.network_tag, 16)

    @property
    def own_outcomes(self) -> dict[int, Outcome]:
        """``errors`` by number."""
        return {int(status, 16): Outcome(outcome) for status, outcome in self.errors.items()}
