#!/usr/bin/env bash
# Fills eng/feed with the native packages that a partial NuGet lacks, built from what Debian and npm ship.
# Where a plain restore already finds them it does nothing. Safe to run twice.
#   eng/feed.sh [--flavor Cpu|Gpu]
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=common.sh
source "$ROOT/eng/common.sh"

FLAVOR=Cpu
[ "${1:-}" = --flavor ] && FLAVOR=${2:?--flavor Cpu or Gpu}
case $FLAVOR in Cpu | Gpu) ;; *) fail "--flavor is Cpu or Gpu, not '$FLAVOR'" ;; esac

FEED=$ROOT/eng/feed
property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$ROOT/Directory.Packages.props"; }
LIBRDKAFKA=$(property LibrdkafkaVersion)
ONNXRUNTIME=$(property OnnxRuntimeVersion)

# origin NAME VERSION SHA-256: npm packages that carry the same upstream releases
KAFKA_JS=(@confluentinc/kafka-javascript 1.10.1 ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66)
ORT_UNITY=(com.github.asus4.onnxruntime 0.4.9 e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d)
ORT_NODE=(onnxruntime-node 1.29.0 cfdfb45ec4044b1fdca43e5d2e180fb6817e649ff8ad1e0dfc90e18e51b67037)
ORT_GPU=(com.github.asus4.onnxruntime.linux-x64-gpu 0.4.9 2b459e0c17f340c92970c10ed86de4f37a3009f93c14053e6ad4334cbb6be412)

have() { [ -f "$FEED/$1.$2.nupkg" ]; }
filled() {
  have librdkafka.redist "$LIBRDKAFKA" && have Microsoft.ML.OnnxRuntime.Managed "$ONNXRUNTIME" || return 1
  if [ "$FLAVOR" = Gpu ]; then have Microsoft.ML.OnnxRuntime.Gpu "$ONNXRUNTIME"; else have Microsoft.ML.OnnxRuntime "$ONNXRUNTIME"; fi
}

WORK=
cleanup() { if [ -n "$WORK" ]; then rm -rf "$WORK"; fi; }
trap cleanup EXIT

# fetch NAME VERSION SHA-256: prints the path of the verified archive in the cache
fetch() {
  local name=$1 version=$2 sum=$3 file
  file=$(cache_dir)/npm/$(printf '%s' "$name" | tr -d @ | tr / -)-$version.tgz
  if ! { [ -f "$file" ] && printf '%s  %s\n' "$sum" "$file" | sha256sum -c --quiet - >/dev/null 2>&1; }; then
    step "downloading $name@$version from npm"
    mkdir -p "$(dirname "$file")" "$WORK/npm"
    (cd "$WORK/npm" && npm pack --silent --ignore-scripts "$name@$version" >/dev/null 2>"$WORK/npm.log") \
      || { cat "$WORK/npm.log" >&2; fail "npm has no $name@$version; is the registry reachable? ('npm config get registry')"; }
    mv "$WORK/npm/$(basename "$file")" "$file"
    printf '%s  %s\n' "$sum" "$file" | sha256sum -c --quiet - >/dev/null 2>&1 || fail "$name@$version has another checksum than expected; not used ($file)"
  fi
  printf '%s\n' "$file"
}

# pack ID VERSION DEPENDENCY-XML: packs the tree in $WORK/ID into the feed
pack() {
  local id=$1 version=$2 dependencies=$3
  cat >"$WORK/$id.nuspec" <<XML
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
<id>$id</id><version>$version</version><authors>upstream</authors>
<description>$id $version, packed locally by eng/feed.sh from the upstream release.</description>
<dependencies><group targetFramework="netstandard2.1">$dependencies</group></dependencies>
</metadata><files><file src="$id/**" target="" /></files></package>
XML
  dotnet pack "$ROOT/eng/pack/native.csproj" -nologo -v quiet -o "$WORK/out" --artifacts-path "$WORK/artifacts" \
    -p:NuspecFile="$WORK/$id.nuspec" -p:NuspecBasePath="$WORK" >"$WORK/pack.log" 2>&1 || { tail -20 "$WORK/pack.log" >&2; fail "packing $id failed"; }
  mv "$WORK/out/$id.$version.nupkg" "$FEED/"
}

