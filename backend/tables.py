"""All tables of the backend in one metadata: what migrations are compared with.

A capability keeps its tables in `backend/<capability>/models.py`, a platform's channel in its own folder; every such module is
loaded here.
"""

from importlib import import_module
from pathlib import Path

from backend.database import Base

_here = Path(__file__).parent
for module in sorted([*_here.glob("*/models.py"), *_here.glob("channels/*/models.py")]):
    import_module(".".join(("backend", *module.relative_to(_here).with_suffix("").parts)))

metadata = Base.metadata


def is_model(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """For comparing migrations with the models: the search index of `backend.places` is another table on each database."""
    return not (kind == "table" and (name or "").startswith("directory_search"))
