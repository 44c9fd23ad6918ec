#!/usr/bin/env bash
# The size budget: everything that the first page loads, as gzip -9 sends it. Samples are loaded
# on demand and do not count.
#   scripts/size.sh FOLDER
. "$(dirname "$0")/common.sh"

BUDGET=600000

total=0
while IFS= read -r file; do
    size=$(gzip -9c "$file" | wc -c)
    total=$((total + size))
    printf '%9d  %s\n' "$size" "${file#"$1"/}"
done < <(find "$1" -type f -not -path '*/samples/*' | sort)
printf '%9d  of %d bytes\n' "$total" "$BUDGET"
[ "$total" -le "$BUDGET" ] || die "the first page is $((total - BUDGET)) bytes over its budget."
