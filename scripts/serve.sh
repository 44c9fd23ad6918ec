#!/usr/bin/env bash
# Installs what is missing, builds the release, and serves it on this machine until Ctrl-C.
. "$(dirname "$0")/common.sh"

scripts/setup.sh build
scripts/build.sh ./ dist
exec node scripts/serve.mjs dist / "${PORT:-8080}"
