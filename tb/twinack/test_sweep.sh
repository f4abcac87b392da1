#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# `twinack sweep`, the program: what bad input it names; that its CSV is the same on one process and
# on two, in one go and after it was interrupted anywhere; facts that follow by arithmetic; and that
# a point that is not good fails the sweep.
set -u
cd "$(dirname "$0")/../.." || exit 1
twinack=${TWINACK_BIN:-build/bin/twinack}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/out" "$work/err" 2>/dev/null
  exit 1
}
run() { # STATUS FOLDER WORDS...: runs `twinack sweep WORDS --out FOLDER`, expects that exit status
  local want=$1 folder=$2
  shift 2
  "$twinack" sweep "$@" --out "$work/$folder" >"$work/out" 2>"$work/err"
  local got=$?
  [ $got = "$want" ] || fail "sweep $*: status $got, expected $want"
}
refused() { # TEXT WORDS...: bad input, one line with this text
  local text=$1
  shift
  run 2 refused "$@"
  grep -qF -- "$text" "$work/err" || fail "sweep $*: not said: $text"
  [ "$(wc -l <"$work/err")" = 1 ] || fail "sweep $*: more than one line"
}
holds() { # WHAT FOLDER FILTER: of the points in FOLDER's JSON
  jq -e ".points | $3" "$work/$2/sweep.json" >/dev/null || fail "not so: $1"
}

quick=(--set disk.write_us=0 --set disk.read_us=0 --workload count=4,bs=512,span=4k)
refused "nothing varies, expected --vary" "${quick[@]}"
refused "--vary: bad value 'fifo.limit', expected SECTION.KEY=VALUE" --vary fifo.limit
refused "--vary: fifo.limit: bad value '9..1+1', expected a range" --vary fifo.limit=9..1+1
refused "unknown key 'fifo.deep'" "${quick[@]}" --vary fifo.deep=67,68
refused "point 1 (fifo.limit=66): configuration: limit: out of range" "${quick[@]}" \
  --vary fifo.limit=67,66
refused "link.rate=0.3): rate: bad value" "${quick[@]}" --vary link.rate=0.25,0.3
refused "too many points, expected at most 100000" "${quick[@]}" --vary fifo.limit=100..350+1 \
  --vary link.latency_ns=1..250+1 --vary system.seed=1,2
refused "nothing to replay" --vary fifo.limit=67,68
refused "system.mode: 2 modes in a run" "${quick[@]}" --set system.mode=early,sync \
  --vary fifo.limit=67
refused "host.trace cannot vary" "${quick[@]}" --vary host.trace=a,b
refused "disk.image: points would share it" "${quick[@]}" --set "disk.image=$work/i" \
  --vary fifo.limit=67
refused "failover.managed: no with second faults" "${quick[@]}" --set failover.managed=no \
  --losses 2 --vary fifo.limit=67
refused "--losses: bad value '0', expected a whole number, 1 to 100000" --losses 0
refused "--preset: bad value 'all', expected latency, depth or loss" --preset all
"$twinack" sweep "${quick[@]}" --vary fifo.limit=67 >"$work/out" 2>"$work/err"
[ $? = 2 ] && grep -q 'expected --out FOLDER' "$work/err" || fail "no --out passed"

# ---- the same bytes, however they came about
axes=(--vary fifo.limit=67..4096*4 --vary link.rate=0.25,0.5 --vary system.mode=early,sync)
run 0 one "${quick[@]}" "${axes[@]}" --jobs 1
run 0 two "${quick[@]}" "${axes[@]}" --jobs 2
whole=$work/one/sweep.csv
[ "$(wc -l <"$whole")" = 18 ] || fail "not a line for each of 16 points"
[ "$(tail -n +3 "$whole" | cut -d, -f1)" = "$(seq 0 15)" ] || fail "points are not in order"
for file in sweep.csv sweep.json; do
  cmp "$work/one/$file" "$work/two/$file" || fail "one process and two differ: $file"
done
cut_at() { # NAME: takes what is there of the sweep from stdin, and goes on
  mkdir "$work/$1"
  cat >"$work/$1/sweep.csv"
  run 0 "$1" "${quick[@]}" "${axes[@]}" --jobs 2
  cmp "$whole" "$work/$1/sweep.csv" || fail "$1: not as if it had not been interrupted"
}
head -c 10 "$whole" | cut_at in-the-first-line || exit 1
head -c 60 "$whole" | cut_at in-the-names || exit 1
head -n 2 "$whole" | cut_at before-the-first-point || exit 1
{ head -n 7 "$whole"; sed -n 12p "$whole" | head -c 40; } | cut_at in-a-point || exit 1
grep -q 'sweep: 5 of 16 points are there already' "$work/err" || fail "the rest was made again"
{ head -n 2 "$whole"; tail -n 16 "$whole" | tac | head -n 9; } | cut_at out-of-order || exit 1
head -c -1 "$whole" | cut_at without-the-last-end || exit 1
cut_at all-there <"$whole"
grep -q 'sweep: 16 of 16 points' "$work/err" || fail "points were made again"

# Interrupted twice, the first time within a line.
mkdir "$work/killed"
{ head -n 4 "$whole"; sed -n 12p "$whole" | head -c 40; } >"$work/killed/sweep.csv"
"$twinack" sweep "${quick[@]}" "${axes[@]}" --jobs 1 --out "$work/killed" >/dev/null 2>&1 &
killed=$!
until [ "$(cat "$work/killed/sweep.csv" 2>/dev/null | wc -l)" -ge 7 ]; do sleep 0.02; done
kill -9 $killed
wait $killed 2>/dev/null
run 0 killed "${quick[@]}" "${axes[@]}"
cmp "$whole" "$work/killed/sweep.csv" || fail "killed: not as if it had not been interrupted"

