#!/usr/bin/env bash
# Measures the release beside its peers in one Chromium and prints the ratios (benches/README.md).
# BENCH_QUICK=1 tries it with small sizes in a few minutes; RECORD=1 writes the ratios down.
. "$(dirname "$0")/common.sh"

dist=$TARGET_DIR/blip
site=$TARGET_DIR/bench-site
venv=$TARGET_DIR/bench-python

# The native peers of some rows; without them those rows are skipped.
pandas() {
    [ -n "${PYTHON:-}" ] && return
    if [ ! -x "$venv/bin/python" ]; then
        have python3 && python3 -m venv "$venv" || return 0
        "$venv/bin/pip" install --quiet "pandas==3.1.1" "pyarrow==26.0.1" ||
            say "pandas could not be installed"
    fi
    export PYTHON="$venv/bin/python"
}

scripts/setup.sh build
have chromium || scripts/setup.sh servers
npm --prefix benches ci --loglevel=error
pandas
scripts/build.sh /blip/ "$dist"

say "building the bench page's program and the native peers"
cargo build --locked --quiet --profile page --target "$WASM_TARGET" --example bench_page
cargo build --locked --quiet --release --example bench_native
mkdir -p "$TARGET_DIR/bench-data"
rm -rf "$site"
mkdir -p "$site"
wasm-bindgen --target web --no-typescript --out-dir "$site/program" \
    "$TARGET_DIR/$WASM_TARGET/page/examples/bench_page.wasm"
# With the page's own flags.
flags=$(awk -F '"' '/data-wasm-opt-params/ { print $2; exit }' index.html)
wasm-opt -Os $flags "$site/program/bench_page_bg.wasm" -o "$site/program/bench_page_bg.wasm"

# The release as it is, and beside it what only the benches need.
ln -s "$(realpath "$dist")"/* "$site/"
ln -s "$PWD/benches" "$site/bench"
ln -s "$PWD/benches/node_modules" "$site/peers"
ln -s "$(realpath "$TARGET_DIR/bench-data")" "$site/data"
node benches/run.mjs "$site" "$TARGET_DIR/bench-data" \
    "$TARGET_DIR/release/examples/bench_native" ${RECORD:+--record}
