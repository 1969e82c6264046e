"""A person's cards, participation and benefits as Vietnamese text: short lines, dates dd/mm/yyyy, months mm/yyyy, money as 1.250.000 đ."""

from collections.abc import Sequence
from typing import Final

from backend.participants import benefits, months, participation
from backend.participants.cards import CardStatus, CardToday
from backend.participants.participation import History, KindHistory, Length, Stretch
from backend.participants.records import BenefitDecision
from bhxh.dates import format_date
from bhxh.messages import text
from bhxh.money import in_dong as money
from bhxh.periods import Period, describe

MOST_SHOWN: Final = 12
"""Stretches or decisions of a kind listed at once, the newest; totals are those of all."""


def render_cards(cards: Sequence[CardToday]) -> str:
    """Each card: until when, what it pays, where, and the five years."""
    if not cards:
        return text("records.card.none")
    return "\n".join(line for card in cards for line in _card(card))


def render_participation(history: History, period: Period | None, kinds: Sequence[participation.Kind]) -> str:
    """Each kind with its total, its stretches, its gaps and what employers owe. `period` and `kinds` are what was asked for."""
    if not history.kinds:
        return _none("participation", period, [kind.value for kind in kinds])
    lines = [_head(history, period)]
    for one in history.kinds:
        lines.append(text("records.participation.kind", kind=_kind(one.kind), length=length(one.total)))
        lines += [_stretch(stretch) for stretch in one.stretches[:MOST_SHOWN]]
        if len(one.stretches) > MOST_SHOWN:
            lines.append(text("records.participation.more", count=len(one.stretches) - MOST_SHOWN))
        lines += _gaps_and_arrears(one)
    return "\n".join(lines)


def render_totals(history: History, period: Period | None, kinds: Sequence[participation.Kind]) -> str:
    """One line a kind: how long in all, from when to when; then gaps and arrears."""
    if not history.kinds:
        return _none("participation", period, [kind.value for kind in kinds])
    lines = [_head(history, period)]
    for one in history.kinds:
        lines.append(
            text(
                "records.participation.total",
                kind=_kind(one.kind),
                length=length(one.total),
                since=months.shown(min(stretch.months.first for stretch in one.stretches)),
                until=months.shown(max(stretch.months.last for stretch in one.stretches)),
            )
        )
        lines += _gaps_and_arrears(one)
    return "\n".join(lines)


def render_benefits(
    found: Sequence[benefits.KindBenefits], period: Period | None, kinds: Sequence[benefits.Kind]
) -> str:
    """Each kind with its decisions, newest first."""
    if not found:
        return _none("benefit", period, [kind.value for kind in kinds])
    lines = [text("records.benefit.head") if period is None else text("records.benefit.head_in", when=describe(period))]
    for one in found:
        lines.append(text("records.benefit.kind", kind=_kind(one.kind)))
        lines += [_decision(decision) for decision in one.decisions[:MOST_SHOWN]]
        if len(one.decisions) > MOST_SHOWN:
            lines.append(text("records.benefit.more", count=len(one.decisions) - MOST_SHOWN))
    return "\n".join(lines)


def length(of: Length) -> str:
    """ "7 năm 9 tháng"; what is zero is left out."""
    if of.years and of.rest:
        return text("records.length", years=of.years, months=of.rest)
    return text("records.length.years", years=of.years) if of.years else text("records.length.months", months=of.rest)


def _card(one: CardToday) -> list[str]:
    card = one.card
    lines = [text("records.card.number", number=card.number), validity(one)]
    if card.facility:
        lines.append(text("records.card.facility", facility=card.facility))
    known = "group" if one.group.verified else "group_unverified"
    meaning = {"meaning": one.group.meaning} if one.group.verified else {}
    lines.append(text(f"records.card.{known}", code=one.group.code, **meaning))
    level = {"level": one.level.level, "rule": one.level.rule}
    if one.level_source is None:
        lines.append(text("records.card.level", **level))
    else:
        lines.append(text("records.card.level_changed", printed=one.printed_level, source=one.level_source, **level))
    if card.five_years_from is not None:
        key = "five_years" if one.five_years else "five_years_later"
        lines.append(text(f"records.card.{key}", date=format_date(card.five_years_from)))
    return lines


def validity(one: CardToday) -> str:
    """Until when a card holds."""
    since, until = one.card.valid_from, one.card.valid_to
    days = {
        "since": format_date(since) if since else "",
        "until": format_date(until) if until else "",
        "days": one.days_left,
    }
    key = "valid_open" if one.status is CardStatus.VALID and until is None else one.status.value
    return text(f"records.card.{key}", **days)


def _head(history: History, period: Period | None) -> str:
    if period is None:
        return text("records.participation.head", month=months.shown(history.until))
    return text("records.participation.head_in", when=describe(period))


def _stretch(one: Stretch) -> str:
    period = one.period
    until = months.shown(months.number(period.to_month)) if period.to_month else text("records.now")
    return text(
        "records.participation.line" if period.insured_salary else "records.participation.line_free",
        since=months.shown(months.number(period.from_month)),
        until=until,
        employer=period.employer,
        job=period.job,
        salary=money(period.insured_salary),
    )


def _gaps_and_arrears(one: KindHistory) -> list[str]:
    lines = [
        text(
            "records.participation.gap",
            since=months.shown(gap.first),
            until=months.shown(gap.last),
            length=length(Length(len(gap))),
        )
        for gap in one.gaps
    ]
    if one.arrears.months:
        lines.append(text("records.participation.arrears", length=length(one.arrears)))
    return lines


def _decision(one: BenefitDecision) -> str:
    monthly = one.kind in {benefits.Kind.HANG_THANG, benefits.Kind.THAT_NGHIEP}
    return text(
        "records.benefit.monthly" if monthly else "records.benefit.line",
        scheme=one.scheme,
        amount=money(one.amount),
        status=one.status,
        since=format_date(one.from_date),
        until=format_date(one.to_date) if one.to_date else text("records.now"),
        decision=one.decision,
        decided=format_date(one.decided_on),
    )


def _none(what: str, period: Period | None, kinds: Sequence[str]) -> str:
    named = [", ".join(_kind(kind) for kind in kinds)] if kinds else []
    named += [describe(period)] if period is not None else []
    return text(f"records.{what}.none_of", what="; ".join(named)) if named else text(f"records.{what}.none")


def _kind(kind: str) -> str:
    return text(f"records.kind.{kind}")