# ---- what is there is of something else
stays() { # TEXT WORDS...: refused with this text, and the file stays as it is
  local text=$1
  shift
  cp "$work/killed/sweep.csv" "$work/before"
  run 2 killed "${quick[@]}" "$@"
  grep -qF -- "$text" "$work/err" || fail "not said: $text"
  cmp "$work/before" "$work/killed/sweep.csv" || fail "$*: a refusal changed the file"
}
stays "a sweep with other settings" --vary fifo.limit=67
stays "a sweep with other settings" "${axes[@]}" --set system.seed=2
sed -i '5s/,good,/,good,,/' "$work/killed/sweep.csv"
stays "sweep.csv:5: not a line of this sweep" "${axes[@]}"
{ cat "$whole"; sed -n 4p "$whole"; } >"$work/killed/sweep.csv"
stays "sweep.csv:19: not a line of this sweep" "${axes[@]}"
echo "my notes" >"$work/killed/sweep.csv"
stays "something else" "${axes[@]}" --renew
cp "$whole" "$work/killed/sweep.csv"
run 0 killed "${quick[@]}" --vary fifo.limit=67 --renew
[ "$(wc -l <"$work/killed/sweep.csv")" = 3 ] || fail "not renewed"
exec 9>>"$work/killed/sweep.csv"
flock 9
stays "another sweep is at work there" --vary fifo.limit=67
exec 9>&-

# ---- facts
# One block at a time into an empty FIFO: acknowledged alike whatever its depth; 65 cycles from the
# first beat to the ack, and some for the command before it.
run 0 empty --workload count=6,write=100,bs=512,span=64k,volumes=1,rate=50000 \
  --set disk.write_us=0 --vary fifo.limit=67,134,4096
holds "an empty FIFO's depth does not matter" empty 'map(.ack_p50_cycles) | unique |
  length == 1 and .[0] >= 65 and .[0] <= 75'
holds "all acks are alike" empty 'all(.ack_p50_ns == .ack_max_ns)'
jq -e '.needs == [{"depth_no_stall": 67, "depth_p99": 67}]' "$work/empty/sweep.json" >/dev/null ||
  fail "one frame's depth is not enough for one frame"

# A link below the load: written no faster than both links carry of payload, 64 of 67 beats, each of
# 8 bytes in 4.99 ns. No depth of the FIFO helps. A link half as fast takes longer by what 32
# requests of 8 frames, half of them on each link, take on the one and not on the other; CLEAN
# frames add some.
run 0 link --workload count=32,write=100,bs=4k,span=1M --set disk.write_us=0 \
  --vary link.rate=0.03125,0.0625 --vary fifo.limit=134,268
holds "the link is the limit" link 'all((2 * ."link.rate" * 8 / 4.99e-9 * 64 / 67 / 1048576) as $limit |
  .written_mib_s <= $limit and .stall_fifo_cycles > 0)'
holds "half the link takes as much longer" link '
  map(32 / 256 / .written_mib_s) as [$half, $half_deep, $all, $all_deep] |
  (32 * 8 * 67 / 2 * (1 / 0.03125 - 1 / 0.0625) * 4.99e-9) as $more |
  [$half - $all, $half_deep - $all_deep] | all(. > 0.95 * $more and . < 1.05 * $more)'
jq -e '.needs | length == 2 and all(.depth_no_stall == null)' "$work/link/sweep.json" >/dev/null ||
  fail "a depth is enough for a load above the link"

# Losses. What one fault leaves in the FIFO is at most its limit, and drains at the link's rate. One
# fault loses nothing but in topology own, the control; a second in the drain loses.
run 0 loss --workload count=10,write=100,bs=4k,span=1M,depth=8 --set power.holdup_us=20 \
  --set power.validate_us=20 --set link.rate=0.0625 --set fifo.limit=2048 --losses 2 --within 60 \
  --vary power.topology=third,own
holds "the drain takes what the link takes" loss '.[0] | .drain_max_us as $t |
  (2048 / 0.0625 * 4.99e-3) as $full | $t > 0.5 * $full and $t < $full + 5'
holds "one fault loses nothing" loss '.[0].single_lost == 0'
holds "the control loses" loss '.[1] | .single_lost > 0 and .double_lost >= .single_lost'
holds "the second fault loses" loss '.[0] | .double_lost > 0 and .lost_blocks > 0'
# Wilson's interval of 2 in 2 at 95 %: from n / (n + z^2) = 2 / 5.8415 to 1.
holds "interval of all" loss 'map(select(.double_lost == 2)) | length > 0 and
  all(.probability == 1 and .low == 0.3424 and .high == 1)'

# ---- a point that is not good
run 1 bad "${quick[@]}" --workload count=40,write=100 --set fault.fault=psu-hard:A@ack:20 \
  --set power.validate_us=20 --set link.rate=0.0625 --vary power.topology=battery,own
grep -q '1 of 2 points are not good, the first is 1 (wrong); again: twinack run ' "$work/err" ||
  fail "the bad point is not named"
words=$(sed -n 's/.*again: twinack \(run .*\)/\1/p' "$work/err")
eval "$twinack $words --failed-wave no" >"$work/out" 2>&1
[ $? = 1 ] || fail "the command does not show it again: $words"
exit 0
