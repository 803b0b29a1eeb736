#!/usr/bin/env bash
# Makes a release in a folder: the program for linux-x64 as an archive, the NuGet packages of the library and of the tool, the bill of materials
# (CycloneDX), the licences, and SHA256SUMS over all of it.
#   eng/release.sh FOLDER [--no-build]
# --no-build takes what a Release build has left.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

FOLDER='' ARGUMENTS=()
while [ $# -gt 0 ]; do
  case $1 in
    --no-build) ARGUMENTS+=(--no-build) ;;
    -*) fail "eng/release.sh has no $1" ;;
    *) FOLDER=$1 ;;
  esac
  shift
done
[ -n "$FOLDER" ] || fail "name the folder: eng/release.sh FOLDER"
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
[ -z "$(ls -A "$FOLDER")" ] || fail "$FOLDER is not empty"
VERSION=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")
grep -qE "^## ${VERSION//./\\.}( |\$)" "$ROOT/CHANGELOG.md" || fail "CHANGELOG.md has no section for $VERSION"

WORK=$(mktemp -d)
trap 'chmod -R u+w "$WORK"; rm -rf "$WORK"' EXIT
NAME=streamner-$VERSION-linux-x64
"$ROOT/eng/publish.sh" "$WORK/$NAME" "${ARGUMENTS[@]}"
cp "$ROOT/LICENSE" "$ROOT/NOTICE" "$WORK/"
# The same sources make the same archive: names in order, no owner, the time of the commit.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git -C "$ROOT" log -1 --format=%ct)" -C "$WORK" -cf - "$NAME" LICENSE NOTICE | gzip -n >"$FOLDER/$NAME.tar.gz"
"$ROOT/eng/pack.sh" "$FOLDER" --tool "${ARGUMENTS[@]}"
"$ROOT/eng/sbom.sh" >"$FOLDER/streamner-$VERSION.cdx.json"
"$ROOT/eng/sbom.sh" --licences >"$FOLDER/streamner-$VERSION-licences.md"
(cd "$FOLDER" && sha256sum -- * >"$WORK/SHA256SUMS" && mv "$WORK/SHA256SUMS" .)
step "release $VERSION in $FOLDER: $(find "$FOLDER" -type f | wc -l) files; check them with sha256sum -c SHA256SUMS"