build_librdkafka() {
  local archive=$1 root=$WORK/librdkafka
  need gcc gcc; need make make
  need_file /usr/include/openssl/ssl.h libssl-dev; need_file /usr/include/zlib.h zlib1g-dev
  need_file /usr/include/zstd.h libzstd-dev
  ls /usr/include/*/curl/curl.h >/dev/null 2>&1 || need_file /usr/include/curl/curl.h libcurl4-openssl-dev
  mkdir -p "$root" && tar xzf "$archive" -C "$root" --strip-components=3 package/deps/librdkafka
  step "building librdkafka $LIBRDKAFKA from source (about a minute)"
  (cd "$root" && ./configure --disable-debug-symbols --disable-gssapi && make -j"$(nproc)" -C src librdkafka.so.1) >"$WORK/librdkafka.log" 2>&1 \
    || { tail -20 "$WORK/librdkafka.log" >&2; fail "librdkafka did not build"; }
  local into=$WORK/librdkafka.redist/runtimes/linux-x64/native
  mkdir -p "$into" && cp -L "$root/src/librdkafka.so.1" "$into/librdkafka.so"
  cp "$root/LICENSES.txt" "$WORK/librdkafka.redist/LICENSES.txt"
}

build_managed() {
  mkdir -p "$WORK/managed" && cp "$ROOT/eng/pack/managed.csproj" "$WORK/managed/"
  step "compiling the managed part of ONNX Runtime $ONNXRUNTIME"
  dotnet build "$WORK/managed/managed.csproj" -nologo -v quiet -c Release -p:ManagedSource="$WORK/ort/Runtime" -o "$WORK/managed/out" \
    >"$WORK/managed.log" 2>&1 || { tail -20 "$WORK/managed.log" >&2; fail "ONNX Runtime's managed part did not compile"; }
  mkdir -p "$WORK/Microsoft.ML.OnnxRuntime.Managed/lib/netstandard2.1"
  cp "$WORK/managed/out/Microsoft.ML.OnnxRuntime.dll" "$WORK/Microsoft.ML.OnnxRuntime.Managed/lib/netstandard2.1/"
}

main() {
  filled && exit 0
  need_dotnet
  if dotnet restore "$ROOT/eng/probe/probe.csproj" -v quiet -p:LibrdkafkaVersion="$LIBRDKAFKA" -p:OnnxRuntimeVersion="$ONNXRUNTIME" \
    -p:OnnxRuntimeFlavor="$FLAVOR" >/dev/null 2>&1; then
    step "NuGet has all packages; eng/feed is not needed"
    exit 0
  fi
  [ "$(uname -sm)" = "Linux x86_64" ] || fail "NuGet lacks native packages, and eng/feed.sh can build them on Linux x64 only. Use a complete NuGet source."
  step "NuGet lacks native packages here; filling eng/feed from npm and Debian"
  need npm npm
  mkdir -p "$FEED" "$(cache_dir)"
  WORK=$(mktemp -d)
  local archive
  if ! have librdkafka.redist "$LIBRDKAFKA"; then
    archive=$(fetch "${KAFKA_JS[@]}")
    build_librdkafka "$archive"
    pack librdkafka.redist "$LIBRDKAFKA" ''
  fi
  archive=$(fetch "${ORT_UNITY[@]}")
  mkdir -p "$WORK/ort" && tar xzf "$archive" -C "$WORK/ort" --strip-components=1 package/Runtime package/Plugins/Linux
  if ! have Microsoft.ML.OnnxRuntime.Managed "$ONNXRUNTIME"; then
    build_managed
    pack Microsoft.ML.OnnxRuntime.Managed "$ONNXRUNTIME" '<dependency id="System.Memory" version="4.6.3" />'
  fi
  local managed="<dependency id=\"Microsoft.ML.OnnxRuntime.Managed\" version=\"[$ONNXRUNTIME]\" />" into
  if [ "$FLAVOR" = Cpu ]; then
    into=$WORK/Microsoft.ML.OnnxRuntime/runtimes/linux-x64/native; mkdir -p "$into"
    cp "$WORK/ort/Plugins/Linux/x64/libonnxruntime.so" "$into/"
    pack Microsoft.ML.OnnxRuntime "$ONNXRUNTIME" "$managed"
  else
    into=$WORK/Microsoft.ML.OnnxRuntime.Gpu/runtimes/linux-x64/native; mkdir -p "$into" "$WORK/node" "$WORK/gpu"
    archive=$(fetch "${ORT_NODE[@]}")
    tar xzf "$archive" -C "$WORK/node" --strip-components=1 package/bin/napi-v6/linux/x64
    cp -L "$WORK/node/bin/napi-v6/linux/x64/libonnxruntime.so.1" "$into/libonnxruntime.so"
    archive=$(fetch "${ORT_GPU[@]}")
    tar xzf "$archive" -C "$WORK/gpu"
    find "$WORK/gpu" -name 'libonnxruntime_providers_*.so' -exec cp {} "$into/" \;
    pack Microsoft.ML.OnnxRuntime.Gpu "$ONNXRUNTIME" "$managed"
  fi
  step "eng/feed is filled: $(cd "$FEED" && ls -- *.nupkg | tr '\n' ' ')"
}

# One filler at a time: two commands may start together on a fresh clone.
mkdir -p "$FEED"
exec 9>"$FEED/.lock"
need flock util-linux
flock 9
main
