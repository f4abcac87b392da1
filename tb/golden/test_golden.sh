#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Golden vectors: the generator makes the same bytes each time, those that are committed; a changed
# line is a mismatch in both simulators, named, with ten cycles and a waveform; a file that is cut
# is no success; a broken line of RTL is noticed.
set -u
cd "$(dirname "$0")/../.." || exit 1
name=sync_fifo
make -s build/golden/generate "build/golden/$name/player" "build/golden/$name/player.vvp" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  exit 1
}
says() { # TEXT, in what the replay said
  grep -qF -- "$1" "$work/said" || fail "not said: $1"
}

mkdir "$work/once" "$work/again"
build/golden/generate "$work/once" && build/golden/generate "$work/again" || exit 1
diff -r "$work/once" "$work/again" || fail "the generator is not deterministic"
for f in "$work"/once/*.vec; do
  cmp "$f" "tb/golden/$(basename "$f")" || fail "not what is committed"
done

export GOLDEN_VECTORS=$work/once
vec=$GOLDEN_VECTORS/$name.vec
scripts/golden build $name >"$work/said" || fail "$(cat "$work/said")"

# The last column of one line, which is cycle 683: count 4 becomes 2.
at=$(awk '$0 == "begin" { begun = 1; next } begun && /^\*/ { c += substr($0, 2); next }
  begun && c++ >= 683 && / 4$/ { print FNR, c - 1; exit }' "$vec")
sed -i "${at% *}s/ 4\$/ 2/" "$vec"
rm -f build/golden/$name.*.vcd
scripts/golden build $name >"$work/said" && fail "a changed line passed"
for tool in verilator icarus; do
  says "---- $vec, $tool"
  says "waveform: gtkwave build/golden/$name.$tool.vcd"
  grep -q enddefinitions "build/golden/$name.$tool.vcd" || fail "$tool: no waveform"
done
[ "$(grep -c "^cycle ${at#* }: count expected 2, got 4$" "$work/said")" -eq 2 ] ||
  fail "not named twice: $(cat "$work/said")"
[ "$(grep -cE '^[> ] +[0-9]+ ' "$work/said")" -eq 20 ] || fail "not ten cycles each"

cp "$work/again/$name.vec" "$vec"
sed -i '$d' "$vec"
scripts/golden build $name >"$work/said" && fail "a file that is cut passed"
says FAILED
# A last line that ends early, or keeps more columns than there are: not what is compared counts,
# since nothing is after the line before, but the line itself.
for last in . .99; do
  head -n -2 "$work/again/$name.vec" >"$vec"
  printf '0 .3 x x x x\n%s\n' "$last" >>"$vec"
  scripts/golden build $name >"$work/said" && fail "a last line of $last passed"
  grep -q 'FAILED *FAILED' "$work/said" || fail "a last line of $last: $(cat "$work/said")"
done
cp "$work/again/$name.vec" "$vec"

scripts/golden-broken build $name >"$work/said" || fail "$(cat "$work/said")"
exit 0
