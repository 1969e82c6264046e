"""What of a message's text becomes a link or small print. The widget applies the same rules (`static/chat/message.js`).

Replies are text, never markup. A link is made only for a path of this site, for an https address of a government site
(`LINK_HOSTS`) and for the hotline; everything else stays text, whatever it looks like.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bhxh.messages import text as message

LINK_HOSTS = ("gov.vn",)

_SOURCE_PREFIX = message("web.js.source", source="")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_ITEM = re.compile(r"([•–-]|[0-9]{1,2}\.) ")
_HOST_FORGERS = ("@", "\\")  # what follows would name another host than the one a reader sees
_TRAILING = ".,;:!?)”\"'…"


@dataclass(frozen=True)
class Part:
    """A run of text; with `href`, a link. `external` links leave this site and open in a new page."""

    text: str
    href: str | None = None
    external: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a reply. Lines of a list (`item`) and what continues them (`more`) are indented."""

    kind: Literal["", "item", "more"]
    parts: list[Part]


def link_pattern(hotline: str) -> str:
    """Regular expression (common to Python and JavaScript, case-insensitive) of what may become a link.

    Group 1 is what stands before, group 2 the candidate. Backslash and @ are left out of addresses on purpose: browsers and
    `urlsplit` disagree about the host of ``https://a\\@b``.
    """
    hosts = "|".join(re.escape(host) for host in LINK_HOSTS)
    number = r"[ .]?".join(re.escape(digit) for digit in hotline if digit.isdigit())
    return (
        r"(^|[\s(“\"'])("
        r"https?://[^\s<>\"“”\\@]+"
        r"|/[a-z0-9-]+/[a-z0-9_./?=&%~-]+"
        rf"|(?:[a-z0-9-]+\.)+(?:{hosts})(?![a-z0-9.-]*[a-z0-9@])(?:/[^\s<>\"“”\\@]*)?"
        rf"|{number}(?![0-9])"
        r")"
    )


def parts(text: str, hotline: str, origin: str) -> list[Part]:
    """`text` cut into runs of text and links. `origin` is this site's, such as ``https://example.vn``, without a slash."""
    found: list[Part] = []
    end = 0
    for match in re.finditer(link_pattern(hotline), text, re.IGNORECASE | re.ASCII):
        candidate = match.group(2).rstrip(_TRAILING)
        link = _link(candidate, hotline, origin)
        if link is None or text[match.end() : match.end() + 1] in _HOST_FORGERS:
            continue
        start = match.start(2)
        if start > end:
            found.append(Part(text[end:start]))
        found.append(link)
        end = start + len(candidate)
    if end < len(text):
        found.append(Part(text[end:]))
    return found


def _link(candidate: str, hotline: str, origin: str) -> Part | None:
    if candidate.startswith("/"):
        return Part(candidate, candidate)
    if re.sub(r"\D", "", candidate) == hotline and not candidate.lower().startswith("http"):
        return Part(candidate, f"tel:{hotline}")
    address = candidate if "://" in candidate else f"https://{candidate}"
    if address == origin or address.startswith(f"{origin}/"):
        return Part(candidate, address)
    split = urlsplit(address)
    host = split.hostname or ""
    allowed = any(host == known or host.endswith(f".{known}") for known in LINK_HOSTS)
    if split.scheme == "https" and allowed and ":" not in split.netloc:
        return Part(candidate, address, external=True)
    return None


def lines(text: str, hotline: str, origin: str) -> list[Line]:
    """`text` line by line, each with its `parts`."""
    return [Line(_kind(line), parts(line.strip(), hotline, origin)) for line in text.split("\n")]


def _kind(line: str) -> Literal["", "item", "more"]:
    if _ITEM.match(line):
        return "item"
    return "more" if line[:1].isspace() else ""


def split_source(text: str) -> tuple[str, str | None]:
    """The body of an answer and, when the text itself ends in source lines ("Nguồn: ..."), those lines."""
    said = text.strip("\n").split("\n")
    for index, line in enumerate(said):
        if line.startswith(_SOURCE_PREFIX):
            return "\n".join(said[:index]).rstrip(), "\n".join(said[index:])
    return "\n".join(said), None


def source_line(source: str | None, as_of: str | None) -> str | None:
    """The small print under an answer: its source and the month (``yyyy-mm``) or day up to which it was checked."""
    said = []
    if source:
        said.append(message("web.js.source", source=source))
    if as_of:
        month = _MONTH.fullmatch(as_of)
        said.append(
            message("web.js.as_of_month", year=month[1], month=month[2])
            if month
            else message("web.js.as_of", as_of=as_of)
        )
    return " · ".join(said) or None
