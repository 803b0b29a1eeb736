#!/usr/bin/env bash
# Regenerates the data tables of the PII detectors. Needs node and npm; the tables are committed, so a build does not need this.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="${1:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"
node -e '
  const p = require(process.argv[1]);
  for (const [name, { version, integrity }] of Object.entries(p)) console.log(name, version, integrity);
' "$here/packages.json" | while read -r name version integrity; do
  file="${name#@}-$version.tgz"; file="${file//\//-}"
  [ -f "$file" ] || npm pack --silent "$name@$version" >/dev/null
  got="sha512-$(openssl dgst -sha512 -binary "$file" | base64 -w0)"
  [ "$got" = "$integrity" ] || { echo "$file: checksum $got is not the pinned one" >&2; exit 1; }
  rm -rf "$name"; mkdir -p "$name"; tar -xzf "$file" -C "$name" --strip-components=1
done
node "$here/generate.mjs" "$work"
