"""Any number of made-up participants, the same ones for the same seed, one by one (`stream`)."""

from backend.demo.generator.people import MOST, GeneratedPerson, GeneratedVisit, stream
from backend.demo.generator.society import AS_OF

__all__ = ["AS_OF", "MOST", "GeneratedPerson", "GeneratedVisit", "stream"]
