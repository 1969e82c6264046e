"""A small folder laid out as bot/data, for the content check."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.content.check import Result, check

TODAY = date(2026, 11, 20)
ENTRY = """\
- id: the_mat
  question: Mất thẻ thì làm sao?
  answer: Ra cơ quan BHXH hoặc gọi {hotline}.
  source: Luật BHYT
  checked: "yes"
  as_of: 2026-11
"""
FAQ = "topic: the\ntitle: Thẻ\nentries:\n"
SENTENCES = """\
version: "3.1"

nlu:
- intent: faq/the_mat
  examples: |
    - mất thẻ xin lại ở đâu
- intent: greet
  examples: |
    - xin chào
"""

FACTS = """\
- id: luong
  what: Lương
  unit: đồng
  names: [lương]
  faq: the_mat
  periods:
  - {from: 2024-07-01, value: 2340000, source: NĐ 73, checked: "yes"}
  - {from: 2026-07-01, value: 2530000, source: NĐ 161, checked: partly}
- id: phan
  what: Phần
  unit: "%"
  names: [phần]
  faq: the_mat
  periods:
  - {value: 4.5, source: NĐ 146, checked: "yes"}
- id: loai
  what: Loại thẻ
  names: [loại]
  faq: the_mat
  periods:
  - {from: 2015-01-01, value: thẻ giấy, source: QĐ 1351, checked: "yes"}
"""
PERIODS = """\
- id: the_mat
  question: Mất thẻ thì làm sao?
  periods:
  - from: 2025-06-01
    answer: Không cần làm gì.
  - from: 2021-01-01
    to: 2025-05-31
    places: [Đà Nẵng]
    answer: Gọi {hotline}.
  - to: 2025-05-31
    answer: Ra cơ quan BHXH.
    source: Luật cũ
    checked: partly
  source: Luật BHYT
  checked: "yes"
  as_of: 2026-11
"""

Check = Callable[..., Result]


def check_folder(tmp_path: Path, **changed: str) -> Result:
    """What the check finds after changing some files; ``faq__the`` is faq/the.yml."""
    files = {
        "faq/the.yml": FAQ + ENTRY,
        "nlu/the.yml": SENTENCES,
        "facts.yml": FACTS,
        "tasks.yml": "greet: {title: Chào, faq: [the_mat]}\n",
        **{name.replace("__", "/") + ".yml": value for name, value in changed.items()},
    }
    for name, value in files.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value, encoding="utf-8")
    (tmp_path / "domain.yml").write_text("intents: [greet]\n", encoding="utf-8")
    return check(tmp_path / "data", tmp_path / "domain.yml", TODAY, 12)


def found(result: Result, is_error: bool = True) -> list[tuple[str, int, str]]:
    """File, line and words of what must be mended, or of what should be looked at again."""
    return [(f.place.file, f.place.line, f.message) for f in (result.errors if is_error else result.warnings)]
