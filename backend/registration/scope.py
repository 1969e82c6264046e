"""Which dossiers a member of staff may see and handle."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """``agency``: a district's agency (five digits, its own dossiers), a province's (three, its districts' too), None: all."""

    agency: str | None

    @property
    def province(self) -> str | None:
        """The three digits of the province when the scope is a whole one, else None."""
        return self.agency if self.agency is not None and len(self.agency) == 3 else None

    def covers(self, agency_code: str) -> bool:
        """Whether the dossiers of an agency belong to it."""
        if self.agency is None:
            return True
        return agency_code[:3] == self.agency if self.province else agency_code == self.agency
