#!/usr/bin/env bash
# Packs native packages into eng/feed, built from what Debian and npm ship, for package sources that lack them. Called by eng/packages.sh.
#   eng/feed.sh ID...     of librdkafka.redist, Microsoft.ML.OnnxRuntime, Microsoft.ML.OnnxRuntime.Managed, Microsoft.ML.OnnxRuntime.Gpu
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
# shellcheck source=eng/common.sh
source "$ROOT/eng/common.sh"

FEED=$ROOT/eng/feed
pin() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$ROOT/eng/packages.feed.props"; }
LIBRDKAFKA=$(pin LibrdkafkaVersion)
ONNXRUNTIME=$(pin OnnxRuntimeVersion)

# NAME VERSION SHA-256: npm packages that carry the same upstream releases.
KAFKA_JS=(@confluentinc/kafka-javascript 1.10.1 ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66)
ORT_UNITY=(com.github.asus4.onnxruntime 0.4.9 e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d)
ORT_NODE=(onnxruntime-node 1.29.0 cfdfb45ec4044b1fdca43e5d2e180fb6817e649ff8ad1e0dfc90e18e51b67037)
ORT_GPU=(com.github.asus4.onnxruntime.linux-x64-gpu 0.4.9 2b459e0c17f340c92970c10ed86de4f37a3009f93c14053e6ad4334cbb6be412)

cache_dir() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/streamner"; }
cached() { printf '%s/npm/%s-%s.tgz\n' "$(cache_dir)" "$(tr -d @ <<<"$1" | tr / -)" "$2"; }
intact() { printf '%s  %s\n' "$2" "$1" | sha256sum -c --quiet - >/dev/null 2>&1; }

# fetch NAME VERSION SHA-256: prints the path of the verified archive in the cache.
fetch() {
  local name=$1 version=$2 sum=$3 file
  file=$(cached "$name" "$version")
  if ! intact "$file" "$sum"; then
    need npm=npm
    step "downloading $name@$version from npm"
    mkdir -p "$(dirname "$file")" "$WORK/npm"
    (cd "$WORK/npm" && npm pack --silent --ignore-scripts "$name@$version" >/dev/null 2>"$WORK/npm.log") \
      || { cat "$WORK/npm.log" >&2; fail "npm has no $name@$version; is the registry reachable? ('npm config get registry')"; }
    intact "$WORK/npm/$(basename "$file")" "$sum" || fail "$name@$version has another checksum than expected; not used"
    mv "$WORK/npm/$(basename "$file")" "$file"
  fi
  printf '%s\n' "$file"
}

# unpack NAME VERSION SHA-256 FOLDER PATH...: these paths of the archive, without its top folder.
unpack() {
  local archive into=$4
  archive=$(fetch "$1" "$2" "$3")
  mkdir -p "$into"
  tar xzf "$archive" -C "$into" --strip-components=1 "${@:5}"
}

# pack ID VERSION DEPENDENCY-XML: packs the tree in $WORK/ID into the feed.
pack() {
  local id=$1 version=$2 dependencies=$3
  cat >"$WORK/$id.nuspec" <<XML
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
<id>$id</id><version>$version</version><authors>upstream</authors>
<description>$id $version, packed locally by eng/feed.sh from the upstream release.</description>
<dependencies><group targetFramework="net10.0">$dependencies</group></dependencies>
</metadata><files><file src="$id/**" target="" /></files></package>
XML
  dotnet pack "$ROOT/eng/pack/native.csproj" -nologo -v quiet -o "$WORK/out" --artifacts-path "$WORK/artifacts" \
    -p:NuspecFile="$WORK/$id.nuspec" -p:NuspecBasePath="$WORK" >"$WORK/pack.log" 2>&1 || { tail -20 "$WORK/pack.log" >&2; fail "packing $id failed"; }
  mv "$WORK/out/$id.$version.nupkg" "$FEED/"
  step "packed $id $version into eng/feed"
}

