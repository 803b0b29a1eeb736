#!/usr/bin/env bash
# Restores a project or solution with the official set of packages or, where the package sources lack native ones, with the feed's (docs/adr/0005).
# The restore that is tried is the restore that is built: same ids, flavour and exact versions. MSBuild reads the choice from eng/feed.
#   eng/packages.sh [PROJECT-OR-SOLUTION]
# In the environment OnnxRuntimeFlavor=Gpu takes CUDA, and PackageSet=official or feed settles the choice beforehand.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

TARGET=${1:-$ROOT/StreamNer.sln}
FLAVOR=${OnnxRuntimeFlavor:-Cpu}
FORCED=${PackageSet:-}
FEED=$ROOT/eng/feed
CHOICE=$FEED/choice.$FLAVOR.props
case $FLAVOR in Cpu | Gpu) ;; *) fail "OnnxRuntimeFlavor is Cpu or Gpu, not '$FLAVOR'" ;; esac
case $FORCED in '' | official | feed) ;; *) fail "PackageSet is official or feed, not '$FORCED'" ;; esac

restore() { (cd "$ROOT" && PackageSet=$1 OnnxRuntimeFlavor=$FLAVOR dotnet restore "$TARGET" -v quiet >"$WORK/restore.log" 2>&1); }

# What the last restore did not find, a package a line: ID, VERSION, NEAREST (the last two may be '-').
missing() {
  awk '
    function keep(id, version) { if (!(id in wanted)) { order[++n] = id; nearest[id] = "-" } wanted[id] = version; last = id }
    function word(pattern,   found) {
      found = match($0, pattern) ? substr($0, RSTART, RLENGTH) : ""
      sub(/^[^0-9]*/, "", found); sub(/[^0-9A-Za-z]+$/, "", found); return found
    }
    /NU110[123]: +Unable to find / {
      id = $0; sub(/.*Unable to find (a stable )?package /, "", id); sub(/ .*/, "", id); sub(/\.$/, "", id)
      version = word("version \\([^)]*"); keep(id, version == "" ? "-" : version)
    }
    /Nearest version: / { near = word("Nearest version: [^ ]+"); if (last != "") nearest[last] = near }
    /NU1603: / {
      id = $0; sub(/.* depends on /, "", id); sub(/ .*/, "", id); keep(id, word("\\([>=]+ [^),]+"))
      near = $0; sub(/ was resolved instead.*/, "", near); sub(/.* /, "", near); nearest[id] = near
    }
    /lists package .* download/ {
      id = $0; sub(/.*lists package \047/, "", id); sub(/\047.*/, "", id); match(id, /\.[0-9]+\.[0-9]/)
      keep(substr(id, 1, RSTART - 1), substr(id, RSTART + 1))
    }
    END { for (i = 1; i <= n; i++) print order[i], wanted[order[i]], nearest[order[i]] }' "$WORK/restore.log"
}

# For people: "ID VERSION" and, with -v, the nearest version.
named() { awk -v near="${2:-}" '{ print $1 ($2 == "-" ? "" : " " $2) (near == "-v" && $3 != "-" ? " (nearest: " $3 ")" : "") }' <<<"$1"; }
inline() { named "$1" | paste -sd, - | sed 's/,/, /g'; }

# Both sets have these, in versions of their own, but for the analyzer, which the feed's does without; eng/feed.sh makes all but the first two.
of_the_set() { grep -E '^(Confluent\.Kafka|Microsoft\.CodeAnalysis\.PublicApiAnalyzers|librdkafka\.redist|Microsoft\.ML\.OnnxRuntime(\.(Gpu|Managed))?) ' <<<"$1" || true; }
buildable() { of_the_set "$1" | grep -vE '^(Confluent\.Kafka|Microsoft\.CodeAnalysis\.PublicApiAnalyzers) ' || true; }
others() { grep -vxF -f <(printf '%s\n' "$2") <<<"$1" || true; }

