"""What an answer says for a day and a place: today's rule first and what held before, or the rule of the day asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bhxh.dates import format_date
from bhxh.messages import text
from bhxh.periods import Period
from bhxh.places import Province, province_by_card_code
from bot import facts as table
from bot.facts import Checked, Fact
from bot.knowledge import Answer, Wording

EARLIER_SHOWN = 3
"""How many earlier rules are named under today's."""
PARTS_SHOWN = 4
"""Into how many spans an asked time is cut at most; the latest are told."""

_ORDER: tuple[Checked, ...] = ("yes", "partly", "no")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """The time and the province a question names; None: today, anywhere. ``named``: the time in words, where `when` will not do."""

    time: Period | None = None
    province: Province | None = None
    named: str = ""

    @property
    def when(self) -> str:
        """The time as it is said."""
        return self.named or (when(self.time) if self.time else "")


ANY = Asked()
"""A question that names neither."""


@dataclass(frozen=True)
class Told:
    """What an answer says on one day. ``figures`` are the facts in it with their periods, ``missing`` those not known."""

    words: str
    wordings: tuple[Wording, ...]
    figures: tuple[tuple[Fact, table.Period], ...]
    missing: tuple[Fact, ...]

    @property
    def checked(self) -> Checked:
        """How far what it says was read: the least of its wordings."""
        return least_checked(wording.checked for wording in self.wordings)


@dataclass(frozen=True)
class Telling:
    """The whole: ``words`` to say, and ``told``, what in them answers the question (empty: nothing is known for then).

    ``present``: whether it is today's rule.
    """

    words: str
    told: tuple[Told, ...]
    present: bool = True


def tell(answer: Answer, today: date, asked: Asked, facts: Mapping[str, Fact]) -> Telling:
    """The answer for what was asked."""
    now = told_on(answer, today, asked.province, facts)
    time = asked.time
    if time is None or not change_days(answer, facts):
        return _present(answer, now, today, asked, facts)
    parts = _parts(answer, time, asked.province, facts)
    if now is not None and all(part.told is not None and part.told.words == now.words for part in parts):
        to_come = time.since is not None and time.since > today
        lead = text("bot.then.no_change" if to_come else "bot.then.same", when=asked.when)
        return Telling(f"{lead}\n{now.words}", (now,))
    words = [text("bot.then.lead", when=asked.when), *(_led(part, alone=len(parts) == 1) for part in parts)]
    if now is not None and not time.holds(today):
        words.append(text("bot.then.now", rule=first_sentence(now.words)))
    said = tuple(part.told for part in parts if part.told is not None and not part.told.missing)
    return Telling("\n".join(words), said, present=False)


def told_on(answer: Answer, day: date, province: Province | None, facts: Mapping[str, Fact]) -> Told | None:
    """What the answer says on a day; None when no wording covers it."""
    wordings = _wordings_on(answer, day, province)
    if not wordings:
        return None
    filled = [table.fill(wording.answer, day, facts) for wording in wordings]
    if len(wordings) == 1:
        words = filled[0].text
    else:
        words = "\n".join(
            text("bot.then.place", place=places_of(wording), rule=on_new_line(one.text))
            for wording, one in zip(wordings, filled, strict=True)
        )
    used = {each: period for one in filled for each, period in one.used.items()}
    missing = dict.fromkeys(each for one in filled for each in one.missing)
    return Told(
        words,
        wordings,
        tuple((facts[each], period) for each, period in used.items()),
        tuple(facts[each] for each in missing),
    )


def on_new_line(rule: str) -> str:
    """What stands behind a heading's colon: a rule of several lines begins under it."""
    return f"\n{rule}" if "\n" in rule else f" {rule}"


def least_checked(each: Iterable[Checked]) -> Checked:
    """Of several the one that was read least."""
    return max(each, key=_ORDER.index)


def places_of(wording: Wording) -> str:
    """The provinces of a wording by name."""
    names = [province.name for code in wording.places if (province := province_by_card_code(code)) is not None]
    return ", ".join(names) if names else text("bot.then.elsewhere")


def first_sentence(paragraph: str) -> str:
    """Up to the first full stop that ends a sentence (not one inside a number or an address), within the first line."""
    line = paragraph.split("\n", 1)[0]
    head, stop, _ = line.partition(". ")
    return head + "." if stop else line


