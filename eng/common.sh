# shellcheck shell=bash
# Shared by the scripts of this folder and by ./streamner and ./test. Wants ROOT. Everything talks on stderr.
: "${ROOT:?is set by who sources this}"
step() { printf '%s\n' "streamner: $*" >&2; }
fail() { printf '%s\n' "streamner: $*" >&2; exit 1; }

# need WHAT=PACKAGE...: commands, or files (a path, may be a pattern), and the Debian packages that bring them.
# Root on Debian gets what is missing installed; anyone else is told all of it at once.
need() {
  local pair missing=() packages=()
  for pair in "$@"; do
    if ! present "${pair%%=*}"; then missing+=("${pair%%=*}"); packages+=("${pair#*=}"); fi
  done
  [ ${#missing[@]} = 0 ] && return 0
  if ! { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }; then
    fail "missing: ${missing[*]}. Install it (Debian: apt-get install ${packages[*]}) and run this again."
  fi
  step "installing Debian packages: ${packages[*]}"
  install_debian "${packages[@]}" || fail "could not install: ${packages[*]}. Install them yourself and run this again."
  for pair in "$@"; do present "${pair%%=*}" || fail "${pair%%=*} is still missing after installing ${pair#*=}"; done
}

present() { case $1 in */*) compgen -G "$1" >/dev/null ;; *) command -v "$1" >/dev/null 2>&1 ;; esac; }

install_debian() {
  local apt=(apt-get -qq -o DPkg::Lock::Timeout=300) install=(install -y --no-install-recommends)
  export DEBIAN_FRONTEND=noninteractive
  { "${apt[@]}" "${install[@]}" "$@" || { "${apt[@]}" update && "${apt[@]}" "${install[@]}" "$@"; }; } >/dev/null 2>&1
}

# Quiet, in English (messages are read by eng/packages.sh), and without processes that outlive the command.
need_dotnet() {
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
  export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
  need_home
  command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK is missing. Install .NET SDK 10.0 and put 'dotnet' on PATH."
  dotnet --list-sdks 2>/dev/null | grep -q '^10\.' \
    || fail "the .NET SDK 10.0 is missing ('dotnet --list-sdks' shows none). Install it beside the others."
}

# .NET, NuGet and npm keep caches at home. Where that cannot be written, this clone has a home; the real one's packages and sources are read.
need_home() {
  local real=${HOME:-} home=$ROOT/artifacts/home
  if [ -n "$real" ] && [ -d "$real" ] && [ -w "$real" ]; then return 0; fi
  mkdir -p "$home/.nuget"
  if [ -d "$real/.nuget/packages" ]; then export NUGET_FALLBACK_PACKAGES=${NUGET_FALLBACK_PACKAGES:-$real/.nuget/packages}; fi
  if [ -d "$real/.nuget/NuGet" ]; then ln -sfn "$real/.nuget/NuGet" "$home/.nuget/NuGet"; fi
  export HOME=$home
}

# The programs that a build makes look for .NET in the system's usual places, not along PATH.
use_runtime() {
  local root
  if [ -n "${DOTNET_ROOT:-}" ] || ! command -v dotnet >/dev/null 2>&1; then return 0; fi
  root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if [ -d "$root/shared/Microsoft.NETCore.App" ]; then export DOTNET_ROOT=$root; fi
}
