#!/usr/bin/env bash
# Locks requirements/*.in with hashes and without any index address (which uv.lock would carry).
set -euo pipefail
cd "$(dirname "$0")/../requirements"
uv=$(command -v uv || echo ../.tools/bin/uv)
lock() {
  local version=$1 name=$2
  shift 2
  "$uv" pip compile --quiet --universal --python-version "$version" --generate-hashes --no-emit-index-url \
    --no-header --no-annotate "$@" "$name.in" -o "$name.txt"
}
lock 3.11 app
lock 3.11 dev -c app.txt
lock 3.10 rasa
lock 3.10 rasa-dev -c rasa.txt
if grep -nE '(index-url|://[^ ]*simple)' ./*.txt; then echo "a lock names an index" >&2; exit 1; fi
