# Sourced by ./streamner and ./test: builds when a source has changed since the last build, one builder at a time.
# Wants ROOT and eng/common.sh. Everything talks on stderr.
# Unset: Directory.Packages.props decides.
FLAVOR=${OnnxRuntimeFlavor:-}
CONFIGURATION=Release

# fingerprint PATH...: names, sizes and times of all source files there.
fingerprint() { find "$@" \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | cksum; }

# build NAME TARGET PATH...: builds the project or solution TARGET unless nothing below the PATHs has changed. NAME tells the stamps apart.
build() {
  local name=$1 target=$2; shift 2
  local stamp=$ROOT/artifacts/$name.${FLAVOR:-default}.stamp
  fresh "$stamp" "$@" && return 0
  mkdir -p "$ROOT/artifacts"
  need flock util-linux
  (
    flock -n 9 || { step "waiting for another build of this folder"; flock 9; }
    fresh "$stamp" "$@" && exit 0
    now=$(fingerprint "$@")
    # No descendant of the build may keep the lock, nor outlive it.
    build_now "$target" 9>&- || exit 1
    printf '%s\n' "$now" >"$stamp"
  ) 9>"$ROOT/artifacts/.lock"
}

fresh() { local stamp=$1; shift; [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$@")" ]; }

build_now() {
  local target=$1 log
  need_dotnet
  "$ROOT/eng/feed.sh" ${FLAVOR:+--flavor "$FLAVOR"} || return 1
  step "building $(basename "$target") ($CONFIGURATION; a minute or two the first time)"
  log=$(mktemp)
  if dotnet build "$target" -c "$CONFIGURATION" -nologo -v quiet -nodeReuse:false -p:UseSharedCompilation=false ${FLAVOR:+-p:OnnxRuntimeFlavor="$FLAVOR"} >"$log" 2>&1; then
    rm -f "$log"
  else
    grep -E 'error|warning' "$log" | sort -u | head -40 >&2 || tail -40 "$log" >&2
    rm -f "$log"
    step "the build failed"
    return 1
  fi
}
