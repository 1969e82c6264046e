"""How far a message in several pieces has got, so that a second try begins where the first one ended."""

from collections import OrderedDict
from threading import Lock
from typing import Final

_MOST: Final = 2000


class Progress:
    """Pieces that were handed over, by message id. In memory: a process that dies repeats the whole message."""

    def __init__(self) -> None:
        self._done: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def of(self, message: str) -> int:
        """How many pieces of it the platform has taken."""
        with self._lock:
            return self._done.get(message, 0)

    def one_more(self, message: str) -> None:
        """The platform has taken another piece."""
        with self._lock:
            self._done[message] = self._done.pop(message, 0) + 1
            while len(self._done) > _MOST:
                self._done.popitem(last=False)

    def end(self, message: str) -> None:
        """All of it has been taken."""
        with self._lock:
            self._done.pop(message, None)
