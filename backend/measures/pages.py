"""`/tong-dai/so-lieu`: how well citizens are helped, in a span of days, on all channels or one; and the same as CSV."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Final, NamedTuple

from flask import Response, make_response, request
from sqlalchemy.orm import Session

from backend import audit
from backend.charts import Columns, stacked
from backend.conversations.topics import TOPICS
from backend.measures import counts
from backend.measures.counts import NONE, Counts, Key
from backend.ratings import service as ratings
from backend.staff.guard import Section, may, realm, staff
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.dates import VIETNAM, utcnow
from bhxh.messages import text
from kit.spreadsheets import harmless_cell

section = Section("measures", "/tong-dai/so-lieu")
section.link("", "measures.title", Permission.HOTLINE_FIGURES)
_READ: Final = may(Permission.HOTLINE_FIGURES)
CHANNELS: Final = ("web", "telegram", "zalo", "zalo-bot", "sms", "phone")
_LONGEST: Final = 366
_USUAL: Final = 7
_WEEKLY_FROM: Final = 32
"""Days from which the chart's columns are weeks: more columns cannot be told apart."""


class Asked(NamedTuple):
    """What the reader wants to see. ``channel`` empty: all; ``wrong``: the days given were none."""

    first: date
    last: date
    channel: str
    wrong: bool


@section.page("", _READ)
def show() -> Response:
    """Totals, the course of time, channels and topics."""
    asked = _asked()
    with realm().database.begin() as session:
        found, rated = _read(session, asked)
        _note(session, asked, "hotline.figures")
    shown = page(
        "measures/figures.html",
        asked=asked,
        channels=CHANNELS,
        channel_name=channel_name,
        total=sum(found.values(), Counts()),
        rated=_scores(rated.values()),
        by_channel=_lines(counts.grouped(found, "channel"), CHANNELS),
        by_topic=_lines(counts.grouped(found, "topic"), TOPICS),
        rated_channel=_rated(rated, lambda key: key.channel),
        rated_topic=_rated(rated, lambda key: key.topic or NONE),
        chart=_chart(counts.grouped(found, "day"), asked),
        waits=_waits(sum(found.values(), Counts())),
        error=text("measures.days_wrong", most=_LONGEST) if asked.wrong else None,
    )
    return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if asked.wrong else HTTPStatus.OK)


@section.page("/so-lieu.csv", _READ)
def as_csv() -> Response:
    """A line for each day, channel and topic; UTF-8 with the mark by which Excel knows it."""
    asked = _asked()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [text(f"measures.csv.{name}") for name in ("day", "channel", "topic", *counts.NAMES, "ratings", "score")]
    )
    with realm().database.begin() as session:
        found, _ = _read(session, asked)
        days = (asked.first + timedelta(days=ahead) for ahead in range((asked.last - asked.first).days + 1))
        given = {day: _ratings(session, day, day, asked.channel) for day in days}
        _note(session, asked, "hotline.figures_saved")
    for day, scores in given.items():
        sums = {Key(day, key.channel, key.topic or NONE) for key in scores}
        for key in sorted({key for key in found if key.day == day} | sums):
            score = _scores(value for group, value in scores.items() if (group.channel, group.topic or NONE) == key[1:])
            line = [
                key.day.isoformat(),
                harmless_cell(channel_name(key.channel)),
                harmless_cell(text(f"hotline.topic.{key.topic}")),
            ]
            line += [str(found.get(key, Counts())[name]) for name in counts.NAMES]
            writer.writerow([*line, score.count, "" if score.average is None else f"{score.average:.2f}"])
    answer = make_response(b"\xef\xbb\xbf" + out.getvalue().encode())
    answer.content_type = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = "attachment; filename=so-lieu-tong-dai.csv"
    return answer


def _asked() -> Asked:
    today = utcnow().astimezone(VIETNAM).date()
    usual = today - timedelta(days=_USUAL - 1)
    channel = request.args.get("kenh", "")
    channel = channel if channel in CHANNELS else ""
    try:
        first = date.fromisoformat(request.args.get("tu") or usual.isoformat())
        last = date.fromisoformat(request.args.get("den") or today.isoformat())
    except ValueError:
        return Asked(usual, today, channel, True)
    if not first <= last <= today or (last - first).days >= _LONGEST:
        return Asked(usual, today, channel, True)
    return Asked(first, last, channel, False)


def _read(session: Session, asked: Asked) -> tuple[dict[Key, Counts], dict[ratings.Group, ratings.Scores]]:
    found = counts.read(session, asked.first, asked.last)
    kept = {key: value for key, value in found.items() if asked.channel in ("", key.channel)}
    return kept, _ratings(session, asked.first, asked.last, asked.channel)


def _ratings(session: Session, first: date, last: date, channel: str) -> dict[ratings.Group, ratings.Scores]:
    begin = datetime.combine(first, time(), VIETNAM)
    end = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
    groups = ratings.rating_summary(session, begin, end).groups
    return {key: scores for key, scores in groups.items() if channel in ("", key.channel)}


def channel_name(channel: str) -> str:
    """A channel for people; one that has no name yet by its own."""
    return text(f"hotline.channel.{channel}") if channel in CHANNELS else channel


def _scores(every: Iterable[ratings.Scores]) -> ratings.Scores:
    """The sum of several."""
    sums = [sum(column) for column in zip(*(scores.counts for scores in every), strict=True)] or [0] * ratings.HIGHEST
    one, two, three, four, five = sums
    return ratings.Scores((one, two, three, four, five))


def _rated(
    rated: Mapping[ratings.Group, ratings.Scores], part: Callable[[ratings.Group], str]
) -> dict[str, ratings.Scores]:
    return {name: _scores(value for key, value in rated.items() if part(key) == name) for name in map(part, rated)}


def _lines(found: Mapping[str, Counts], order: Sequence[str]) -> list[tuple[str, Counts]]:
    """In the usual order, what is unknown to it last; nothing for what did not happen."""
    names = [*order, *sorted(set(found) - set(order))]
    return [(name, found[name]) for name in names if name in found]


def _chart(found: Mapping[date, Counts], asked: Asked) -> Columns:
    """Conversations by day, or by week in a long span: by the bot alone, with a person, the others."""
    days = (asked.last - asked.first).days + 1
    step = 1 if days < _WEEKLY_FROM else 7
    bars = []
    for ahead in range(0, days, step):
        begin = asked.first + timedelta(days=ahead)
        total = sum((found.get(begin + timedelta(days=day), Counts()) for day in range(step)), Counts())
        others = total["conversations"] - total["bot_alone"] - total["handed"]
        label = begin.strftime("%d/%m") if ahead // step % max(1, days // step // 8) == 0 else ""
        bars.append((label, {"delivered": total["bot_alone"], "sent": total["handed"], "other": others}))
    return stacked(bars, width=440, left=40)


def _waits(total: Counts) -> Columns:
    """First answers by how long they took, each group without those of the groups before it."""
    bounds = [total[name] for name in ("within_1m", "within_5m", "within_15m", "within_60m")] + [total["replied"]]
    labels = [text(f"measures.wait.{name}") for name in ("1", "5", "15", "60", "more")]
    groups = [upto - before for before, upto in zip([0, *bounds], bounds, strict=False)]
    return stacked([(label, {"sent": group}) for label, group in zip(labels, groups, strict=True)], width=400, left=40)


def _note(session: Session, asked: Asked, action: str) -> None:
    details = {"first": asked.first.isoformat(), "last": asked.last.isoformat(), "channel": asked.channel or "all"}
    audit.record(session, actor=staff().actor, action=action, details=details)
