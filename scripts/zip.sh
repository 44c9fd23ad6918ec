#!/usr/bin/env bash
# Packs the release with relative addresses: unpacked, it runs below any path of any web server,
# also as Prometheus' own pages (prometheus --web.user-assets=FOLDER, then /user/).
. "$(dirname "$0")/common.sh"

scripts/setup.sh build
scripts/build.sh ./ dist
node scripts/zip.mjs dist "$TARGET_DIR/blip.zip"
