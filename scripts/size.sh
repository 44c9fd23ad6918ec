#!/usr/bin/env bash
# The size budgets, as gzip -9 sends the files: everything that the first page loads until the demo's
# first incident is there, and what it loads before it shows anything, which is all but the demo's
# worker. The other workers' program comes later, and samples when they are wanted.
#   scripts/size.sh FOLDER
. "$(dirname "$0")/common.sh"

ALL=600000
FIRST_PAINT=350000

all=0 demo=0
while IFS= read -r file; do
    size=$(gzip -9c "$file" | wc -c)
    case ${file##*/} in
    worker*) ;;
    demo*) demo=$((demo + size)) all=$((all + size)) ;;
    *) all=$((all + size)) ;;
    esac
    printf '%9d  %s\n' "$size" "${file#"$1"/}"
done < <(find "$1" -type f -not -path '*/samples/*' | sort)

# budget BYTES LIMIT WHAT
over=0
budget() {
    printf '%9d  of %d bytes %s\n' "$1" "$2" "$3"
    [ "$1" -le "$2" ] || over=$((over + $1 - $2))
}
budget $((all - demo)) $FIRST_PAINT "until something is shown"
budget $all $ALL "in all"
[ $over -eq 0 ] || die "the first page is $over bytes over its budgets."
