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
    DOSSIERS = "dossiers"
    """See, receive and decide registration dossiers of one's own agency. Every look is audited."""
    FEEDBACK_WORK = "feedback.work"
    """Settle the feedback that one's own agency owns, and answer what it was asked."""
    FEEDBACK_MONITOR = "feedback.monitor"
    """Follow up how feedback is settled, and urge; no contact of any citizen."""
    FEEDBACK_ALERTED = "feedback.alerted"
    """Be told when feedback that one's own agency works on, or one's unit follows up, is overdue."""
    FEEDBACK_RECEIVE = "feedback.receive"
    """Write down what a citizen reports at the counter or on the phone."""
    CONVERSATIONS = "conversations"
    """Answer citizens who asked for a person. Every conversation that is opened is audited."""
    HOTLINE_SUPERVISE = "hotline.supervise"
    """See how the hotline is doing, pass conversations to others, keep opening hours and duty lists; no word of any citizen."""
    HOTLINE_FIGURES = "hotline.figures"
    """See counts of conversations; nothing that leads to a person."""
    DUTY = "duty"
    """Be on duty for a province: be told of cards that are refused there."""
    CITIZENS = "citizens"
    """Look a citizen up for a conversation, and see their data for a reason. Every search and look is audited."""
    HOTLINE_SMS = "hotline.sms"
    """Write a text of one's own by SMS to a caller. Every one is audited and bounded."""
    UNIT = "unit"
    """Follow the one unit that the account is bound to: its classes, and who of them has registered."""
    REPORTS = "reports"
    """See figures of one's own scope; small groups are left out."""
    REPORTS_MONTHLY = "reports.monthly"
    """See the monthly reports of the whole country."""
    HEADCOUNTS = "headcounts"
    """Import the headcounts of units in one's own scope."""
    NEWS_WRITE = "news.write"
    """Write, publish, correct and withdraw news."""
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
    Role.OFFICER: frozenset(
        {_P.DOSSIERS, _P.FEEDBACK_WORK, _P.FEEDBACK_ALERTED, _P.FEEDBACK_RECEIVE, _P.REPORTS, _P.HEADCOUNTS, _P.DUTY}
    ),
    Role.COORDINATOR: frozenset({_P.UNIT}),
    Role.MONITOR: frozenset(
        {
            _P.SMS_READ,
            _P.FEEDBACK_MONITOR,
            _P.FEEDBACK_ALERTED,
            _P.REPORTS,
            _P.REPORTS_MONTHLY,
            _P.HOTLINE_SUPERVISE,
            _P.HOTLINE_FIGURES,
        }
    ),
    Role.AGENT: frozenset(
        {_P.CONVERSATIONS, _P.CITIZENS, _P.HOTLINE_SMS, _P.SMS_SEARCH, _P.SMS_BLOCKS, _P.FEEDBACK_RECEIVE, _P.DUTY}
    ),
    Role.COMMUNICATIONS: frozenset(
        {_P.SMS_READ, _P.SMS_WRITE, _P.SMS_STOP, _P.SMS_SEARCH, _P.SMS_BLOCKS, _P.SMS_EXPORT, _P.NEWS_WRITE}
    ),
    Role.LEADERSHIP: frozenset(
        {
            _P.SMS_READ,
            _P.SMS_STOP,
            _P.SMS_APPROVE,
            _P.FEEDBACK_MONITOR,
            _P.REPORTS,
            _P.REPORTS_MONTHLY,
            _P.HEADCOUNTS,
            _P.HOTLINE_FIGURES,
        }
    ),
    Role.ADMIN: frozenset(
        {_P.SMS_READ, _P.SMS_STOP, _P.SMS_PROVIDERS, _P.SMS_KEYS, _P.STAFF, _P.HOTLINE_SUPERVISE, _P.HOTLINE_FIGURES}
    ),
}
"""Each role's permissions. Officers and coordinators have consoles of their own, not the SMS gateway's."""
