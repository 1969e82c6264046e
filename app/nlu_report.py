"""A measurement of understanding as a table, as a page of its own, and the explanation of one sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader

from bhxh.messages import text
from bot import knowledge

Report = dict[str, Any]
_SHOWN_CONFUSIONS = 15
_DARK = 0.62
"""From this share of the darkest cell on, white letters contrast better than black ones (both at least 4.5 : 1 there)."""


@dataclass(frozen=True)
class Confusion:
    """One pair: what was asked, what was heard, and the sentences, each once however it was spelt."""

    asked: str
    heard: str
    sentences: tuple[str, ...]


def columns() -> list[str]:
    """The heads of the table."""
    return [text(f"nlu.column.{name}") for name in ("kind", "spelling", "count", "first", "answered", "three", "wrong")]


def rows(report: Report) -> list[list[str]]:
    """The cells of the table."""
    return [
        [
            text(f"nlu.{row['kind']}"),
            text(f"nlu.spelling.{row['spelling']}"),
            str(row["count"]),
            *(_share(row, name) for name in ("first", "answered", "three", "wrong")),
        ]
        for row in sorted(report["rows"], key=lambda row: ("faq", "task", "out_of_scope").index(row["kind"]))
        if row["count"]
    ]


def _share(row: dict[str, Any], name: str) -> str:
    if row["kind"] == "out_of_scope" and name != "wrong":
        return "-"
    return _number(100 * row[name] / row["count"]) + " %"


def _number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def remarks(report: Report) -> list[str]:
    """What stands under the table."""
    return [
        text("nlu.speed", p50=_number(report["p50"]), p95=_number(report["p95"])),
        text("nlu.nfd", count=report["decomposed_differ"]),
        text("nlu.beside", beside=report["beside"], rescued=report["rescued"]),
    ]


def table(report: Report) -> str:
    """For the terminal: the figures, then the worst confusions."""
    cells = [columns(), *rows(report)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    worst = [
        text("nlu.confusion", count=len(found.sentences), asked=found.asked, heard=found.heard)
        for found in confusions(report)[:_SHOWN_CONFUSIONS]
    ]
    meaning = text("nlu.meaning", threshold=_number(report["threshold"], 2))
    return "\n".join([*lines, "", meaning, "", *remarks(report), "", text("nlu.confusions") + ":", *worst])


def confusions(report: Report) -> list[Confusion]:
    """Every pair that was mixed up, the most frequent first. Decomposed text reads as composed text and is left out."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for miss in report["misses"]:
        if miss["spelling"] != "decomposed":
            found[miss["asked"], miss["heard"]].append(miss["text"])
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Confusion(asked, heard, tuple(sentences)) for (asked, heard), sentences in ordered]


def page(report: Report) -> str:
    """One page without script and without any request, with the confusions between topics as a picture."""
    counts = Counter[tuple[str, str]]()
    for found in confusions(report):
        counts[_topic(found.asked), _topic(found.heard)] += len(found.sentences)
    asked, heard = sorted({pair[0] for pair in counts}), sorted({pair[1] for pair in counts})
    most = max(counts.values(), default=1)
    environment = Environment(loader=PackageLoader("app"), autoescape=True)
    return environment.get_template("nlu_report.html").render(
        text=text,
        threshold=_number(report["threshold"], 2),
        columns=columns(),
        rows=rows(report),
        remarks=remarks(report),
        heard_topics=heard,
        picture=[(topic, [counts[topic, other] for other in heard]) for topic in asked],
        shade=lambda count: f"rgba(0,48,120,{0.12 + 0.88 * count / most:.2f})",
        ink=lambda count: "#fff" if count / most > _DARK else "#000",
        confusions=confusions(report),
    )


def _topic(label: str) -> str:
    answer = knowledge.answers().get(label)
    if answer is not None:
        return answer.topic
    others = {"fallback": "nlu.nothing_topic", "out_of_scope": "nlu.out_of_scope"}
    return text(others.get(label, "nlu.tasks_topic"))


def explanation(why: dict[str, Any]) -> str:
    """For the terminal: what was heard, the ranking, and what decided."""
    lines = [text("nlu.why.normal", normal=why["normal"]), *_heard(why)]
    ranking = why["ranking"]
    if not ranking:
        return "\n".join([*lines, text("nlu.why.nothing")])
    lines += ["", text("nlu.why.ranking")]
    lines += [f"  {_number(100 * entry['probability']):>5} %  {entry['label']}" for entry in ranking]
    best, second = ranking[0]["label"], ranking[min(1, len(ranking) - 1)]["label"]
    for key, head in (("for_best", {"label": best}), ("against_second", {"label": best, "second": second})):
        lines += ["", text(f"nlu.why.{key}", **head)]
        lines += [f"  {_number(entry['weight'], 3):>6}  “{entry['ngram']}”" for entry in why[key]]
    return "\n".join(lines)


def _heard(why: dict[str, Any]) -> list[str]:
    heard = why["heard"]
    threshold, confidence = _number(why["threshold"], 2), _number(heard["confidence"], 2)
    name = heard["faq"] if heard["intent"] == "faq" else heard["intent"]
    best = why["ranking"][0]["label"] if why["ranking"] else None
    lines = []
    if heard["out_of_scope"]:
        lines.append(text("nlu.why.not_ours"))
    elif heard["intent"] == "fallback":
        lines.append(text("nlu.why.not_sure", confidence=confidence, threshold=threshold))
    elif heard["confidence"] == 1.0 and heard["intent"] != best:
        lines.append(text("nlu.why.told", heard=name))
    else:
        lines.append(text("nlu.why.heard", heard=name, confidence=confidence, threshold=threshold))
    if heard["questions"]:
        lines.append(text("nlu.why.questions", questions=", ".join(heard["questions"])))
    if heard["also"]:
        lines.append(text("nlu.why.also", also=", ".join(heard["also"])))
    return lines
