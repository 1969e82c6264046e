#!/usr/bin/env bash
# Fetches the browser libraries of the staff consoles and compiles their style sheet. Only for who changes either: what it
# makes is committed (backend/static/vendor, backend/static/console/console.css), so running the product needs no Node.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --ignore-scripts govuk-frontend@6.6.0 sass@1 htmx.org@2.0.11 @fontsource-variable/inter@5
vendor=$root/backend/static/vendor
mkdir -p "$vendor/htmx" "$vendor/inter"
cp node_modules/htmx.org/dist/htmx.min.js "$vendor/htmx/"
cp node_modules/htmx.org/LICENSE "$vendor/htmx/LICENSE"
cp node_modules/@fontsource-variable/inter/files/inter-{vietnamese,latin}-wght-normal.woff2 "$vendor/inter/"
cp node_modules/@fontsource-variable/inter/LICENSE "$vendor/inter/OFL.txt"
node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules \
  "$root/backend/pages/styles/console.scss" "$root/backend/static/console/console.css"
