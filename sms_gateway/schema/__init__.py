"""The gateway's tables, a module for each subject. The ``message`` table is the queue: see ``sms_gateway/README.md`` for the
states and lanes.

Encrypted columns are ``LargeBinary`` written by ``kit.crypto`` with the context named in ``sms_gateway.sealing``.
"""

from __future__ import annotations

from sms_gateway.schema.access import api_key as api_key
from sms_gateway.schema.base import AnyRow as AnyRow
from sms_gateway.schema.base import Id as Id
from sms_gateway.schema.base import metadata as metadata
from sms_gateway.schema.callbacks import callback as callback
from sms_gateway.schema.callbacks import callback_event as callback_event
from sms_gateway.schema.campaigns import campaign as campaign
from sms_gateway.schema.campaigns import campaign_count as campaign_count
from sms_gateway.schema.campaigns import campaign_error as campaign_error
from sms_gateway.schema.campaigns import campaign_progress as campaign_progress
from sms_gateway.schema.campaigns import campaign_rate as campaign_rate
from sms_gateway.schema.campaigns import template as template
from sms_gateway.schema.codes import otp as otp
from sms_gateway.schema.codes import otp_event as otp_event
from sms_gateway.schema.fallback import fallback as fallback
from sms_gateway.schema.inbound import inbound_message as inbound_message
from sms_gateway.schema.inbound import inbound_part as inbound_part
from sms_gateway.schema.messages import message as message
from sms_gateway.schema.messages import message_counter as message_counter
from sms_gateway.schema.messages import message_part as message_part
from sms_gateway.schema.messages import message_reference as message_reference
from sms_gateway.schema.messages import parked_receipt as parked_receipt
from sms_gateway.schema.messages import repeated_receipt as repeated_receipt
from sms_gateway.schema.messages import unmatched_receipt as unmatched_receipt
from sms_gateway.schema.numbers import ported_number as ported_number
from sms_gateway.schema.rules import block as block
from sms_gateway.schema.rules import segment_use as segment_use
from sms_gateway.schema.sandbox import sandbox_inbox as sandbox_inbox
from sms_gateway.schema.sending import provider_health as provider_health
from sms_gateway.schema.sending import provider_hold as provider_hold
from sms_gateway.schema.sending import provider_lease as provider_lease
from sms_gateway.schema.sending import provider_token as provider_token
from sms_gateway.schema.sending import rate_share as rate_share
from sms_gateway.schema.sending import sender_run as sender_run
from sms_gateway.schema.states import CampaignStatus as CampaignStatus
from sms_gateway.schema.states import Lane as Lane
from sms_gateway.schema.states import Status as Status
