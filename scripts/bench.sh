#!/usr/bin/env bash
# Measures the release beside its peers in one Chromium and prints the ratios (benches/README.md).
# BENCH_QUICK=1 tries it with small sizes in a few minutes; RECORD=1 writes the ratios down.
. "$(dirname "$0")/common.sh"

dist=$TARGET_DIR/blip
site=$TARGET_DIR/bench-site
venv=$TARGET_DIR/bench-python

# The native peers of some rows; without them those rows are skipped.
python_peers() {
    [ -n "${PYTHON:-}" ] && return
    if [ ! -x "$venv/bin/python" ]; then
        have python3 && python3 -m venv "$venv" || return 0
    fi
    "$venv/bin/python" -c "import pyarrow, pyod, drain3" 2>/dev/null ||
        "$venv/bin/pip" install --quiet "pandas==3.1.1" "pyarrow==26.0.1" "scikit-learn==1.9.1" "pyod==3.6.7" "drain3==0.9.11" ||
        say "the native peers in Python could not be installed"
    export PYTHON="$venv/bin/python"
}

scripts/setup.sh build
have chromium || scripts/setup.sh servers
npm --prefix benches ci --loglevel=error
python_peers
scripts/build.sh /blip/ "$dist"

say "building the bench page's programs and the native peers"
# As the release: what it compiled is used again.
release_flags
cargo build --locked --quiet --profile page --target "$WASM_TARGET" --example bench_page
cargo build --locked --quiet --release --example bench_native --example detect_speed --example generate_log
cargo build --locked --quiet --release --target "$WASM_TARGET" --example detect_speed --example log_bench --example store_bench
mkdir -p "$TARGET_DIR/bench-data"
rm -rf "$site"
mkdir -p "$site"
# With the flags of the page's own program, or of its worker's.
program() {
    local name=$1 profile=$2 bin=$3 level=$4 flags
    flags=$(awk -F '"' -v bin="$bin" '
        /data-bin=/ { own = $2 == bin }
        own && /data-wasm-opt-params/ { print $2; exit }' index.html)
    wasm-bindgen --target web --no-typescript --out-dir "$site/program" \
        "$TARGET_DIR/$WASM_TARGET/$profile/examples/$name.wasm"
    wasm-opt "-O$level" $flags "$site/program/${name}_bg.wasm" -o "$site/program/${name}_bg.wasm"
}
program bench_page page app s
program detect_speed release worker 3
program log_bench release worker 3
program store_bench release worker 3

# The release as it is, and beside it what only the benches need.
ln -s "$(realpath "$dist")"/* "$site/"
ln -s "$PWD/benches" "$site/bench"
ln -s "$PWD/benches/node_modules" "$site/peers"
ln -s "$(realpath "$TARGET_DIR/bench-data")" "$site/data"
node benches/run.mjs "$site" "$TARGET_DIR/bench-data" \
    "$TARGET_DIR/release/examples" ${RECORD:+--record}
