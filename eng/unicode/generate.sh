#!/usr/bin/env bash
# Rewrites src/StreamNer.Core/Text/UnicodeTables.cs from Debian's unicode-data (15.0.0). Run by hand when the rules change; the result is committed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../common.sh"
data=${UNICODE_DATA:-/usr/share/unicode}
need_dotnet
need_file "$data/UnicodeData.txt" unicode-data
target="$here/../../src/StreamNer.Core/Text/UnicodeTables.cs"
dotnet run "$here/Generate.cs" -- "$data" "$target"
step "wrote src/StreamNer.Core/Text/UnicodeTables.cs from $(head -n 1 "$data/DerivedAge.txt" | tr -d '# ')"
