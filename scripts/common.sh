# What all scripts share: the project's root, the tools' versions, and how to speak.
# Sourced by bash scripts, never run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Tools of the project win over tools of the machine; /usr/sbin holds nginx.
export PATH="$PWD/.tools/bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH:/usr/sbin"
export TRUNK_SKIP_VERSION_CHECK=true

TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132.0.0
GECKODRIVER_VERSION=0.37.1
NODE_MAJOR=20
WASM_TARGET=wasm32-unknown-unknown
TARGET_DIR=${CARGO_TARGET_DIR:-target}

# The command-line tool must be exactly as old as the library it reads.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3 }' Cargo.lock)

say() { printf '%s\n' "== $*"; }
die() { printf '%s\n' "!! $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# What is built for the browser from here on is built as the release. It shall not name the folders of
# the machine that built it. This variable replaces the flags of .cargo/config.toml, so they stand here
# as well.
release_flags() {
    local crates flags="-C target-feature=+simd128 --cfg erase_components --remap-path-prefix=$PWD=blip"
    for crates in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
        flags="$flags --remap-path-prefix=${crates%/}=crates"
    done
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags
}
