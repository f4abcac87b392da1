#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every scenario shows what it expects; and one whose expectation is turned round says so, with
# status 1, naming the key.
set -u
cd "$(dirname "$0")/../.." || exit 1
twinack=${TWINACK_BIN:-build/bin/twinack}
bad=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT

for scenario in tb/scenarios/*.ini; do
  if ! "$twinack" run --config "$scenario" >"$said" 2>&1; then
    echo "$scenario: $(grep -m 1 '^twinack run: ' "$said" || tail -n 1 "$said")"
    bad=1
  fi
done

turned() { # SCENARIO KEY RANGE
  "$twinack" run --config "tb/scenarios/$1.ini" --set "expect.$2=$3" >"$said" 2>&1
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
exit $bad