def when(time: Period) -> str:
    """A span of time as it is said: "năm 2022", "tháng 5/2021", "ngày 15/03/2022"."""
    since, until = time.since, time.until
    if since is None or until is None:
        day = since or (until + _ONE_DAY if until else None)
        key = "bot.when.before" if since is None else "bot.when.since"
        return text(key, date=format_date(day)) if day else ""
    if since == until:
        return text("bot.when.day", date=format_date(since))
    if (since.day, since.month) == (1, 1) and until == date(since.year, 12, 31):
        return text("bot.when.year", year=since.year)
    if since.day == 1 and (since.year, since.month) == (until.year, until.month):
        return text("bot.when.month", month=since.month, year=since.year)
    return text("bot.when.span", since=format_date(since), until=format_date(until))


def _present(answer: Answer, now: Told | None, today: date, asked: Asked, facts: Mapping[str, Fact]) -> Telling:
    if now is None:
        return Telling(text("bot.then.nothing_now"), ())
    lines, last = [now.words], _short(now)
    for day in _earlier(answer, now, today, facts):
        before = told_on(answer, day - _ONE_DAY, asked.province, facts)
        if before is None or before.missing or _short(before) == last:
            continue
        last = _short(before)
        lines.append(text("bot.then.before", date=format_date(day), rule=last))
    if len(lines) > 1:
        lines.insert(1, text("bot.then.earlier"))
    return Telling("\n".join(lines[: EARLIER_SHOWN + 2]), (now,))


def _short(told: Told) -> str:
    """Its first sentence; with several places, that of each."""
    if len(told.wordings) == 1:
        return first_sentence(told.words)
    rules = [line.removeprefix("– ") for line in told.words.split("\n") if line.startswith("– ")]
    return "; ".join(first_sentence(rule).rstrip(".") for rule in rules) + "."


def _earlier(answer: Answer, now: Told, today: date, facts: Mapping[str, Fact]) -> list[date]:
    """The days up to today on which what the answer says in short began to hold, latest first; of one fact only the last."""
    days = {wording.since for wording in answer.wordings if wording.since is not None and wording.since <= today}
    for wording in now.wordings:
        for fact in table.used_in(first_sentence(wording.answer), facts).values():
            begun = [period.since for period in fact.periods if period.since is not None and period.since <= today]
            # Before its first period nothing is known of a fact.
            days.update(sorted(begun)[1:][-1:])
    return sorted(days, reverse=True)


def _wordings_on(answer: Answer, day: date, province: Province | None) -> tuple[Wording, ...]:
    """Those that hold on a day: with a province the one for it, otherwise all."""
    held = [wording for wording in answer.wordings if wording.covers(day)]
    if province is None:
        return tuple(sorted(held, key=lambda wording: not wording.places))
    there = [wording for wording in held if province.card_code in wording.places]
    return tuple((there or [wording for wording in held if not wording.places])[:1])


def change_days(answer: Answer, facts: Mapping[str, Fact]) -> list[date]:
    """Every day on which what the answer says changes."""
    days: set[date] = set()
    for wording in answer.wordings:
        days |= table.changes(wording.answer, facts)
        days |= {wording.since} if wording.since else set()
        days |= {wording.until + _ONE_DAY} if wording.until else set()
    return sorted(days)


@dataclass(frozen=True)
class _Part:
    """Days within which the answer says one thing."""

    since: date
    until: date
    told: Told | None


def _parts(answer: Answer, time: Period, province: Province | None, facts: Mapping[str, Fact]) -> list[_Part]:
    """The asked time in parts. Of an open end only the last or first day is meant."""
    since, until = time.since or time.until, time.until or time.since
    if since is None or until is None:
        return []
    days = [since, *(day for day in change_days(answer, facts) if since < day <= until)]
    parts: list[_Part] = []
    for first, following in pairwise([*days, until + _ONE_DAY]):
        part = _Part(first, following - _ONE_DAY, told_on(answer, first, province, facts))
        if parts and parts[-1].told is not None and part.told is not None and parts[-1].told.words == part.told.words:
            parts[-1] = _Part(parts[-1].since, part.until, part.told)
        else:
            parts.append(part)
    return parts[-PARTS_SHOWN:]


def _led(part: _Part, *, alone: bool) -> str:
    """One part of the asked time and its rule."""
    rule = text("bot.then.nothing") if part.told is None or part.told.missing else part.told.words
    if alone:
        return rule
    since, until = format_date(part.since), format_date(part.until)
    return text("bot.then.part", since=since, until=until, rule=on_new_line(rule))


def doubtful(tellings: Iterable[Told]) -> list[Fact]:
    """The facts said that were not read in their source though the words around them were."""
    return list(
        dict.fromkeys(
            fact
            for told in tellings
            for fact, period in told.figures
            if _ORDER.index(period.checked) > _ORDER.index(told.checked)
        )
    )
