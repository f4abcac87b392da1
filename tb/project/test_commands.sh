#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# `make` alone lists the targets; set-up run a second time installs nothing and says nothing; a
# layout that does not add up is refused with its line.
set -u
cd "$(dirname "$0")/../.." || exit 1
fail() {
  echo "$1"
  exit 1
}
list=$(make -s --no-print-directory)
for target in sim test bench crash golden golden-update formal synth coverage evidence mutate nbd \
  serve soak systemc install waves gallery sweep report; do
  grep -qE "^  make $target +[a-z]" <<<"$list" || fail "make does not list $target"
done
said=$(scripts/setup 2>&1) || fail "setup failed: $said"
[ -z "$said" ] || fail "setup said: $said"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf 'record X 8\n  A 4\n  B 5\n' >"$work/wide"
printf 'enum X 2\n  A 4\n' >"$work/enum"
printf 'const X\n' >"$work/const"
for layout in wide enum const; do
  said=$(awk -v out=c -f scripts/layout.awk "$work/$layout" 2>&1 >/dev/null) &&
    fail "$layout passed"
  [[ $said == "$work/$layout":[0-9]*:* ]] || fail "$layout: no line named: $said"
done
exit 0
