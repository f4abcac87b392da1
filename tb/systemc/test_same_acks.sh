#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The same commands, at the same times, get the same answers at the same ps and the same cycles from
# the C simulation and from the TLM target on the RTL of `verilator --sc`: blocking with delays
# annotated, non-blocking, beside another array, in each ack mode, and while a power unit fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
programs=build/tb/systemc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}

same() { # HOW... -- MODE SEED COUNT [FAULT]
  local -a hows=()
  while [ "$1" != -- ]; do hows+=("$1") && shift; done
  shift
  local name="$work/$1.$2" how
  "$programs/acks" "$@" >"$name.c" || fail "acks $*: status $?"
  [ "$(wc -l <"$name.c")" -eq $(($3 + 1)) ] || fail "acks $*: expected $3 commands"
  for how in "${hows[@]}"; do
    timeout 120 "$programs/acks_sc" "$how" "$@" >"$name.sc" || fail "acks_sc $how $*: status $?"
    diff "$name.c" "$name.sc" >"$name.diff" || fail "acks_sc $how $*: other answers
$(head -n 6 "$name.diff")"
  done
}

same b nb -- early 7 120
same beside -- early 5 60
same nb -- sync 8 120
same b -- through 9 60
same nb -- early 3 100 psu-hard:A@40us,restore:A@200us

# What is compared tells apart: another seed of the same mode, and another mode of the same seed.
for other in "early 6" "sync 7"; do
  # shellcheck disable=SC2086 # two arguments
  "$programs/acks" $other 120 >"$work/other" || fail "acks $other: status $?"
  cmp -s "$work/other" "$work/early.7.c" && fail "acks $other 120: the same as early 7"
done
awk 'NR > 1 && $2 == 1 && $6 == 0 { n++ } END { exit n < 40 }' "$work/early.7.c" ||
  fail "fewer than 40 writes were acknowledged"
exit 0
