"""What must hold for files that people open in a spreadsheet."""

from typing import Final

# A cell that begins so is run as a formula when the file is opened.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def harmless_cell(cell: str) -> str:
    """The text of a cell, an apostrophe in front when a spreadsheet would run it as a formula."""
    return "'" + cell if cell.lstrip(" ").startswith(_FORMULA) else cell
