"""SMS: what phones send to our numbers comes from the gateway's callbacks, answers go back through its client."""

from typing import Final

PATH: Final = "/kenh/sms"
"""Where the gateway tells what phones have sent."""
