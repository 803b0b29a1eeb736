#!/usr/bin/env bash
# What the program is made of, from the packages that its last restore took.
#   eng/sbom.sh              a CycloneDX 1.5 document on standard output
#   eng/sbom.sh --licences   a table of packages and licences instead; exit code 1 where a package names none
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

ASSETS=$ROOT/src/StreamNer.Host/obj/project.assets.json
need jq=jq
[ -f "$ASSETS" ] || fail "nothing is restored yet: run eng/packages.sh first"
VERSION=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$ROOT/Directory.Build.props")

# ID VERSION SHA512-AS-BASE64 FOLDER, a package a line. Analyzers and code generators are left out: they build the program and are not in it.
packages() {
  jq -r '
    .targets[] | to_entries[]
    | select(.value.type == "package" and ((.value.runtime // {}) + (.value.native // {}) + (.value.runtimeTargets // {}) | length > 0))
    | .key' "$ASSETS" | sort -u | while IFS=/ read -r id version; do
    jq -r --arg key "$id/$version" '[.libraries[$key].sha512, .libraries[$key].path] | @tsv' "$ASSETS" | sed "s|^|$id\t$version\t|"
  done
}

folder_of() {
  local folder
  while IFS= read -r folder; do
    if [ -d "$folder$1" ]; then printf '%s%s\n' "$folder" "$1"; return; fi
  done < <(jq -r '.packageFolders | keys[]' "$ASSETS")
}

# An SPDX expression, else the address of the text, else nothing.
licence_of() {
  local nuspec text
  nuspec=$(find "$1" -maxdepth 1 -name '*.nuspec' | head -1)
  text=$(tr -d '\r\n' <"$nuspec")
  sed -nE 's:.*<license type="expression">([^<]+)</license>.*:\1:p' <<<"$text" | grep . && return
  # A file of the package: known texts are named, as their first lines have them.
  local file
  file=$(sed -nE 's:.*<license type="file">([^<]+)</license>.*:\1:p' <<<"$text" | sed 's:[\]:/:g')
  if [ -n "$file" ] && [ -f "$1/$file" ]; then
    if grep -qi 'MIT License' "$1/$file"; then echo MIT; return; fi
    if grep -qi 'Apache License' "$1/$file"; then echo Apache-2.0; return; fi
    if grep -qi 'Redistribution and use in source and binary forms' "$1/$file"; then echo BSD-2-Clause; return; fi
  fi
  sed -nE 's:.*<licenseUrl>([^<]+)</licenseUrl>.*:\1:p' <<<"$text"
}

licences() {
  local id version path licence code=0
  printf '| package | version | licence |\n|---|---|---|\n'
  while IFS=$'\t' read -r id version _ path; do
    licence=$(licence_of "$(folder_of "$path")")
    if [ -z "$licence" ]; then code=1; licence='**none named**'; fi
    printf '| %s | %s | %s |\n' "$id" "$version" "$licence"
  done < <(packages)
  return "$code"
}

sbom() {
  local id version sum path licence
  while IFS=$'\t' read -r id version sum path; do
    licence=$(licence_of "$(folder_of "$path")")
    sum=$(base64 -d <<<"$sum" | od -An -v -tx1 | tr -d ' \n')
    jq -n --arg id "$id" --arg version "$version" --arg sum "$sum" --arg licence "$licence" '{
      type: "library", "bom-ref": "pkg:nuget/\($id)@\($version)", name: $id, version: $version, purl: "pkg:nuget/\($id)@\($version)",
      hashes: [{alg: "SHA-512", content: $sum}],
      licenses: (if $licence == "" then [] elif ($licence | test("://")) then [{license: {name: "see url", url: $licence}}]
        else [{expression: $licence}] end)}'
  done < <(packages) | jq -s --arg version "$VERSION" '{
    bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
    metadata: {component: {
      type: "application", "bom-ref": "streamner", name: "streamner", version: $version, licenses: [{license: {id: "Apache-2.0"}}]}},
    components: ., dependencies: [{ref: "streamner", dependsOn: [.[]."bom-ref"]}]}'
}

case ${1:-} in '') sbom ;; --licences) licences ;; *) fail "eng/sbom.sh has no $1" ;; esac
