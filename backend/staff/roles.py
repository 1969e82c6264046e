"""What a member of staff may do: roles are given to people, permissions are asked for by pages."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing that a page needs."""

    SMS_READ = "sms.read"
    """See campaigns, templates, figures and providers; no number of any citizen."""
    SMS_WRITE = "sms.write"
    """Make templates and campaigns, start and cancel them."""
    SMS_STOP = "sms.stop"
    """Pause what is being sent: for everybody who may notice that something is wrong."""
    SMS_APPROVE = "sms.approve"
    """Consent to somebody else's campaign."""
    SMS_SEARCH = "sms.search"
    """Find what became of one citizen's messages. Every search is audited."""
    SMS_EXPORT = "sms.export"
    """Save lists with citizens' numbers. Every one is audited."""
    SMS_BLOCKS = "sms.blocks"
    """Stop writing to a phone at a citizen's wish, and begin again."""
    SMS_PROVIDERS = "sms.providers"
    """Put a provider off by hand."""
    SMS_KEYS = "sms.keys"
    """Make and revoke the keys of other systems."""
    STAFF = "staff"
    """Make, change and close accounts of staff."""


class Role(StrEnum):
    """What somebody's work is."""

    OFFICER = "can_bo"
    """An officer of a district's or province's agency."""
    COORDINATOR = "dau_moi"
    """A school's or unit's coordinator."""
    MONITOR = "giam_sat"
    """Monitoring Ban: reads."""
    AGENT = "tong_dai"
    """Hotline agent."""
    COMMUNICATIONS = "truyen_thong"
    """Makes templates and campaigns."""
    LEADERSHIP = "lanh_dao"
    """Approves campaigns, reads reports."""
    ADMIN = "quan_tri"
    """Keys, providers and accounts; makes no campaign, so that no one person can do everything."""


_P = Permission
MAY: Final[dict[Role, frozenset[Permission]]] = {
    Role.OFFICER: frozenset(),
    Role.COORDINATOR: frozenset(),
    Role.MONITOR: frozenset({_P.SMS_READ}),
    Role.AGENT: frozenset({_P.SMS_SEARCH, _P.SMS_BLOCKS}),
    Role.COMMUNICATIONS: frozenset(
        {_P.SMS_READ, _P.SMS_WRITE, _P.SMS_STOP, _P.SMS_SEARCH, _P.SMS_BLOCKS, _P.SMS_EXPORT}
    ),
    Role.LEADERSHIP: frozenset({_P.SMS_READ, _P.SMS_STOP, _P.SMS_APPROVE}),
    Role.ADMIN: frozenset({_P.SMS_READ, _P.SMS_STOP, _P.SMS_PROVIDERS, _P.SMS_KEYS, _P.STAFF}),
}
"""Each role's permissions. Officers and coordinators have consoles of their own, not the SMS gateway's."""
