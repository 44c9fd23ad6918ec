#!/usr/bin/env bash
# Prints the benches: the core natively (benches/*.rs), the page in Chromium (tests/e2e/*.bench.mjs).
. "$(dirname "$0")/common.sh"
shopt -s nullglob

native=(benches/*.rs)
browser=(tests/e2e/*.bench.mjs)
[ ${#native[@]} -gt 0 ] || [ ${#browser[@]} -gt 0 ] || say "no benches yet"

scripts/setup.sh build
for bench in ${native[@]+"${native[@]}"}; do
    name=$(basename "$bench" .rs)
    say "$name, native"
    cargo bench --locked --quiet --bench "$name"
done

[ ${#browser[@]} -gt 0 ] || exit 0
scripts/setup.sh servers
scripts/build.sh /blip/ "$TARGET_DIR/blip"
for bench in "${browser[@]}"; do
    say "$(basename "$bench" .bench.mjs), in the browser"
    BLIP_DIST=$TARGET_DIR/blip node "$bench"
done
