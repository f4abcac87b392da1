#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# soak.sh: SOAK_MINUTES (default 60) of mixed traffic under random single faults, round after round:
# fio writes and verifies, SQLite commits, hostile clients in between; each round ends with a clean
# stop, and all that is there is checked from the images. `make soak`.
#
# A round lasts ROUND_MINUTES (default 10). The server's memory must be flat: at a round's end at
# most SLACK_KIB (default 4096) above what it was after its first pass.

. "$(dirname "$0")/lib.sh"
sqlite=$helpers/sqlite_nbd
end=$((SECONDS + ${SOAK_MINUTES:-60} * 60))
round_s=$((${ROUND_MINUTES:-10} * 60))
slack=${SLACK_KIB:-4096}
topologies=(peer third battery)
round=0
faults=0

memory() { # KiB resident, but for mapped files: the journal is as large as it is
  awk '/^RssAnon:/ { print $2 }' "/proc/$server/status"
}

# Both volumes hold 8 MiB of the database and its journal first; fio has 4 MiB behind it.
fio_for() { # SECONDS
  fio --name=soak --ioengine=nbd --uri="$(uri 0)" --rw=randrw --rwmixread=30 --offset=10M \
    --bsrange=512-16k --bs_unaligned --size=4M --iodepth=16 --verify=crc32c --verify_fatal=1 \
    --verify_dump=0 --verify_state_save=0 --randseed=$((round + 1)) --fsync=100 --time_based \
    --runtime="$1" \
    --verify_backlog=64 --output="$work/fio" || fail "fio: $(cat "$work/fio")"
}

sqlite_until() { # SECONDS of this shell
  while [ $SECONDS -lt "$1" ]; do
    "$sqlite" load "$(uri 0)" "$(uri 1)" "$work/rows" 10 || exit 1
  done
}

check_database() {
  "$sqlite" check "$(uri 0)" "$(uri 1)" "$work/rows" >"$work/said" || fail "database, round $round"
}

while [ $SECONDS -lt $end ]; do
  stop_at=$((SECONDS + round_s < end ? SECONDS + round_s : end))
  start "seed=$((round + 1))" "topology=${topologies[round % 3]}" storm_us=200 \
    set=power.holdup_us=20 set=power.validate_us=50
  [ $round = 0 ] || check_database
  sqlite_until $stop_at &
  database=$!
  "$helpers/nbd_fuzz" control "$work/control" $round 20000 >"$work/said" || fail "control lines"
  fio_for $(((stop_at - SECONDS) / 2 > 60 ? 60 : 10))
  first=
  while [ $SECONDS -lt $stop_at ]; do
    fio_for 30
    qemu-io -f raw -c 'write -P 9 12M 1M' "$(uri 1)" >"$work/said" 2>&1 &
    killed=$!
    disown $killed
    sleep 0.5
    kill -KILL $killed 2>/dev/null # in the middle, if it is still there
    first=${first:-$(memory)}      # once everything has been done that will be
  done
  wait $database || fail "SQLite, round $round"
  check_database
  sound
  expect failed_requests 0
  last=$(memory)
  first=${first:-$last}
  [ $((last - first)) -le "$slack" ] || fail "memory grew from $first to $last KiB"
  faults=$((faults + $(status_of storm_faults)))
  printf 'round %d, %s: %d s, %s faults, %s takeovers, %s KiB then %s\n' $round \
    "${topologies[round % 3]}" $SECONDS "$(status_of storm_faults)" "$(status_of takeovers)" \
    "$first" "$last"
  stop
  round=$((round + 1))
done
start
check_database
sound
stop
echo "$round rounds, $faults faults, nothing lost"