# A restore that failed for anything but missing packages ends here, with its own words.
only_missing() {
  local message
  message=$(grep -m 1 -oE 'NU1301: .*' "$WORK/restore.log" | sed -E 's/^NU1301: +//; s/ \[[^]]*\]$//') || true
  if [ -n "$message" ]; then fail "a package source cannot be read: $message Check the network and 'dotnet nuget list source'."; fi
  if [ -n "$(missing)" ]; then return 0; fi
  grep -E 'error' "$WORK/restore.log" | sort -u | head -20 >&2 || tail -20 "$WORK/restore.log" >&2
  fail "restoring $(basename "$TARGET") failed"
}

refuse() {
  step "the package sources lack what this build needs:"
  named "$1" -v | sed 's/^/  /' >&2
  fail "${2:-}Add a source that has them ('dotnet nuget list source' shows yours)."
}

pin() { sed -n "s:.*<$2>\(.*\)</$2>.*:\1:p" "$ROOT/eng/packages.$1.props"; }
describe() {
  local onnx=OnnxRuntimeVersion
  if [ "$FLAVOR" = Gpu ]; then onnx=OnnxRuntimeGpuVersion; fi
  printf 'packages: the %s set (Confluent.Kafka %s, ONNX Runtime %s, %s)' "$1" "$(pin "$1" ConfluentKafkaVersion)" "$(pin "$1" $onnx)" "$FLAVOR"
}

# Pins, scripts and package sources: while they stay the same, so does the choice.
state() {
  (
    cd "$ROOT"
    cat Directory.Packages.props eng/packages.*.props eng/packages.sh eng/feed.sh nuget.config
    dotnet nuget list source
  ) 2>&1 | cksum | tr ' ' -
}

recorded() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$CHOICE" 2>/dev/null || true; }

record() {
  local set=$1 reason=$2
  step "$(describe "$set"): $reason"
  if [ -n "$FORCED" ]; then return 0; fi
  cat >"$WORK/choice" <<XML
<!-- Written by eng/packages.sh. Delete it to have the package sources asked again. -->
<Project>
  <PropertyGroup>
    <PackageSet>$set</PackageSet>
    <PackageSetReason>$(tr -d '<>&' <<<"$reason")</PackageSetReason>
    <PackageSetState>$STATE</PackageSetState>
  </PropertyGroup>
</Project>
XML
  # A newer file would have every project compiled again.
  cmp -s "$WORK/choice" "$CHOICE" || mv "$WORK/choice" "$CHOICE"
}

take_feed() {
  local reason=$1 lacking
  [ "$(uname -sm)" = "Linux x86_64" ] || fail "$reason, and eng/feed.sh builds native packages on Linux x64 only. Use a package source that has them."
  if ! restore feed; then
    only_missing
    lacking=$(missing)
    if [ -n "$(others "$lacking" "$(buildable "$lacking")")" ]; then refuse "$lacking" "These are the feed's versions ($reason). "; fi
    step "$reason; building in eng/feed: $(inline "$lacking")"
    # shellcheck disable=SC2046 # one id a word
    "$ROOT/eng/feed.sh" $(awk '{ print $1 }' <<<"$lacking")
    restore feed || { only_missing; refuse "$(missing)"; }
  fi
  record feed "$reason"
}

main() {
  local lacking
  STATE=$(state)
  if [ "$FORCED" = feed ]; then take_feed "PackageSet asks for it"; return; fi
  if [ -z "$FORCED" ] && [ "$(recorded PackageSetState)" = "$STATE" ] && [ "$(recorded PackageSet)" = feed ] && restore feed; then
    step "$(describe feed): $(recorded PackageSetReason)"
    return
  fi
  if restore official; then record official "the package sources have all of it"; return; fi
  only_missing
  lacking=$(missing)
  if [ -n "$FORCED" ] || [ -n "$(others "$lacking" "$(of_the_set "$lacking")")" ]; then refuse "$lacking"; fi
  take_feed "the package sources lack $(inline "$lacking")"
}

need_dotnet
need flock=util-linux
# One at a time: two commands may start together on a fresh clone.
mkdir -p "$FEED"
exec 9>"$FEED/.lock"
flock 9
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
main
