"""`bhxh nlu review` with 100,000 kept sentences: grouping and exporting them, with the memory of both processes.

    .venv/bin/python -m bench.learning [--sentences 100000]

The sentences are training sentences with one to three random edits each (a word lost, a wrong letter, a strange word), so it is known which
belong together: "pure" is the share of sentences whose group is mostly of their own origin, "apart" in how many groups the copies of one sentence
end up. The first figure of memory is for grouping: the peak of our process plus that of Rasa's environment; the second, our process at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from app import settings
from app.content.sentences import Known, Sentence, read_all
from app.review.export import as_csv, as_yaml
from app.review.groups import Group, read
from app.training import ROOT
from backend.database import Database
from backend.learning.masking import bare
from backend.learning.models import UnclearSentence
from backend.learning.review import Review
from bhxh import dates

_LETTERS = "abcdeghiklmnoptu"


def edited(said: str, others: Sequence[Sentence], chosen: random.Random) -> str:
    """The sentence with one to three edits."""
    words = said.split()
    for _ in range(chosen.randint(1, 3)):
        at = chosen.randrange(len(words))
        kind = chosen.random()
        if kind < 0.35 and len(words) > 3:
            del words[at]
        elif kind < 0.7:
            letter = chosen.randrange(len(words[at]) + 1)
            words[at] = words[at][:letter] + chosen.choice(_LETTERS) + words[at][letter + 1 :]
        else:
            words.insert(at, chosen.choice(chosen.choice(others).text.split()))
    return " ".join(words)


def fill(count: int) -> None:
    """Keeps ``count`` sentences in a new database; ``top`` is the number of the training sentence each was made from."""
    known, chosen = read_all(ROOT / "bot" / "data"), random.Random(2026)
    database = Database.open(settings.load().backend())
    database.upgrade()
    rows: list[UnclearSentence] = []
    while len(rows) < count:
        origin = chosen.randrange(len(known))
        said = bare(edited(known[origin].text, known, chosen))
        if said is None:
            continue
        label, pressed = known[origin].intent, chosen.random() < 0.4
        rows.append(
            UnclearSentence(
                id=secrets.token_hex(16), day=dates.now().date(), channel="web", sentence=said, reason="fallback",
                offered=[label], top=str(origin), confidence=0.2,
                chosen=label if pressed else None, rescue="button" if pressed else None,
            )
        )  # fmt: skip
    with database.begin() as session:
        session.add_all(rows)
    database.close()


def measured() -> dict[str, Any]:
    """Grouping and export in this process, which has done nothing else."""
    began = time.perf_counter()
    with Review(settings.load().backend()) as review:
        groups = read(review)
    grouping = time.perf_counter() - began
    own = peak()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    began = time.perf_counter()
    near = cache(Known(read_all(ROOT / "bot" / "data")).near)
    written = len(as_csv(groups, near).encode()) + len(as_yaml(groups, near).encode())
    return {
        "grouping": grouping,
        "processor": sum(usage.ru_utime + usage.ru_stime for usage in used),
        "export": time.perf_counter() - began,
        "written": written,
        "grouping_memory": own + used[1].ru_maxrss / 1024,
        "export_memory": peak(),
        **quality(groups),
    }


def peak() -> float:
    """The most memory this program has had, in MB. getrusage would count what the process had before it became this program."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def quality(groups: Sequence[Group]) -> dict[str, float]:
    """How many groups, how pure, how far apart the copies of one sentence are."""
    pure, total = 0, 0
    homes: defaultdict[str | None, set[str]] = defaultdict(set)
    for group in groups:
        total += len(group.sentences)
        pure += group.tops.most_common(1)[0][1]
        for kept in group.sentences:
            homes[kept.top].add(group.sentences[0].id)
    apart = sum(len(found) for found in homes.values()) / len(homes)
    largest = Counter(len(group.sentences) for group in groups)
    return {"groups": len(groups), "largest": max(largest), "pure": pure / total, "apart": apart, "origins": len(homes)}


def main() -> None:
    """Fills a database, then measures in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measured()))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BHXH_DATA_DIR"] = str(Path(folder))
        fill(chosen.sentences)
        command = [sys.executable, "-m", "bench.learning", "--measure"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    print(
        f"{chosen.sentences} sentences from {found['origins']}: grouped in {found['grouping']:.0f} s ({found['processor']:.0f} s of processor), exported in {found['export']:.0f} s "
        f"({found['written'] / 2**20:.0f} MB); memory {found['grouping_memory']:.0f} MB, {found['export_memory']:.0f} MB"
    )
    print(
        f"{found['groups']} groups, the largest of {found['largest']}; pure {100 * found['pure']:.0f} %, copies apart in {found['apart']:.1f} groups"
    )


if __name__ == "__main__":
    main()
