# shellcheck shell=bash
# Sourced by ./streamner and ./test: builds when a source has changed since the last build, one builder at a time.
# Wants ROOT and eng/common.sh. Everything talks on stderr.
BIN=bin/Release/net10.0
ARTIFACTS=$ROOT/artifacts
# Assemblies that were compiled without analyzers; ./test compiles them again.
UNCHECKED=$ARTIFACTS/unchecked
PRODUCT=("$ROOT"/{src,proto,models,global.json,nuget.config,Directory.Build.props,Directory.Packages.props}
  "$ROOT"/eng/{packages.official.props,packages.feed.props,packages.sh,feed.sh,pack,package})
EVERYTHING=("${PRODUCT[@]}" "$ROOT"/{tests,bench,StreamNer.sln,.editorconfig,eng/BannedSymbols.txt})

# build product: the program alone, without analyzers, which double the time.  build everything: the solution, with them.
build() {
  local what=$1
  refuse_musl
  fresh "$what" && return 0
  mkdir -p "$ARTIFACTS"
  need flock=util-linux
  (
    flock -n 9 || { step "waiting for another build of this folder"; flock 9; }
    fresh "$what" && exit 0
    need_dotnet
    # No descendant of the build may keep the lock, nor outlive it.
    "build_$what" 9>&- || exit 1
  ) 9>"$ARTIFACTS/.lock"
}

refuse_musl() {
  if present '/lib/ld-musl-*' && ! present '/lib*/ld-linux*'; then
    fail "this system runs on musl, for which ONNX Runtime has no build. Use a system with glibc, such as Debian (Alpine has musl)."
  fi
}

# Names, sizes and times of all sources, with what the environment chooses.
fingerprint() {
  {
    printf '%s\n' "${OnnxRuntimeFlavor:-}" "${PackageSet:-}"
    find "$@" \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort
  } | cksum
}
sources() { if [ "$1" = product ]; then fingerprint "${PRODUCT[@]}"; else fingerprint "${EVERYTHING[@]}"; fi; }
stamp() { printf '%s/%s.stamp\n' "$ARTIFACTS" "$1"; }
fresh() { [ -x "$ROOT/src/StreamNer.Host/$BIN/streamner" ] && [ -f "$(stamp "$1")" ] && [ "$(cat "$(stamp "$1")")" = "$(sources "$1")" ]; }

build_product() {
  local now begun=$ARTIFACTS/begun
  now=$(sources product)
  touch "$begun"
  compile "$ROOT/src/StreamNer.Host/StreamNer.Host.csproj" -p:RunAnalyzers=false || return 1
  find "$ROOT"/src -path '*/obj/Release/net10.0/*.dll' -newer "$begun" >>"$UNCHECKED"
  printf '%s\n' "$now" >"$(stamp product)"
}

build_everything() {
  local now product
  now=$(sources everything) product=$(sources product)
  if [ -f "$UNCHECKED" ]; then xargs -r -d '\n' rm -f <"$UNCHECKED"; fi
  compile "$ROOT/StreamNer.sln" || return 1
  rm -f "$UNCHECKED"
  printf '%s\n' "$product" >"$(stamp product)"
  printf '%s\n' "$now" >"$(stamp everything)"
}

compile() {
  local target=$1 log code=0
  "$ROOT/eng/packages.sh" "$target" || return 1
  step "building $(basename "$target") (a minute or two the first time)"
  log=$(mktemp)
  dotnet build "$target" -c Release --no-restore -nologo -v quiet -p:UseSharedCompilation=false "${@:2}" >"$log" 2>&1 || code=$?
  if [ "$code" != 0 ]; then
    grep -E 'error|warning' "$log" | sort -u | head -40 >&2 || tail -40 "$log" >&2
    step "the build failed"
  fi
  rm -f "$log"
  return "$code"
}
