"""The keys of ``kind = "esms"``."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, Strict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bhxh.messages import text
from sms_gateway.providers import Outcome
from sms_gateway.providers.settings import ProviderSettings, Secret

Network = Literal["viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile", "itel", "wintel"]
Code = Annotated[str, Field(pattern=r"^[0-9]{1,5}$")]
OutcomeName = Literal["retry", "bad_number", "bad_content", "stop"]


class EsmsSettings(ProviderSettings):
    """Times are seconds."""

    kind: Literal["esms"]
    telcos: Annotated[tuple[Network, ...], Strict(False)] = Field(get_args(Network), min_length=1)
    """Vietnamese networks alone: it writes to no other."""
    url: str = Field("https://rest.esms.vn/MainService.svc/json", pattern=r"^https?://[^?#\s]+[^/?#\s]$")
    api_key: Secret = Field(validation_alias="api_key_env")
    secret_key: Secret = Field(validation_alias="secret_key_env")
    type: Literal["customer_care", "advertising", "fixed_number"] = Field("customer_care", validate_default=True)
    """What the texts are by contract and law (SmsType): customer care and official notices, advertising, or either from a number
    that all customers of the aggregator share."""
    brandname: str | None = Field(None, pattern=r"^[A-Za-z0-9 ._-]{1,11}$", validate_default=True)
    unicode: bool = True
    """Whether the contract has texts with diacritics."""
    max_segments: int = Field(4, ge=1, le=10)
    sandbox: bool = False
    """It checks and answers, and sends nothing."""
    callback_secret: Secret | None = Field(None, validation_alias="callback_secret_env")
    """Signs the address of each message's reports."""
    callback_url: str | None = Field(None, pattern=r"^https?://[^?#\s]+[^/?#\s]$", validate_default=True)
    """Our API as the aggregator reaches it. None: messages are asked about."""
    poll_after: float = Field(300.0, gt=0, le=86_400)
    """How long a message waits for its report before it is asked about, and then from one time to the next."""
    poll_rate: float = Field(5.0, ge=0, le=1000)
    """Messages asked about in a second, at most; 0: none."""
    window: int = Field(20, ge=1, le=1000)
    """Requests without an answer, at most."""
    timeout: float = Field(15.0, gt=0, le=120)
    errors: dict[Code, OutcomeName] = Field(default_factory=dict)
    """What this aggregator means by a CodeResult, where it differs from ``outcomes``."""

    @field_validator("type")
    @classmethod
    def _advertising_in_bulk_alone(cls, value: str, info: ValidationInfo) -> str:
        if value == "advertising" and info.data.get("lanes", ("bulk",)) != ("bulk",):
            raise ValueError(text("providers.bulk_only"))
        return value

    @field_validator("brandname")
    @classmethod
    def _named(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("type", "fixed_number") != "fixed_number":
            raise PydanticCustomError("missing", "a brandname")
        return value

    @field_validator("callback_url")
    @classmethod
    def _with_its_secret(cls, value: object, info: ValidationInfo) -> object:
        if "callback_secret" in info.data and (info.data["callback_secret"] is None) != (value is None):
            raise PydanticCustomError("together", "both or neither", {"expected": "callback_secret_env"})
        return value

    @property
    def own_outcomes(self) -> dict[str, Outcome]:
        """``errors`` as outcomes."""
        return {code: Outcome(outcome) for code, outcome in self.errors.items()}
