#!/usr/bin/env bash
# Installs what is missing, says what it does, and does nothing the second time.
#   scripts/setup.sh build     what building the page needs
#   scripts/setup.sh servers   what the browser tests need
. "$(dirname "$0")/common.sh"

need_rust() {
    have rustup || die "missing: rustup. Install it from https://rustup.rs and run this again."
    have cc || need_packages cc=build-essential
    local channel
    channel=$(awk -F '"' '/^channel/ { print $2 }' rust-toolchain.toml)
    if ! cargo --version >/dev/null 2>&1; then
        say "installing Rust $channel"
        rustup toolchain install "$channel" --profile minimal
    fi
    if ! cargo fmt --version >/dev/null 2>&1 || ! cargo clippy --version >/dev/null 2>&1; then
        say "adding rustfmt and clippy"
        rustup component add rustfmt clippy
    fi
    if ! rustup target list --installed | grep -qx "$WASM_TARGET"; then
        say "adding the target $WASM_TARGET"
        rustup target add "$WASM_TARGET"
    fi
}

need_node() {
    have node && have npm || die "missing: Node $NODE_MAJOR or later with npm."
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge "$NODE_MAJOR" ] || die "missing: Node $NODE_MAJOR or later (found $(node --version))."
}

# need_crate CRATE COMMAND VERSION FLAGS...
# Another version on the machine stays untouched: ours then goes to .tools.
need_crate() {
    local crate=$1 tool=$2 version=$3 root=()
    shift 3
    case "$("$tool" --version 2>/dev/null || true)" in "$tool $version"*) return ;; esac
    have "$tool" && root=(--root .tools)
    say "installing $crate $version (a few minutes, once)"
    # The tools run for seconds: compiling them fast matters more than their speed.
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false \
        CARGO_TARGET_DIR="$TARGET_DIR/tools" \
        cargo install "$crate" --version "$version" ${root[@]+"${root[@]}"} --force "$@"
}

# Drives Firefox; Debian has no package of it. Any version will do.
need_geckodriver() {
    have geckodriver && return
    need_rust
    need_crate geckodriver geckodriver "$GECKODRIVER_VERSION" --locked --root .tools
    rm -rf "$TARGET_DIR/tools"
}

need_wasm_opt() {
    local version="version_${BINARYEN_VERSION%%.*}"
    case "$(wasm-opt --version 2>/dev/null || true)" in *"$version"*) return ;; esac
    say "installing wasm-opt (binaryen $BINARYEN_VERSION from npm) in .tools"
    npm install --prefix .tools --no-save --loglevel=error "binaryen@$BINARYEN_VERSION"
    mkdir -p .tools/bin
    printf '%s\n' '#!/bin/sh' 'exec node "$(dirname "$0")/../node_modules/binaryen/bin/wasm-opt" "$@"' \
        >.tools/bin/wasm-opt
    chmod +x .tools/bin/wasm-opt
}

# need_packages COMMAND=PACKAGE...
# Installs the Debian packages of the commands that are missing, or names them.
need_packages() {
    local pair packages=() commands=() as_root=()
    for pair in "$@"; do
        have "${pair%%=*}" && continue
        commands+=("${pair%%=*}")
        packages+=("${pair#*=}")
    done
    [ ${#packages[@]} -eq 0 ] && return
    have apt-get || die "missing: ${commands[*]} (Debian's packages are called ${packages[*]})"
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || die "missing: ${packages[*]}. As root: apt-get install ${packages[*]}"
        as_root=(sudo)
    fi
    say "installing Debian packages: ${packages[*]}"
    ${as_root[@]+"${as_root[@]}"} apt-get update -qq
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

build() {
    need_rust
    need_node
    grep -q "wasm_bindgen = \"$WASM_BINDGEN_VERSION\"" Trunk.toml ||
        die "Trunk.toml [tools] must name wasm_bindgen = \"$WASM_BINDGEN_VERSION\", as Cargo.lock does."
    need_crate trunk trunk "$TRUNK_VERSION" --locked
    # Without --locked: its lock file holds a crate version that some mirrors lack.
    need_crate wasm-bindgen-cli wasm-bindgen "$WASM_BINDGEN_VERSION"
    rm -rf "$TARGET_DIR/tools"
    need_wasm_opt
}

# The suites start all of these on ports and in folders of their own; a daemon that a package
# starts by itself is neither used nor disturbed. Chromium's driver serves wasm-bindgen-test-runner.
servers() {
    need_node
    need_packages chromium=chromium chromedriver=chromium-driver \
        prometheus=prometheus prometheus-alertmanager=prometheus-alertmanager \
        prometheus-node-exporter=prometheus-node-exporter victoria-metrics=victoria-metrics \
        nginx=nginx-light firefox-esr=firefox-esr
    need_geckodriver
    npm --prefix tests/e2e ci --loglevel=error
}

for part in "$@"; do
    case $part in
    build | servers) "$part" ;;
    *) die "unknown part: $part (build, servers)" ;;
    esac
done
say "ready: $*"
