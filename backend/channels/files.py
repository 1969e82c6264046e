"""The files that messages name (`Outgoing.extras["files"]`), for platforms that can show them; all others have their links in the text."""

from collections.abc import Callable
from dataclasses import dataclass

from backend.config import BackendConfig
from backend.conversations.delivery import Outgoing
from backend.database import Database
from backend.printing import press
from backend.registration import declaration
from backend.registration.attachments import Attachments
from backend.registration.service import DECLARATION_PATH


@dataclass(frozen=True)
class File:
    """A file as it is handed over."""

    name: str
    content: bytes


class Files:
    """Makes the files that messages name. Safe to share between threads.

    A file is ``{"kind", "ref", "name"}``. Kind `declaration`: ``ref`` is the citizen's own link to form 01, which holds as long as they
    may have it.
    """

    def __init__(self, database: Database, config: BackendConfig) -> None:
        self._hotline = config.hotline
        self._attachments = Attachments(database, config)
        self._makers: dict[str, Callable[[str], bytes | None]] = {"declaration": self._declaration}

    def of(self, outgoing: Outgoing) -> list[File]:
        """The files of a message; one that cannot be had any more is left out."""
        found = []
        for named in outgoing.extras.get("files") or []:
            maker = self._makers.get(named["kind"])
            content = maker(named["ref"]) if maker else None
            if content is not None:
                found.append(File(named["name"], content))
        return found

    def _declaration(self, ref: str) -> bytes | None:
        if press.unavailable():
            return None
        token = ref.rpartition(DECLARATION_PATH)[2].removesuffix(".pdf")
        content = self._attachments.declaration(token)
        return None if content is None else declaration.pdf(content, self._hotline)
