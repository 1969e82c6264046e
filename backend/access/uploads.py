"""Forms with files: small ones are held in memory, because a file of somebody's that Werkzeug spools to disk would lie there unencrypted."""

import threading
from io import BytesIO
from typing import IO, Any, Final

from flask import Request

IN_MEMORY: Final = 16 << 20
"""Bytes: routes whose declared limit is not above this never touch the disk. Larger ones (recipients' files) are spooled as usual."""

_AT_ONCE: Final = 8
_slots = threading.BoundedSemaphore(_AT_ONCE)


class UploadRequest(Request):
    """A request whose files stay in memory where the route's limit allows it; so many such requests hold a body at once as memory bears."""

    _holds = False

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self._is_held():
            return BytesIO()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)

    def _load_form_data(self) -> None:
        if (
            "form" not in self.__dict__
            and not self._holds
            and self.mimetype == "multipart/form-data"
            and self._is_held()
        ):
            _slots.acquire()
            self._holds = True
        super()._load_form_data()

    def _is_held(self) -> bool:
        limit = self.max_content_length
        return limit is not None and limit <= IN_MEMORY

    def close(self) -> None:
        """When the answer is done."""
        super().close()
        if self._holds:
            self._holds = False
            _slots.release()


def install(app: Any) -> None:
    """For every request of this application."""
    app.request_class = UploadRequest
