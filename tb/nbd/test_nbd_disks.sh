#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A disk is pulled while programs write, a new one put in its place and rebuilt from its mirror;
# then its mirror is pulled in turn, so that all that is read comes from the rebuilt one.
. "$(dirname "$0")/lib.sh"

disk_of() { # NUMBER: its state
  ctl --json status | sed "s/.*\"disk\":$1,\"state\":\"\([a-z]*\)\".*/\1/"
}

start
must 0 'write -P 0x31 0 256k'
for v in 0 1; do
  qemu-io -f raw -c "write -P 0x4$v 512k 512k" -c flush "$(uri $v)" >"$work/io.$v" 2>&1 &
done
ctl fault disk-fail:1@ack:3 || fail "no fault"
wait %2 %3 || fail "writes: $(cat "$work/io.0" "$work/io.1")"
[ "$(disk_of 1)" = failed ] || fail "disk 1 is $(disk_of 1), expected failed"
ctl status | grep -qx 'disks           4; 1 failed' || fail "table: $(ctl status)"
ctl fault disk-fail:1 2>/dev/null && fail "a disk fails twice"
must 0 'read -P 0x31 0 256k' 'read -P 0x40 512k 512k' 'write -P 0x32 128k 64k'
ctl fault disk-replace:1 || fail "no new disk"
[ "$(disk_of 1)" = rebuilding ] || fail "disk 1 is $(disk_of 1), expected rebuilding"
must 0 'write -P 0x33 256k 64k'
while [ "$(disk_of 1)" = rebuilding ]; do sleep 0.1; done
[ "$(disk_of 1)" = good ] || fail "disk 1 is $(disk_of 1) after its rebuild"
sound
stop
mirrors_equal

start
! grep -q . "$work/log" || fail "a clean array complains: $(cat "$work/log")"
ctl fault disk-fail:0 || fail "no fault"
must 0 'read -P 0x31 0 128k' 'read -P 0x32 128k 64k' 'read -P 0x31 192k 64k' \
  'read -P 0x33 256k 64k' 'read -P 0x40 512k 512k'
must 1 'read -P 0x41 512k 512k'
sound
expect failed_requests 0
stop

# A disk whose image has gone is a new one.
rm "$work/images/disks.3"
start
grep -q '1 disks have no image' "$work/log" || fail "a missing image: $(cat "$work/log")"
while [ "$(disk_of 3)" = rebuilding ]; do sleep 0.1; done
[ "$(disk_of 3)" = good ] || fail "disk 3 is $(disk_of 3)"
stop
cmp "$work/images/disks.2" "$work/images/disks.3" || fail "disk 3 is not what disk 2 is"
exit 0
