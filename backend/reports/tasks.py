"""The monthly report."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.reports import monthly
from kit.logs import get_logger
from sms_gateway.client import GatewayUnavailable
from sms_gateway.client.desk import Desk

log = get_logger(__name__)


@periodic("reports.monthly", every=timedelta(hours=1))
def make_monthly(database: Database, config: BackendConfig) -> None:
    """Looked for every hour; made once a month. While the SMS gateway, whose figures stand in it, is away, it waits for the next hour."""
    desk = Desk(config.sms_url + "/sms/v1", config.sms_console_key)
    try:
        monthly.make_due(database, desk)
    except GatewayUnavailable:
        log.warning("monthly_report_waits_for_gateway")
    finally:
        desk.close()
