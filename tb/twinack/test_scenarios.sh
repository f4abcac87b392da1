#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every scenario shows what it expects, and its save file of GTKWave has the window and the markers
# that its run gives; one whose expectation is turned round says so, with status 1, naming the key,
# and leaves a waveform.
set -u
cd "$(dirname "$0")/../.." || exit 1
twinack=${TWINACK_BIN:-build/bin/twinack}
bad=0
build=$(dirname "$(dirname "$twinack")")
work=$(mktemp -d)
said=$work/said
trap 'rm -rf "$work"' EXIT
mkdir -p "$build/test" "$work/saves"

for scenario in tb/scenarios/*.ini; do
  name=$(basename "$scenario" .ini)
  if ! "$twinack" run --config "$scenario" --json "$work/$name.json" \
    --failed-wave "$build/test/$name-failed.fst" >"$said" 2>&1; then
    echo "$scenario: $(grep -m 1 '^twinack run: ' "$said" || tail -n 1 "$said")"
    grep '^waveform  \|^next      gtkwave' "$said"
    bad=1
  fi
  if ! scripts/waves "$build" save "$work/$name.json" "$work/saves" ||
    ! cmp -s "$work/saves/$name.gtkw" "waves/$name.gtkw"; then
    echo "waves/$name.gtkw is not what its run makes: make waves-update"
    bad=1
  fi
done

turned() { # SCENARIO KEY RANGE
  "$twinack" run --config "tb/scenarios/$1.ini" --set "expect.$2=$3" --failed-wave no \
    >"$said" 2>&1
  status=$?
  if [ $status -ne 1 ] || ! grep -q "$2: expected $3, seen " "$said"; then
    echo "$1 with $2 = $3: status $status, expected 1 and the key: $(head -n 1 "$said")"
    bad=1
  fi
}
turned negative-own lost 0
turned negative-local lost 0
turned claim-02-peer-psu takeovers 0
turned claim-05-switchover switchovers 0
turned claim-07-plural-disks spindles 7
turned claim-07-mirror-fails mended 0
turned claim-07-rebuild rebuilt 0
turned claim-07-stripe-fails failed 0
turned claim-10-disk-and-two-caches rescued 0
turned brownout takeovers 1
turned hang unserved_us 0

# A failing run records its window, and names the save file of its scenario.
"$twinack" run --config tb/scenarios/hang.ini --set expect.takeovers=0 \
  --failed-wave "$work/hang.fst" >"$said" 2>&1
grep -qx "next      gtkwave $work/hang.fst waves/hang.gtkw" "$said" || {
  echo "a failing run names no waveform: $(tail -n 1 "$said")"
  bad=1
}
# ... which has the fault in it, the hang of A.
fst2vcd "$work/hang.fst" 2>/dev/null | awk '
  $1 == "$scope" { at = $3 }
  $1 == "$var" && at == "a" && $5 == "hung" { code = $4 }
  $0 == "0" code { low = 1 }
  $0 == "1" code { high = low }
  END { exit !high }' || { echo "hang.fst: A does not hang in it"; bad=1; }
exit $bad
