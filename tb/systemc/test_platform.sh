#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The example platform answers and judges all that it was asked for, also while a power unit fails
# and the same each time; what mode local loses ends
# it with status 1; bad input is named.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/out"
  exit 1
}
run() { # STATUS PATTERN WORDS...
  local want=$1 pattern=$2
  shift 2
  timeout 120 build/bin/twinack-platform "$@" >"$work/out" 2>&1
  local got=$?
  [ $got -eq "$want" ] || fail "platform $*: status $got, expected $want"
  grep -qE "$pattern" "$work/out" || fail "platform $*: no '$pattern'"
}
run 0 'early, seed 5: 60 answered, 0 errors, [1-9][0-9]* blocks .*, 0 wrong' \
  early 5 count=60,span=16k,volumes=4,depth=8,write=50 psu-hard:A@30us
cp "$work/out" "$work/first"
run 0 'seed 5' early 5 count=60,span=16k,volumes=4,depth=8,write=50 psu-hard:A@30us
cmp -s "$work/out" "$work/first" || fail "another run of the same seed has other figures"
run 1 ' [1-9][0-9]* wrong' local 5 count=240,span=32k,volumes=2,depth=8,write=60 psu-hard:A@60us
run 2 'MODE: unknown' soon
run 2 'SEED: expected' early x
run 2 'bad value|unknown key' early 1 count=none
run 2 'fault ' early 1 count=1 psu:Z
run 2 'too many words' early 1 count=1 psu:A more
run 2 'span: ' early 1 count=1,span=128M
exit 0
