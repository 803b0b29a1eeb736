#!/usr/bin/env bash
# Rewrites src/StreamNer.Core/Text/UnicodeTables.cs from Debian's unicode-data (15.0.0). Run by hand when the rules change; the result is committed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$here/../.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"
data=${UNICODE_DATA:-/usr/share/unicode}
need_dotnet
need "$data/UnicodeData.txt=unicode-data"
target="$ROOT/src/StreamNer.Core/Text/UnicodeTables.cs"
dotnet run "$here/Generate.cs" -- "$data" "$target"
step "wrote src/StreamNer.Core/Text/UnicodeTables.cs from $(head -n 1 "$data/DerivedAge.txt" | tr -d '# ')"
