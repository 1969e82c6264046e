"""The published API is what is served: schemathesis finds no 5xx and no undocumented answer."""

import subprocess
import sys
from collections.abc import Callable

import httpx
from a2wsgi import WSGIMiddleware
from flask import Flask

from tests.support.serving import serving

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
)


def test_the_api_is_what_it_says(make_app: Callable[..., Flask]) -> None:
    with serving(WSGIMiddleware(make_app())) as url:  # type: ignore[arg-type]
        paths = httpx.get(f"{url}/api/openapi.json", trust_env=False).json()["paths"]
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/api/openapi.json", "--max-examples=25"]
        options = [f"--checks={','.join(CHECKS)}", "--seed=1", "--no-color", "--suppress-health-check=all"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(paths)} selected" in done.stdout, done.stdout[-2000:]
