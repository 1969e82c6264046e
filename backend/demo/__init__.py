"""Demo data: six people with histories (`seed`) and any number of made-up ones (`load`, `write_csv`). See data/README.md."""

from backend.demo.files import write_csv
from backend.demo.loading import load
from backend.demo.seeding import NotInProduction, seed

__all__ = ["NotInProduction", "load", "seed", "write_csv"]
