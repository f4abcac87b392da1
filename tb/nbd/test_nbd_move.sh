#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A volume is moved to the other controller and back while a program writes to it: its data stays
# right, the status names owner and home, and a move that cannot be is refused with a line.
. "$(dirname "$0")/lib.sh"

move() { # VOLUME TO
  for _ in $(seq 20); do
    ctl move "$1" >"$work/said" 2>&1 && break
    grep -q 'busy, nothing was done' "$work/said" || fail "move $1: $(cat "$work/said")"
  done
  [ "$(owner_of "$1")$(home_of "$1")" = "$2$2" ] ||
    fail "volume $1: owner $(owner_of "$1"), home $(home_of "$1"), expected $2"
}

start
must 0 'write -P 0x51 0 256k'
qemu-io -f raw -c 'write -P 0x52 1M 1M' -c 'read -P 0x52 1M 1M' "$(uri 0)" >"$work/io.load" 2>&1 &
load=$!
while [ "$(status_of clients)" = 0 ]; do sleep 0.02; done
move 0 B
[ "$(owner_of 2)$(owner_of 1)$(owner_of 3)" = ABB ] || fail "another volume moved with it"
must 0 'read -P 0x51 0 256k' 'write -P 0x53 0 64k'
move 0 A
wait $load || fail "load: $(cat "$work/io.load")"
! grep -qiE 'failed|error' "$work/io.load" || fail "load: $(cat "$work/io.load")"
must 0 'read -P 0x53 0 64k' 'read -P 0x51 64k 192k' 'read -P 0x52 1M 1M'
sound
expect failed_requests 0

# Alone, a controller keeps what it has.
move 3 A
nbdinfo --list "$(uri "")" | grep -q 'volume 3, home controller A' || fail "the export does not say"
ctl fault psu-hard:B || fail "no fault"
ctl run 2ms >"$work/said" || fail "time does not run"
said=$(ctl move 0 2>&1) && fail "moved to a dead controller"
line='volume 0: busy, nothing was done, expected both controllers paired and no other move'
[ "$said" = "twinack ctl: $line" ] ||
  fail "refusal: $said"
[ "$(owner_of 0)" = A ] || fail "and it has moved"

# The images remember homes, whether the process is killed or stopped.
crash
for life in killed stopped; do
  start
  [ "$(owner_of 3)$(home_of 3)$(home_of 1)" = AAB ] || fail "$life, the homes are not as they were"
  stop
done
exit 0
