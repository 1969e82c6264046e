#!/usr/bin/env bash
# Debian packages that tests use as real peers. Installs what is missing where it may (root, or sudo without a password);
# elsewhere the tests concerned are skipped by name with the reason. CI must not skip.
set -euo pipefail
missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need chromium chromium
need pdftotext poppler-utils
need node nodejs
need npm npm
need redis-server redis-server
[ -x /usr/sbin/bearerbox ] || missing+=(kannel)
[ -x /usr/lib/kannel/test/drive_smpp ] || missing+=(kannel-extras)
command -v cc >/dev/null 2>&1 || missing+=(gcc libc6-dev)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing+=(postgresql)
ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf >/dev/null 2>&1 || missing+=(fonts-noto-core)
ldconfig -p 2>/dev/null | grep -q libpango-1.0 || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
ldconfig -p 2>/dev/null | grep -q libmagic.so || missing+=(libmagic1)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Thiếu ${missing[*]}: các bài kiểm thử liên quan sẽ được bỏ qua." >&2
  exit 0
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Thiếu ${missing[*]} và không có quyền cài: các bài kiểm thử liên quan sẽ được bỏ qua." >&2
    exit 0
  fi
  run=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
echo "==> apt-get install ${missing[*]}" >&2
"${run[@]}" apt-get update -qq >&2
# The test cluster is private: keep Debian from starting one of its own.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  "${run[@]}" mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" | "${run[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
"${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
