"""Kills the product's processes while a hundred people are talking to it, and counts whether each message was answered once.

    .venv/bin/python -m bench.dialogue_kills [--kills 10] [--web 40] [--telegram 40] [--sms 20] [--pause 15] [--seed 1]

The whole product with the real Rasa under supervisord. So many people talk at all times: who has ended a dialogue is followed by somebody
else. Each waits for an answer, as a page, Telegram (by polling) and a telephone network let them (`bench.dialogue_people`), thinks for about
``--pause`` seconds and goes on. Web, rasa, actions, worker and sender are killed with SIGKILL in turn, at random moments. Answers are known by
their words: every dialogue is played once before, in quiet, and each of its answers has a text that no other has; in a form a message
that the assistant had understood twice would be answered with an objection.
"""

import argparse
import itertools
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import bhxh.messages
from bench.chat import CARD_DIALOGUE, FAQ, FORM_DIALOGUE
from bench.dialogue_people import CHANNELS, Channel, Citizen
from bhxh.messages import text
from sms_gateway.client.texts import khong_dau
from tests.support.product import RunningProduct

VICTIMS = ("web", "rasa", "actions", "worker", "sender")
DIALOGUES = (FAQ, CARD_DIALOGUE, FORM_DIALOGUE)
_START_SECONDS = 400.0
_QUIET_SECONDS = 2.5
_LOST_SECONDS = 240.0
"""An answer that has not come by then is counted as lost."""
_AFTERMATH_SECONDS = 10.0
"""Worker and sender count as ready for some seconds after their last sign of life."""
_BETWEEN_NOTE_SECONDS = 2.0
"""A message that a platform has taken is written down within this time, unless the process dies."""

Answers = list[list[str]]
"""Of a dialogue: the texts that answer each of its messages."""


@dataclass(frozen=True)
class Kill:
    """Times are epoch seconds; ``ready``: when every part of the product was ready again."""

    victim: str
    at: float
    ready: float


@dataclass
class Asked:
    """One message. ``answer``: its texts, ``own``: those that answer nothing else. ``seconds``: until it was there; None: it did not come."""

    channel: str
    text: str
    answer: list[str]
    own: list[str]
    at: float
    seconds: float | None = None


@dataclass
class Dialogue:
    """What somebody said, and at the end everything that was shown."""

    citizen: Citizen
    asked: list[Asked] = field(default_factory=list)
    shown: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def learnt(channel: Channel, numbers: "itertools.count[int]") -> list[Answers]:
    """What each dialogue is answered with on this channel. Raises RuntimeError when an answer of one cannot be known by its words."""
    found: list[Answers] = []
    for dialogue in DIALOGUES:
        citizen, answers = channel.citizen(next(numbers)), Answers()
        for said in dialogue:
            before = len(citizen.shown())
            citizen.write(said, time.time() + 60)
            if not citizen.wait(lambda shown, before=before: len(shown) > before, time.time() + 60):  # type: ignore[misc]
                raise RuntimeError(f"{channel.name}: no answer to {said!r}")
            time.sleep(_QUIET_SECONDS)
            answers.append([shown for _, shown in citizen.shown()[before:] if shown not in _apologies()])
        citizen.close()
        for said, own in zip(dialogue, owns(answers), strict=True):
            if not own:
                raise RuntimeError(f"{channel.name}: the answer to {said!r} is like another one")
        found.append(answers)
    return found


def owns(answers: Answers) -> Answers:
    """The texts of each answer that occur once in the whole dialogue."""
    times = Counter(shown for answer in answers for shown in answer)
    return [[shown for shown in answer if times[shown] == 1] for answer in answers]


def _apologies() -> set[str]:
    late = text("chat.late")
    return {late, khong_dau(late)}


