"""JSON lines on standard error: what happened and where, never what was said."""

import json
import logging
import sys
from datetime import UTC, datetime

_FIELDS = ("action", "call")


class JsonLines(logging.Formatter):
    """One line per record. Of an exception only the type and the place: its text and locals may hold a message."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": "actions",
            "logger": record.name,
            "event": record.msg if record.name.startswith("bot.") else record.name,
            **{field: getattr(record, field) for field in _FIELDS if hasattr(record, field)},
        }
        if record.exc_info and record.exc_info[0] is not None:
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            code = trace.tb_frame.f_code if trace else None
            line["error"] = record.exc_info[0].__name__
            line["at"] = f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if code and trace else ""
        return json.dumps(line, ensure_ascii=False)


def configure() -> None:
    """From now on every record of this process is such a line; libraries speak from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