# natives ID: the folder of a package for its libraries.
natives() { mkdir -p "$WORK/$1/runtimes/linux-x64/native"; printf '%s\n' "$WORK/$1/runtimes/linux-x64/native"; }

pack_librdkafka() {
  local root=$WORK/librdkafka/deps/librdkafka id=librdkafka.redist
  unpack "${KAFKA_JS[@]}" "$WORK/librdkafka" package/deps/librdkafka
  step "building librdkafka $LIBRDKAFKA from source (about a minute)"
  (cd "$root" && ./configure --disable-debug-symbols --disable-gssapi && make -j"$(nproc)" -C src librdkafka.so.1) >"$WORK/librdkafka.log" 2>&1 \
    || { tail -20 "$WORK/librdkafka.log" >&2; fail "librdkafka did not build"; }
  cp -L "$root/src/librdkafka.so.1" "$(natives $id)/librdkafka.so"
  cp "$root/LICENSES.txt" "$WORK/$id/"
  pack $id "$LIBRDKAFKA" ''
}

pack_managed() {
  local id=Microsoft.ML.OnnxRuntime.Managed
  unpack "${ORT_UNITY[@]}" "$WORK/ort-managed" package/Runtime
  mkdir -p "$WORK/managed" "$WORK/$id/lib/net10.0"
  cp "$ROOT/eng/pack/managed.csproj" "$WORK/managed/"
  step "compiling the managed part of ONNX Runtime $ONNXRUNTIME"
  dotnet build "$WORK/managed/managed.csproj" -nologo -v quiet -c Release -p:ManagedSource="$WORK/ort-managed/Runtime" -p:UseSharedCompilation=false \
    -o "$WORK/managed/out" >"$WORK/managed.log" 2>&1 || { tail -20 "$WORK/managed.log" >&2; fail "ONNX Runtime's managed part did not compile"; }
  cp "$WORK/managed/out/Microsoft.ML.OnnxRuntime.dll" "$WORK/$id/lib/net10.0/"
  pack $id "$ONNXRUNTIME" ''
}

needs_managed() { printf '<dependency id="Microsoft.ML.OnnxRuntime.Managed" version="[%s]" />' "$ONNXRUNTIME"; }

pack_cpu() {
  local id=Microsoft.ML.OnnxRuntime
  unpack "${ORT_UNITY[@]}" "$WORK/ort-cpu" package/Plugins/Linux
  cp "$WORK/ort-cpu/Plugins/Linux/x64/libonnxruntime.so" "$(natives $id)/"
  pack $id "$ONNXRUNTIME" "$(needs_managed)"
}

pack_gpu() {
  local id=Microsoft.ML.OnnxRuntime.Gpu
  unpack "${ORT_NODE[@]}" "$WORK/ort-node" package/bin/napi-v6/linux/x64
  cp -L "$WORK/ort-node/bin/napi-v6/linux/x64/libonnxruntime.so.1" "$(natives $id)/libonnxruntime.so"
  unpack "${ORT_GPU[@]}" "$WORK/ort-gpu"
  find "$WORK/ort-gpu" -name 'libonnxruntime_providers_*.so' -exec cp {} "$(natives $id)/" \;
  pack $id "$ONNXRUNTIME" "$(needs_managed)"
}

[ $# -gt 0 ] || fail "eng/feed.sh needs the ids of the packages to make"
need_dotnet
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$FEED"
case " $* " in
  *" librdkafka.redist "*)
    need gcc=gcc make=make /usr/include/openssl/ssl.h=libssl-dev /usr/include/zlib.h=zlib1g-dev /usr/include/zstd.h=libzstd-dev \
      "/usr/include/*/curl/curl.h=libcurl4-openssl-dev" ;;
esac
for id in "$@"; do
  case $id in
    librdkafka.redist) pack_librdkafka ;;
    Microsoft.ML.OnnxRuntime.Managed) pack_managed ;;
    Microsoft.ML.OnnxRuntime) pack_cpu ;;
    Microsoft.ML.OnnxRuntime.Gpu) pack_gpu ;;
    *) fail "eng/feed.sh cannot make $id" ;;
  esac
done
