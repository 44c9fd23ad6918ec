#!/usr/bin/env bash
# Every suite, native and in the browser. A failing step does not stop the ones that can still
# run. The last line is "N passed, N failed": tests of cargo and node, plus one for each check.
. "$(dirname "$0")/common.sh"

dist=$TARGET_DIR/blip
logs=$TARGET_DIR/test-logs
mkdir -p "$logs"

# Colours would hide the counts in the logs.
export CARGO_TERM_COLOR=never
unset FORCE_COLOR

passed=0 failed=0 table=()

# step KIND NAME COMMAND...
# KIND says what to count: check (the step itself), cargo and node (their tests), setup (failure only).
step() {
    local kind=$1 name=$2 log seconds status=0 good bad
    shift 2
    log=$logs/${name//[^a-z0-9]/-}.log
    seconds=$SECONDS
    say "$name"
    ("$@") 2>&1 | tee "$log" || status=$?
    read -r good bad <<<"$(count "$kind" "$status" "$log")"
    passed=$((passed + good)) failed=$((failed + bad))
    table+=("$(printf '%-32s %5d s %6d passed %4d failed' "$name" $((SECONDS - seconds)) "$good" "$bad")")
    return "$status"
}

# count KIND STATUS LOG
# A suite that broke without a failed test (it did not compile, it hung) counts as one failure.
count() {
    local good=0 bad=0
    case $1 in
    check) good=1 ;;
    cargo)
        good=$(sum "$3" '/^test result:/ { n += $4 } END { print n + 0 }')
        bad=$(sum "$3" '/^test result:/ { n += $6 } END { print n + 0 }')
        ;;
    node)
        good=$(sum "$3" '/^[^ ]+ pass [0-9]+$/ { n += $3 } END { print n + 0 }')
        bad=$(sum "$3" '/^[^ ]+ (fail|cancelled) [0-9]+$/ { n += $3 } END { print n + 0 }')
        ;;
    esac
    if [ "$2" -ne 0 ]; then
        [ "$1" = check ] && good=0
        [ "$bad" -gt 0 ] || bad=1
    fi
    echo "$good $bad"
}

sum() { awk "$2" "$1"; }

# skip NAME WHY
skip() {
    failed=$((failed + 1))
    table+=("$(printf '%-32s not run: %s' "$1" "$2")")
}

# cargo fmt misses modules that a macro declares.
formatted() { git ls-files '*.rs' | xargs rustfmt --check --edition 2024; }

documented() { RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked; }

browser_suite() {
    local files=(tests/e2e/*.test.mjs)
    export NO_COLOR=1 BLIP_DIST=$dist BLIP_ZIP=$TARGET_DIR/blip.zip
    timeout 1200 node --test --test-concurrency=1 --test-timeout=120000 \
        --test-reporter=spec "${files[@]}"
}

tools=yes servers=yes built=yes
step setup "set-up: tools" scripts/setup.sh build || tools=no
step setup "set-up: servers" scripts/setup.sh servers || servers=no

if [ $tools = yes ]; then
    step check "rustfmt" formatted || true
    step check "clippy, native" cargo clippy --locked --all-targets -- -D warnings || true
    step check "clippy, wasm" cargo clippy --locked --target "$WASM_TARGET" --lib --bins --example bench_page --example store_bench -- -D warnings || true
    step cargo "tests, native" cargo test --locked --no-fail-fast || true
    step check "documentation" documented || true
    step check "release under a sub-path" scripts/build.sh /blip/ "$dist" || built=no
else
    skip "native suites" "a tool is missing"
    built=no
fi

if [ $built = yes ]; then
    step check "size of the first page" scripts/size.sh "$dist" || true
    step check "zip" scripts/zip.sh || true
else
    skip "size of the first page, zip" "no release was built"
fi

if [ $built$servers = yesyes ]; then
    step node "tests, browser" browser_suite || true
else
    skip "tests, browser" "no release, or a server is missing"
fi

printf '\n'
printf '%s\n' "${table[@]}"
printf '%-32s %5d s\n\n' "all" "$SECONDS"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
