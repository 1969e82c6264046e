"""What every provider is told, and how secrets are read: from the environment, never from the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, Strict, ValidationInfo
from pydantic_core import PydanticCustomError

TelcoName = Literal["*", "viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile", "itel", "wintel", "abroad"]
Network = Literal["viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile"]
"""Operators with a network of their own; others are their guests (``sender.routes.network_of``)."""

LaneName = Literal["otp", "transactional", "bulk"]

_VARIABLE = re.compile(r"^[A-Z_][A-Z0-9_]*$")


def _from_environment(value: object, info: ValidationInfo) -> object:
    """The secret a variable holds. Neither the value nor what stands in the file for its name is quoted in the error:
    people paste the secret itself there."""
    environment: Mapping[str, str] = (info.context or {}).get("environment", {})
    if not isinstance(value, str) or not _VARIABLE.match(value):
        raise PydanticCustomError("secret_name", "the name of an environment variable")
    secret = environment.get(value, "")
    if not secret:
        raise PydanticCustomError("secret_unset", "an environment variable that is set")
    return SecretStr(secret)


Secret = Annotated[SecretStr, BeforeValidator(_from_environment)]
"""A field ``password: Secret = Field(validation_alias="password_env")``: the file names the variable, the field holds its value."""


class ProviderSettings(BaseModel):
    """One table ``[[provider]]``. Each kind adds its own keys; nothing else may stand there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
    may_be_followed: ClassVar[bool] = False
    """Whether messages go on from it by another provider (``messages.fallback``)."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    """As in reports, receipts and metrics. Never give it to another contract: old messages are found by it."""
    kind: str
    telcos: Annotated[tuple[TelcoName, ...], Strict(False)] = Field(("*",), min_length=1)
    """Whose subscribers it reaches, by the number's range or what is known better; ``*``: all."""
    lanes: Annotated[tuple[LaneName, ...], Strict(False)] = Field(("otp", "transactional", "bulk"), min_length=1)
    weight: int = Field(1, ge=0, le=1000)
    """Its share of the messages among those that could take them; 0: only when no other can."""
    tps: float = Field(0, ge=0)
    """Segments per second by contract, for all senders together; 0: no limit."""
    telco_tps: dict[Network, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    """The same for single networks, where the contract limits them; ``tps`` holds for all together beside that."""

    prices: dict[Network | Literal["*"], Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """Đồng per segment by network, ``*`` for those that are not named: of equals the cheapest is taken first."""

    def price(self, network: str) -> float | None:
        """Đồng per segment to a network; None: unknown."""
        by_name = {str(name): price for name, price in self.prices.items()}
        return by_name.get(network, by_name.get("*"))

    @property
    def by_network(self) -> dict[str, float]:
        """``telco_tps`` with plain names."""
        return {str(network): rate for network, rate in self.telco_tps.items()}

    @property
    def contracts(self) -> dict[tuple[str, str], float]:
        """The rates by (name, network), "" for all together; none that is not limited."""
        whole = {(self.name, ""): self.tps} if self.tps else {}
        return whole | {(self.name, network): rate for network, rate in self.by_network.items()}
