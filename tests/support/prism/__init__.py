"""Prism plays Twilio's API: it holds each request against Twilio's own OpenAPI document, and answers with that document's example.

twilio.json is the part of twilio_api_v2010.json (https://github.com/twilio/twilio-oai, see LICENSE.twilio-oai) that sends a message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.npm import installed

_FILES = ("package.json", "package-lock.json", ".npmrc", "twilio.json")
_PROGRAM = "node_modules/@stoplight/prism-cli/dist/index.js"

SID = "SM" + "a" * 32
"""The number that every message gets."""


@contextlib.asynccontextmanager
async def prism() -> AsyncIterator[str]:
    """Its address, such as http://127.0.0.1:40123."""
    folder = await asyncio.to_thread(installed, Path(__file__).parent, _FILES)
    process = await asyncio.create_subprocess_exec(
        "node",
        _PROGRAM,
        "mock",
        "twilio.json",
        "-h",
        "127.0.0.1",
        "-p",
        "0",
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield await _address(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            _, found, address = line.partition("listening on ")
            if found:
                return address.split()[0]
    raise AssertionError("prism did not start")
