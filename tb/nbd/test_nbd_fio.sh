#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# fio writes at random, 16 deep, to both volumes at once, while power units, links and controllers
# fail and return; it verifies every block by its CRC, and finds no error.
. "$(dirname "$0")/lib.sh"

job() { # VOLUME SEED
  fio --name="v$1" --ioengine=nbd --uri="$(uri "$1")" --rw=randwrite --bsrange=512-16k \
    --bs_unaligned --size=4M --io_size=2M --iodepth=16 --verify=crc32c --verify_fatal=1 \
    --verify_dump=0 --verify_state_save=0 --randseed="$2" --fsync=50 --output="$work/fio.$1"
}

# A fault at most 6,000 cycles (30 us) after the last recovery, and its end as soon after it; the
# recovery in between takes longer, and is waited for, or a second fault could lose data.
start parallel=yes storm_us=30 seed=7 set=power.holdup_us=20 set=power.validate_us=50
job 0 11 &
first=$!
job 1 12 || fail "volume 1: $(cat "$work/fio.1")"
wait $first || fail "volume 0: $(cat "$work/fio.0")"
sound
expect failed_requests 0
faults=$(status_of storm_faults)
[ "$faults" -ge 10 ] || fail "only $faults faults came"
[ "$(status_of takeovers)" -ge 2 ] || fail "too few takeovers to see anything"
echo "$faults faults, $(status_of takeovers) takeovers, simulated $(status_of time_us) us"
stop

# What was verified is on the images as well.
start
for v in 0 1; do
  fio --name="v$v" --ioengine=nbd --uri="$(uri $v)" --rw=randwrite --bsrange=512-16k \
    --bs_unaligned --size=4M --io_size=2M --iodepth=16 --verify=crc32c --verify_fatal=1 \
    --verify_dump=0 --verify_state_save=0 --randseed=$((11 + v)) --verify_only \
    --output="$work/fio.$v" ||
    fail "volume $v, from its image: $(cat "$work/fio.$v")"
done
sound
stop
exit 0
