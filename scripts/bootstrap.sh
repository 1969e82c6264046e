#!/usr/bin/env bash
# Makes the two Python environments, each only when its locked requirements changed. Usage: bootstrap.sh [run|test]
#   .venv       Python >= 3.11: everything of ours
#   .venv-rasa  Python 3.10: the dialogue engine, whose pins nothing else could live with
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf 'Không cài đặt được: %s\n' "$*" >&2; exit 1; }

is_python() { "$1" -c "import sys; sys.exit(not ($2))" 2>/dev/null; }

find_python() {
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    is_python "$candidate" "(3, 11) <= sys.version_info[:2] < (3, 14)" && { command -v "$candidate"; return; }
  done
  return 1
}

# uv skips the shims that pyenv puts on the PATH and would then download an interpreter, so name the real one where
# there is one; else hand uv the bare version, which it finds or fetches.
find_python310() {
  local candidate
  for candidate in "${RASA_PYTHON:-}" \
    "$(command -v pyenv >/dev/null 2>&1 && pyenv prefix 3.10 2>/dev/null || true)/bin/python" \
    "$(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python 2>/dev/null | sort -V | tail -1 || true)" \
    "$(command -v python3.10 2>/dev/null || true)"; do
    [ -n "$candidate" ] && is_python "$candidate" "sys.version_info[:2] == (3, 10)" && { echo "$candidate"; return; }
  done
  echo 3.10
}

# An own uv in .tools, of a known version, unless the machine has one. Without python3-venv, pip installs it there.
find_uv() {
  if command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then command -v uv; return; fi
  if [ ! -x .tools/bin/uv ]; then
    say "Cài uv vào .tools"
    { "$python" -m venv .tools && .tools/bin/python -m pip install --quiet 'uv>=0.8,<1'; } >&2 ||
      { rm -rf .tools; "$python" -m pip install --quiet --target .tools 'uv>=0.8,<1' >&2; } ||
      { command -v curl >/dev/null && curl -LsSf https://astral.sh/uv/install.sh |
        env UV_INSTALL_DIR="$PWD/.tools/bin" UV_NO_MODIFY_PATH=1 sh >&2; } ||
      fail "cần uv (docs.astral.sh/uv); hãy cài uv hoặc gói python3-venv rồi chạy lại"
  fi
  echo "$PWD/.tools/bin/uv"
}

# $1 folder, $2 interpreter, $3 requirements. The stamp holds what was installed, so a second start does nothing.
environment() {
  local stamp="$1/.installed" wanted
  wanted=$(cat "$3" pyproject.toml | cksum)
  if [ -x "$1/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  say "Cài $1 từ $3"
  [ -x "$1/bin/python" ] || "$uv" venv --quiet --python "$2" "$1"
  "$uv" pip sync --quiet --python "$1/bin/python" --require-hashes "$3"
  if [ "$1" = .venv ]; then
    # Our own packages are used in place; a .pth line needs no build step and so no network.
    "$1/bin/python" - <<'EOF'
import pathlib, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "bhxh_assistant.pth").write_text(str(pathlib.Path.cwd()) + "\n")
script = pathlib.Path(sysconfig.get_path("scripts"), "bhxh")
script.write_text(f"#!{pathlib.Path(sysconfig.get_path('scripts')) / 'python'}\nfrom app.cli import main\n\nif __name__ == '__main__':  # the importer's process loads this again\n    main()\n")
script.chmod(0o755)
EOF
  fi
  echo "$wanted" >"$stamp"
}

python=$(find_python) || fail "cần Python 3.11, 3.12 hoặc 3.13 (đặt PYTHON=/đường/dẫn/python3.12 nếu đã có)"
uv=$(find_uv)
app=requirements/app.txt rasa=requirements/rasa.txt
# What tests need is a superset, and running must not take it away again.
if [ "$purpose" = test ] || [ -e .venv/.for-tests ]; then
  app=requirements/dev.txt rasa=requirements/rasa-dev.txt
fi
environment .venv "$python" "$app" &
first=$!
environment .venv-rasa "$(find_python310)" "$rasa"
wait "$first"
if [ "$purpose" = test ]; then touch .venv/.for-tests; fi
