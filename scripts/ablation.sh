#!/bin/sh
# Scores auto on a labelled corpus, whole and with each part left out, and prints the scorer's tables.
# Usage: scripts/ablation.sh CORPUS SCORER
#   CORPUS  a folder with labels.json and series/**.csv
#   SCORER  a folder with score_metrics.py and summarise_metrics.py (Python with numpy, pandas, scipy)
set -eu
corpus=${1:?a folder with labels.json and series}
scorer=${2:?a folder with score_metrics.py}
scores=$(mktemp -d)
trap 'rm -rf "$scores"' EXIT
cargo build --release --quiet --example score
score() { target/release/examples/score --corpus "$corpus" --out "$scores" "$@"; }
for part in level point lean drift jump surprise shape course habits season week period beats silence tails; do
  score --without "$part"
  mv "$scores/auto" "$scores/without-$part"
done
score
python3 "$scorer/score_metrics.py" --corpus "$corpus" --scores "$scores" --out "$scores.json" >/dev/null
python3 "$scorer/summarise_metrics.py" "$scores.json"
rm "$scores.json"
