"""Every page that somebody can reach by links, and every form on them: what a scanner sees."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

LEAVES = re.compile(r"/dang-xuat|/ngon-ngu/|/docs")
"""What would end the visit or lead to other people's pages."""
_VARIABLE = re.compile(r"(?<=/)[^/?]*\d[^/?]*|(?<==)[^&]*")


@dataclass
class Form:
    """A form as the page offers it: each field's name with its value, and the names of those that take files."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


@dataclass
class Visit:
    """A page that was opened."""

    address: str
    response: httpx.Response
    forms: list[Form]


class Reader(HTMLParser):
    """Links and forms of one page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._address = address
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        name = values.get("name", "")
        if tag == "a" and values.get("href"):
            self.links.append(urljoin(self._address, values["href"]))
        elif tag == "form":
            self.forms.append(
                Form(urljoin(self._address, values.get("action") or self._address), values.get("method", "get").lower())
            )
        elif self.forms and name:
            self._field(tag, name, values)
        elif tag == "option" and self._select and self.forms and not self.forms[-1].fields[self._select]:
            self.forms[-1].fields[self._select] = values.get("value", "")

    def _field(self, tag: str, name: str, values: dict[str, str]) -> None:
        form = self.forms[-1]
        self._select = name if tag == "select" else None
        if values.get("type") == "file":
            form.files.append(name)
        elif tag in ("input", "textarea", "select", "button"):
            form.fields.setdefault(name, values.get("value", ""))


def pattern(address: str) -> str:
    """An address without what differs between things of one kind."""
    return _VARIABLE.sub("#", urlsplit(address).path) + "?" + "&".join(sorted(_names(address)))


def _names(address: str) -> Iterator[str]:
    for pair in urlsplit(address).query.split("&"):
        if pair:
            yield pair.partition("=")[0]


def crawl(
    http: httpx.Client,
    starts: Sequence[str],
    *,
    of_a_kind: int = 2,
    most: int = 250,
    known: Collection[str] = frozenset(),
    leaves: re.Pattern[str] = LEAVES,
) -> list[Visit]:
    """Each page reachable from ``starts`` on this site; of addresses alike in all but their numbers the first ``of_a_kind``. Besides the
    starts none whose `pattern` is ``known`` already, and none that ``leaves`` is found in."""
    home = str(http.base_url)
    first = [urljoin(home, start) for start in starts]
    waiting = deque(first)
    seen: set[str] = set()
    kinds = dict.fromkeys(known, of_a_kind)
    visits: list[Visit] = []
    while waiting and len(visits) < most:
        address = urldefrag(waiting.popleft()).url
        kind = pattern(address)
        if address in seen or not address.startswith(home) or leaves.search(address):
            continue
        if kinds.get(kind, 0) >= of_a_kind and address not in first:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        response = http.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
        reader = Reader(str(response.url))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            reader.feed(response.text)
        visits.append(Visit(address, response, reader.forms))
        waiting.extend(reader.links)
        if response.is_redirect:
            waiting.append(urljoin(address, response.headers["Location"]))
    return visits
