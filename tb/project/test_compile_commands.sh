#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# compile_commands.json is JSON, has each C file of csim and sw once, and its commands compile; to
# ask for it lets nothing that is built count as old.
set -u
cd "$(dirname "$0")/../.." || exit 1
fail() {
  echo "$1"
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch "$work/before"
make -s compile_commands.json || fail "make compile_commands.json: status $?"
made=$(find build/gen -newer "$work/before")
[ -z "$made" ] || fail "what was built counts as old now: $made"
jq -e . compile_commands.json >"$work/said" 2>&1 || fail "$(head -n 1 "$work/said")"
different=$(diff <(jq -r '.[].file' compile_commands.json | sort) \
  <(git ls-files 'csim/*.c' 'sw/*.c' | sort)) || fail "database (<) and git (>): $different"
command=$(jq -r '.[] | select(.file == "csim/clocks.c") | .command' compile_commands.json)
(cd "$(jq -r '.[0].directory' compile_commands.json)" &&
  ${command% -o *} -o "$work/clocks.o") || fail "does not compile: $command"
[ -s "$work/clocks.o" ] || fail "nothing compiled by: $command"
exit 0
