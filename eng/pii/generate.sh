#!/usr/bin/env bash
# Regenerates the data tables of the PII detectors. Needs node and npm; the tables are committed, so a build does not need this.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=eng/data-packages.sh
source "$here/../data-packages.sh"
work="${1:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"
fetch_packages "$here/packages.json"
node "$here/generate.mjs" "$work"
