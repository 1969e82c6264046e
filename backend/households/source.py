"""Which household register this product asks."""

from backend.config import BackendConfig
from backend.database import Database
from backend.households.http import HttpRegister
from backend.households.register import EmbeddedRegister, HouseholdRegister


def household_register(config: BackendConfig, database: Database) -> HouseholdRegister:
    """The one of another system where an address is set, else the embedded one."""
    if config.household_url is not None:
        return HttpRegister(config.household_url, config.household_token)
    return EmbeddedRegister(database)