@dataclass
class Town:
    """The people, and what they have lived through."""

    answers: dict[str, list[Answers]]
    pause: float
    numbers: "itertools.count[int]"
    dialogues: list[Dialogue] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def live(self, channel: Channel, seat: int, seed: int) -> None:
        """Dialogue after dialogue until it is over; the last one is ended."""
        chance = random.Random(f"{seed}-{channel.name}-{seat}")
        time.sleep(chance.uniform(0, self.pause))
        for turn in itertools.count(seat):
            if self.over.is_set():
                return
            try:
                self._talk(channel, turn % len(DIALOGUES), chance)
            except Exception as error:
                with self._lock:
                    self.broken.append(f"{channel.name}: {type(error).__name__} {error}"[:200])

    def _talk(self, channel: Channel, which: int, chance: random.Random) -> None:
        with self._lock:
            talk = Dialogue(channel.citizen(next(self.numbers)))
            self.dialogues.append(talk)
        answers = self.answers[channel.name][which]
        for said, answer, own in zip(DIALOGUES[which], answers, owns(answers), strict=True):
            asked = Asked(channel.name, said, answer, own, time.time())
            talk.asked.append(asked)
            until = asked.at + _LOST_SECONDS
            talk.citizen.write(said, until)
            due = Counter(one for before in talk.asked for one in before.answer)
            if talk.citizen.wait(lambda shown, due=due: not due - Counter(shown), until):  # type: ignore[misc]
                asked.seconds = time.time() - asked.at
            time.sleep(chance.uniform(0.5, 1.5) * self.pause)

    def settle(self) -> None:
        """Once nothing comes any more: what everybody was shown in the end."""
        for talk in self.dialogues:
            talk.shown = talk.citizen.shown()
            talk.wrong = talk.citizen.close()


def kill(product: RunningProduct, number: int, seed: int) -> list[Kill]:
    """Kills in turn, each some seconds after everything is ready again."""
    chance, kills = random.Random(seed), []
    for victim in itertools.islice(itertools.cycle(VICTIMS), number):
        time.sleep(chance.uniform(8, 25))
        at = time.time()
        product.kill(victim)
        _wait_dead_and_ready(product, victim)
        kills.append(Kill(victim, at, time.time()))
        print(f"{victim} killed, all ready again after {kills[-1].ready - at:.1f} s", flush=True)
    time.sleep(10)
    return kills


def _wait_dead_and_ready(product: RunningProduct, victim: str) -> None:
    end = time.monotonic() + 60
    while not product.pids(victim) and time.monotonic() < end:
        time.sleep(0.05)
    product.wait_ready(240)


def report(town: Town, kills: Sequence[Kill]) -> bool:
    """Prints the counts; whether nothing was lost, and nothing doubled but what cannot be helped."""
    every = [(talk, asked) for talk in town.dialogues for asked in talk.asked]
    good = not town.broken
    print(
        f"{'channel':10}{'dialogues':>10}{'messages':>10}{'once':>8}{'lost':>6}{'doubled':>9}{'by the gap':>12}{'other':>7}"
    )
    for name in town.answers:
        mine = [(talk, asked) for talk, asked in every if asked.channel == name]
        if not mine:
            continue
        kinds = Counter(_kind(talk, asked, kills) for talk, asked in mine)
        strange = sum(len(_strange(talk)) for talk in town.dialogues if talk.asked and talk.asked[0].channel == name)
        talks = len({id(talk) for talk, _ in mine})
        print(
            f"{name:10}{talks:10}{len(mine):10}{kinds['once']:8}{kinds['lost']:6}{kinds['doubled']:9}"
            f"{kinds['gap']:12}{strange:7}"
        )
        good = good and not (kinds["lost"] or kinds["doubled"] or strange)
    killed = Counter(kill.victim for kill in kills)
    print(f"{sum(killed.values())} kills:", ", ".join(f"{killed[name]} {name}" for name in VICTIMS))
    _waits([asked for _, asked in every], kills)
    for wrong in (*town.broken, *(one for talk in town.dialogues for one in talk.wrong)):
        good = False
        print("wrong:", wrong)
    _tell_the_faults(every, kills)
    return good


