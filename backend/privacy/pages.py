"""`/quyen-rieng-tu`: what is kept of whom, for how long, and what persons may ask. The periods are those of docs/privacy.md."""

from typing import Final

from backend.site.sections import Public
from backend.site.views import page

section: Final = Public("privacy", "/quyen-rieng-tu", indexed=True)
KEPT: Final = (
    "register",
    "account",
    "registration",
    "dossier",
    "chat",
    "unclear",
    "feedback",
    "channels",
    "calls",
    "looks",
)
RIGHTS: Final = ("see", "copy", "correct", "erase", "unlink")


@section.page("")
def notice() -> str:
    """The notice."""
    return page("privacy/notice.html", kept=KEPT, rights=RIGHTS)
