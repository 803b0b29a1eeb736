#!/usr/bin/env bash
# Makes the NuGet packages of the library, with their symbols, in a folder.
#   eng/pack.sh FOLDER [--version V] [--tool] [--no-build] [-c Release|Debug]
# --tool also packs the program, for dotnet tool install. --no-build takes what is built already.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

FOLDER='' VERSION='' CONFIGURATION=Release BUILD=yes TOOL=no
while [ $# -gt 0 ]; do
  case $1 in
    --version) VERSION=${2:?--version needs a version}; shift ;;
    -c) CONFIGURATION=${2:?-c needs Release or Debug}; shift ;;
    --tool) TOOL=yes ;;
    --no-build) BUILD=no ;;
    -*) fail "eng/pack.sh has no $1" ;;
    *) FOLDER=$1 ;;
  esac
  shift
done
[ -n "$FOLDER" ] || fail "name the folder: eng/pack.sh FOLDER"
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
BUILT=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
VERSION=${VERSION:-$BUILT}

need_dotnet
if [ "$BUILD" = yes ]; then
  "$ROOT/eng/packages.sh" "$ROOT/src/StreamNer.Host/StreamNer.Host.csproj"
  dotnet build "$ROOT/src/StreamNer.Host/StreamNer.Host.csproj" -c "$CONFIGURATION" --no-restore -nologo -v quiet -p:UseSharedCompilation=false \
    -p:RunAnalyzers=false -p:ContinuousIntegrationBuild=true >&2
fi

# What a package asks for is read from the result of the restore. The build takes exact versions (docs/adr/0005); packages ask for at least these, and
# for each other in the version given here.
for project in StreamNer.Core StreamNer.Onnx StreamNer.Kafka StreamNer; do
  mkdir -p "$ROOT/src/$project/obj/pack"
  sed -E -e "s#\"(StreamNer[A-Za-z.]*)/${BUILT//./\\.}\"#\"\1/$VERSION\"#" -e 's#"\[([^],]+)(, \1)?\]"#"[\1, )"#' \
    "$ROOT/src/$project/obj/project.assets.json" >"$ROOT/src/$project/obj/pack/project.assets.json"
done
# The address of the sources is told where it is a public one.
published=false
case $(git -C "$ROOT" remote get-url origin 2>/dev/null || true) in https://*) published=true ;; esac
dotnet msbuild "$ROOT/eng/package/pack.proj" -nologo -v:quiet -p:Configuration="$CONFIGURATION" -p:PackageVersion="$VERSION" \
  -p:PackageOutputPath="$FOLDER/" -p:PublishRepositoryUrl="$published" >&2
if [ "$TOOL" = yes ]; then
  dotnet pack "$ROOT/src/StreamNer.Host/StreamNer.Host.csproj" -c "$CONFIGURATION" --no-build --no-restore -nologo -v quiet -p:PackTool=true \
    -p:PackageVersion="$VERSION" -o "$FOLDER" >&2
fi
step "packed $VERSION in $FOLDER: $(cd "$FOLDER" && echo *."$VERSION".nupkg)"
