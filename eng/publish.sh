#!/usr/bin/env bash
# Puts the program, its model and all libraries into a folder: what a container image holds beside the .NET runtime.
#   eng/publish.sh FOLDER [--architecture x64|arm64] [--no-build] [-c Release|Debug]
# OnnxRuntimeFlavor=Gpu in the environment takes CUDA. --no-build takes what is built already.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

FOLDER='' ARCHITECTURE=x64 CONFIGURATION=Release BUILD=yes
while [ $# -gt 0 ]; do
  case $1 in
    --architecture) ARCHITECTURE=${2:?--architecture needs x64 or arm64}; shift ;;
    -c) CONFIGURATION=${2:?-c needs Release or Debug}; shift ;;
    --no-build) BUILD=no ;;
    -*) fail "eng/publish.sh has no $1" ;;
    *) FOLDER=$1 ;;
  esac
  shift
done
[ -n "$FOLDER" ] || fail "name the folder: eng/publish.sh FOLDER"
# An image builder calls x64 amd64.
case $ARCHITECTURE in amd64) ARCHITECTURE=x64 ;; x64 | arm64) ;; *) fail "--architecture is x64 or arm64, not '$ARCHITECTURE'" ;; esac
if [ -d "$FOLDER" ] && [ -n "$(ls -A "$FOLDER")" ]; then fail "$FOLDER is not empty"; fi

PROJECT=$ROOT/src/StreamNer.Host/StreamNer.Host.csproj
need_dotnet
if [ "$BUILD" = yes ]; then
  "$ROOT/eng/packages.sh" "$PROJECT"
  dotnet build "$PROJECT" -c "$CONFIGURATION" --no-restore -nologo -v quiet -p:UseSharedCompilation=false -p:RunAnalyzers=false >&2
fi
dotnet publish "$PROJECT" -c "$CONFIGURATION" --no-build -nologo -v quiet -p:DebugType=none -p:UseAppHost=false -o "$FOLDER" >&2

# NuGet brings the native libraries of every system; one is needed, for glibc.
find "$FOLDER/runtimes" -mindepth 1 -maxdepth 1 ! -name "linux-$ARCHITECTURE" ! -name linux ! -name unix -exec rm -r {} +
rm -rf "$FOLDER/librdkafka"
find "$FOLDER" \( -name '*.pdb' -o -name '*.xml' -o -name '*.lib' -o -name 'alpine-*' \) -delete
# Readable for whichever user the image runs as, and writable for none.
chmod -R a+rX,a-w "$FOLDER"
step "published for linux-$ARCHITECTURE: $(du -sm --apparent-size "$FOLDER" | cut -f1) MB in $FOLDER"
