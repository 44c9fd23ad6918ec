#!/usr/bin/env bash
# Builds the release into a folder, for the address under which it will be served.
#   scripts/build.sh [PUBLIC_URL] [FOLDER]
# Builds nothing if no input changed since the last time.
. "$(dirname "$0")/common.sh"

url=${1:-./}
dist=${2:-dist}
stamp=$TARGET_DIR/built/${dist//\//-}

inputs="$url $(find src assets style scripts/build.sh scripts/imports.mjs .cargo index.html build.rs Trunk.toml Cargo.toml Cargo.lock \
    rust-toolchain.toml scripts/common.sh -type f -print0 | sort -z | xargs -0 cksum | cksum)"
if [ -f "$dist/index.html" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$inputs" ]; then
    say "$dist is up to date for $url"
    exit
fi

say "building the release for $url into $dist"
mkdir -p "$(dirname "$dist")" "$(dirname "$stamp")"
rm -f "$stamp"
release_flags
# Trunk refuses to run under the customary NO_COLOR=1.
env -u NO_COLOR trunk --color never build --release --locked --public-url "$url" --dist "$dist"
printf '%s' "$inputs" >"$stamp"
