# shellcheck shell=bash
# Sourced by the scripts that make committed data out of npm packages; wants node, npm and openssl.

# fetch_packages FILE: unpacks the packages of FILE (name: {version, integrity}) into folders of their names, here; one of another checksum ends it.
fetch_packages() {
  local name version integrity file got
  node -e '
    const p = require(process.argv[1]);
    for (const [name, { version, integrity }] of Object.entries(p)) console.log(name, version, integrity);
  ' "$1" | while read -r name version integrity; do
    file="${name#@}-$version.tgz"; file="${file//\//-}"
    [ -f "$file" ] || npm pack --silent "$name@$version" >/dev/null
    got="sha512-$(openssl dgst -sha512 -binary "$file" | base64 -w0)"
    [ "$got" = "$integrity" ] || { echo "$file: checksum $got is not the pinned one" >&2; exit 1; }
    rm -rf "$name"; mkdir -p "$name"; tar -xzf "$file" -C "$name" --strip-components=1
  done
}
