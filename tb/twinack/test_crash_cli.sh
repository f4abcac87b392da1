#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# `twinack crash`, the program: what bad input it names, that totals do not depend on the number of
# processes, that a negative control that loses nothing fails the run, and that the command printed
# for a loss shows that loss again, with waves.
set -u
cd "$(dirname "$0")/../.." || exit 1
crash=${TWINACK_CRASH_BIN:-build/bin/twinack-crash}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/out" "$work/err" 2>/dev/null
  exit 1
}
run() { # STATUS WORDS...: runs `twinack crash WORDS`, expects that exit status
  local want=$1
  shift
  "$crash" crash "$@" >"$work/out" 2>"$work/err"
  local got=$?
  [ $got = "$want" ] || fail "crash $*: status $got, expected $want"
}
refused() { # TEXT WORDS...: bad input, one line with this text
  local text=$1
  shift
  run 2 "$@"
  grep -qF -- "$text" "$work/err" || fail "crash $*: not said: $text"
  [ "$(wc -l <"$work/err")" = 1 ] || fail "crash $*: more than one line"
}

refused "--mode: bad value 'fast', expected a list of early" --mode fast
refused "--topology: bad value 'peer,', expected a list of peer" --topology peer,
refused "--part: bad value '0', expected a whole number, 1 to 1000" --part 0
refused "--jobs: bad value '65', expected a whole number, 1 to 64" --jobs 65
refused "--pair-step: bad value '0'" --pair-step 0
refused "--clocks: bad value 'odd', expected equal or apart" --clocks odd
refused "--wave: expected --replay too" --wave "$work/w.fst"
refused "unexpected word 'now'" now
refused "$work/none/r.json: No such file or directory" --json "$work/none/r.json"
refused "--replay: bad value 'early,own', expected" --replay early,own
refused "--replay: bad value 'slow,own,psu:A@1', expected MODE" --replay slow,own,psu:A@1
refused "--replay: bad value 'early,own,psu:X@1', expected a fault" --replay early,own,psu:X@1
refused "--replay: bad value 'early,own,psu:A@1x', expected a fault" --replay early,own,psu:A@1x
refused "expected the second fault not before" --replay early,own,psu:A@9,psu-hard:B@8
refused "expected at most one more fault" --replay early,own,psu:A@1,psu-hard:B@2,psu:A@3
refused "fault 'psu-hard:C': changes nothing there" --replay early,own,psu-hard:C@1

# The first shard has acknowledged nothing yet: the control cannot lose.
run 1 --mode early --topology own --part 1000 --pair-every 0 --jobs 1
grep -q 'topology own lost blocks in 0 states: it must lose some' "$work/out" || fail "no control"
run 0 --mode early --topology peer --part 1000 --pair-every 0 --jobs 1
grep -q '^all as documented' "$work/out" || fail "not good"

for jobs in 1 2; do
  run 0 --mode early --topology own --part 9 --jobs $jobs --json "$work/$jobs.json" \
    --faults-doc "$work/$jobs.md" --plot "$work/$jobs.gp"
done
cmp -s "$work/1.json" "$work/2.json" || fail "one process and two give different reports"
cmp -s "$work/1.md" "$work/2.md" || fail "one process and two give different pages"
[ -z "$(ls "$work" | grep '\.part$')" ] || fail "files are left over"

words=$(sed -n 's/.*twinack-crash crash \(--replay [^ ]*\) --wave loss.fst.*/\1/p' "$work/1.json")
[ "$(wc -l <<<"$words")" -gt 1 ] || fail "no loss has a command"
while read -r replay state; do
  run 0 "$replay" "$state"
  grep -q '^verdict   lost: block' "$work/out" || fail "$state is not lost again"
done <<<"$words"
read -r replay state <<<"$words"
run 0 "$replay" "$state" --wave "$work/loss.fst"
grep -q '^verdict   lost: block' "$work/out" || fail "$state is not lost again with waves"
[ -s "$work/loss.fst" ] || fail "no waveform"
[ ! -s "$work/err" ] || fail "waves: something is said on stderr"
exit 0
