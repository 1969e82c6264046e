"""All tables of the backend in one metadata: what migrations are compared with.

A capability keeps its tables in `backend/<capability>/models.py`; every such module is loaded here.
"""

from importlib import import_module
from pathlib import Path

from backend.database import Base

for module in sorted(Path(__file__).parent.glob("*/models.py")):
    import_module(f"backend.{module.parent.name}.models")

metadata = Base.metadata
