"""``bhxh sms``: everything the gateway's console does, from the command line. A module for each subject."""

from __future__ import annotations

import click

from app.cli_sms_blocks import blocks
from app.cli_sms_callbacks import callback
from app.cli_sms_campaigns import campaign
from app.cli_sms_keys import key
from app.cli_sms_limits import limits
from app.cli_sms_messages import message
from app.cli_sms_portability import portability
from app.cli_sms_providers import provider, providers
from app.cli_sms_receipts import receipts
from app.cli_sms_templates import template
from app.cli_zbs import zbs


@click.group()
def sms() -> None:
    """SMS gateway: campaigns, messages, templates, providers, keys."""


for _command in (
    campaign,
    message,
    template,
    blocks,
    providers,
    provider,
    limits,
    receipts,
    portability,
    callback,
    key,
    zbs,
):
    sms.add_command(_command)
