#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# SQLite on two volumes, under load while faults come; its program killed in the middle and started
# again; then from the images of a clean stop: integrity_check is ok and every committed row there.
. "$(dirname "$0")/lib.sh"
sqlite=$helpers/sqlite_nbd
transactions=${TRANSACTIONS:-15} # before and after the client is killed

start storm_us=100 seed=3 set=power.holdup_us=20 set=power.validate_us=50
touch "$work/rows"
"$sqlite" load "$(uri 0)" "$(uri 1)" "$work/rows" 1000000 2>"$work/sqlite" &
client=$!
while [ "$(wc -l <"$work/rows")" -lt "$transactions" ]; do
  kill -0 $client 2>/dev/null || fail "the load ended: $(cat "$work/sqlite")"
  sleep 0.1
done
disown $client
kill -KILL $client
"$sqlite" check "$(uri 0)" "$(uri 1)" "$work/rows" || fail "after the client was killed"
"$sqlite" load "$(uri 0)" "$(uri 1)" "$work/rows" "$transactions" || fail "going on"
"$sqlite" check "$(uri 0)" "$(uri 1)" "$work/rows" || fail "under faults"
sound
expect failed_requests 0
[ "$(status_of storm_faults)" -ge 8 ] || fail "only $(status_of storm_faults) faults came"
echo "$(status_of storm_faults) faults, $(status_of takeovers) takeovers"
stop
start
"$sqlite" check "$(uri 0)" "$(uri 1)" "$work/rows" || fail "from the images"
stop
exit 0
