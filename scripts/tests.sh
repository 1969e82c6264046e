#!/usr/bin/env bash
# Every test; the files of the few that failed are then run a second time, one after another with nothing beside them.
# Hundreds of tests wait for other processes (browsers, the engine, servers that are killed), and on a busy machine of two cores now and then
# one runs out of its time. A fault fails both times; both outcomes stay in the output; many failures are never chance and get no second run.
set -uo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m pytest --cache-clear "$@"
code=$?
[ "$code" -eq 1 ] || exit "$code"
files=$(.venv/bin/python - <<'PY'
import json
from pathlib import Path

failed = json.loads(Path(".pytest_cache/v/cache/lastfailed").read_text("utf-8"))
print(*sorted({test.partition("::")[0] for test in failed}), sep="\n")
PY
)
[ "$(wc -l <<<"$files")" -le 5 ] || exit 1
echo
echo "==> A second time, alone: ${files//$'\n'/ }"
# shellcheck disable=SC2086
exec .venv/bin/python -m pytest $files
