"""A gateway whose messages go through Zalo, as several tests set it up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bhxh.dates import utcnow
from sms_gateway.providers.zbs.settings import ZbsSettings
from sms_gateway.providers.zbs.tokens import give
from tests.sms_gateway.world import World
from tests.support.zalo import APP_ID, OA_SECRET, SECRET, Zalo

ENVIRONMENT = {"ZBS_APP_SECRET": SECRET, "ZBS_WEBHOOK_SECRET": OA_SECRET}
NOTICE = {"id": "7895417a7d3f9461cd2e", "fields": {"customer_name": "ho_ten", "bhxh_code": "ma_so_bhxh"}}
OTP = {"id": "otp12345", "fields": {"otp": "ma_otp"}}


def table(zalo: Zalo, **changes: Any) -> dict[str, Any]:
    """The table of the providers file."""
    return {
        "name": "zalo",
        "kind": "zbs",
        "app_id": APP_ID,
        "secret_env": "ZBS_APP_SECRET",
        "webhook_secret_env": "ZBS_WEBHOOK_SECRET",
        "url": zalo.message_url,
        "token_url": zalo.token_url,
        "templates": {"thong_bao_ma_so": NOTICE, "otp": OTP},
    } | changes


def settings(zalo: Zalo, **changes: Any) -> ZbsSettings:
    """The table, read."""
    return ZbsSettings.model_validate(table(zalo, **changes), context={"environment": ENVIRONMENT})


def file(path: Path, zalo: Zalo, *more: str, **changes: Any) -> Path:
    """A providers file with that table, for sender processes; ``more``: other tables as they stand."""
    values = table(zalo, **changes)
    lines = ["[[provider]]", *(f"{name} = {_toml(value)}" for name, value in values.items())]
    path.write_text("\n".join([*lines, *more]), encoding="utf-8")
    return path


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def give_token(world: World, zalo: Zalo) -> None:
    """As ``bhxh sms zbs token`` does it."""
    with world.engine.begin() as connection:
        give(connection, world.sealing, "zalo", zalo.refresh_token, utcnow())
