# Shared by the scripts of this folder and by ./streamner and ./test. Everything talks on stderr.
step() { printf '%s\n' "streamner: $*" >&2; }
fail() { printf '%s\n' "streamner: $*" >&2; exit 1; }

cache_dir() { printf '%s\n' "${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/streamner"; }

# need COMMAND DEBIAN-PACKAGE...: installs the packages when the user is root on Debian, names them when not.
need() {
  local command=$1; shift
  command -v "$command" >/dev/null 2>&1 && return 0
  install_debian "$command" "$@"
  command -v "$command" >/dev/null 2>&1 || fail "'$command' is still missing after installing: $*"
}

# need_file PATH DEBIAN-PACKAGE...: the same for a header file.
need_file() {
  local path=$1; shift
  [ -e "$path" ] && return 0
  install_debian "$path" "$@"
}

install_debian() {
  local what=$1; shift
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    step "installing Debian packages: $* (for $what)"
    { apt-get install -y -qq --no-install-recommends "$@" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }; } >/dev/null 2>&1 \
      || fail "could not install: $*. Install them yourself and run this again."
  else
    fail "missing $what. Install it (Debian: apt-get install $*) and run this again."
  fi
}

need_dotnet() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  export HOME=${HOME:-/tmp}
  command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK is missing. Install .NET SDK 10.0 and put 'dotnet' on PATH."
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' || fail "the .NET SDK 10.0 is missing ('dotnet --list-sdks' shows none). Install it beside the others."
}
