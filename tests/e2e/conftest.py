"""A real Chromium for the browser tests: the system's (`CHROMIUM`, or on the PATH), never a downloaded one."""

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=20_000)
"""Milliseconds. What is waited for here depends on other processes, on machines that do other things, too."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        reason = "browser test: no Chromium here (install the package chromium, or set CHROMIUM to its path)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": executable}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": 360, "height": 640},
    }
