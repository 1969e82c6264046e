"""Run every measurement, one after another."""

import subprocess
import sys

MODULES = (
    "demo_data",
    "directory_search",
    "officer_search",
    "sms_import",
    "sms_otp",
    "sms_campaign",
    "smpp_session",
    "smpp_campaign",
    "sms_api",
    "memory",
    "chat",
    "channels",
    "flood",
    "hotline",
    "startup",
)

for module in MODULES:
    print(f"\n== python -m bench.{module}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{module}"], check=True)
