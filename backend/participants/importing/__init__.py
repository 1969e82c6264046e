"""`bhxh import participants FILE`: participants from a CSV file, row by row, safe to repeat."""

from backend.participants.importing.run import Report, import_file, import_participants
from backend.participants.importing.source import COLUMNS, REQUIRED, FileRefused, RowProblem

__all__ = ["COLUMNS", "REQUIRED", "FileRefused", "Report", "RowProblem", "import_file", "import_participants"]