def _kind(talk: Dialogue, asked: Asked, kills: Sequence[Kill]) -> str:
    times = [[at for at, shown in talk.shown if shown == one] for one in asked.own]
    if not all(times):
        return "lost"
    doubled = [one for one in times if len(one) > 1]
    if not doubled:
        return "once"
    helped = asked.channel != "telegram" or not all(_in_the_gap(one, kills) for one in doubled)
    return "doubled" if helped else "gap"


def _in_the_gap(times: Sequence[float], kills: Sequence[Kill]) -> bool:
    """The platform had taken it just before the web process died, which could not write that down."""
    return len(times) == 2 and any(
        kill.victim == "web" and kill.at - _BETWEEN_NOTE_SECONDS < times[0] < kill.at + 0.2 and times[1] > kill.at
        for kill in kills
    )


def _strange(talk: Dialogue) -> list[str]:
    """Texts that answer nothing that was said, and repeated ones that answer several messages; apologies aside."""
    known = Counter(one for asked in talk.asked for one in asked.answer)
    more = Counter(shown for _, shown in talk.shown if shown not in _apologies()) - known
    return [one for one in more.elements() if not any(one in asked.own for asked in talk.asked)]


def _waits(asked: Sequence[Asked], kills: Sequence[Kill]) -> None:
    def longest(some: Sequence[Asked]) -> str:
        waits = [one.seconds for one in some if one.seconds is not None]
        return f"{max(waits):6.1f} s (n={len(waits)})" if waits else "-"

    def touched(one: Asked, kill: Kill) -> bool:
        return one.at < kill.ready + _AFTERMATH_SECONDS and one.at + (one.seconds or _LOST_SECONDS) > kill.at

    calm = [one for one in asked if not any(touched(one, kill) for kill in kills)]
    print(f"longest wait for an answer: nothing killed {longest(calm)}")
    for victim in VICTIMS:
        mine = [kill for kill in kills if kill.victim == victim]
        if mine:
            hurt = [one for one in asked if any(touched(one, kill) for kill in mine)]
            back = max(kill.ready - kill.at for kill in mine)
            print(f"  {victim:8} killed {len(mine)} times, ready again after {back:.1f} s at most: {longest(hurt)}")


def _tell_the_faults(every: Sequence[tuple[Dialogue, Asked]], kills: Sequence[Kill]) -> None:
    for talk, asked in every:
        kind = _kind(talk, asked, kills)
        if kind in {"lost", "doubled"}:
            after = [f"{kill.victim} {asked.at - kill.at:+.1f} s" for kill in kills if abs(asked.at - kill.at) < 120]
            print(f"{kind}: {asked.channel} {asked.text!r}, written {', '.join(after) or 'far from any kill'}")
    for talk in {id(talk): talk for talk, _ in every}.values():
        if strange := _strange(talk):
            print("other:", talk.asked[0].channel, [one[:90] for one in strange])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--web", type=int, default=40)
    parser.add_argument("--telegram", type=int, default=40)
    parser.add_argument("--sms", type=int, default=20)
    parser.add_argument("--pause", type=float, default=15.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bhxh.messages.set_hotline("19009696")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        channels = [opened.enter_context(open_one(Path(folder))) for open_one in CHANNELS.values()]
        settings = {name: value for channel in channels for name, value in channel.environment.items()}
        product = RunningProduct(Path(folder) / "data", **settings)
        try:
            product.start(_START_SECONDS)
            for channel in channels:
                channel.ready(product)
            numbers = itertools.count(1)
            town = Town({channel.name: learnt(channel, numbers) for channel in channels}, options.pause, numbers)
            seats = [(channel, seat) for channel in channels for seat in range(getattr(options, channel.name))]
            people = [threading.Thread(target=town.live, args=(*seat, options.seed)) for seat in seats]
            for person in people:
                person.start()
            kills = kill(product, options.kills, options.seed)
            town.over.set()
            for person in people:
                person.join()
            time.sleep(5)
            town.settle()
        finally:
            product.stop()
    raise SystemExit(0 if report(town, kills) else 1)


if __name__ == "__main__":
    main()
