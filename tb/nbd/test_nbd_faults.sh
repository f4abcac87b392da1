#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Faults through the control socket while programs write: takeover and return are seen in the
# status; a flush goes to the disks when there is one copy, and need not when there are two; a dead
# array answers with errors, in bounded time, and serves again when its power is back.
. "$(dirname "$0")/lib.sh"

full_of() { # BYTE: of 64 blocks from 1 MiB on
  blocks_of "$1" 2048 64
}

start
must 0 'write -P 0x10 0 512k'
must 1 'write -P 0x20 0 512k'
[ "$(owner_of 0)$(owner_of 1)" = AB ] || fail "at first: $(owner_of 0)$(owner_of 1)"
ctl fault psu-hard:A || fail "no fault"
must 0 'read -P 0x10 0 512k' 'write -P 0x11 0 64k' 'read -P 0x11 0 64k'
must 1 'read -P 0x20 0 512k'
ctl run 2ms || fail "time does not run"
[ "$(owner_of 0)$(owner_of 1)" = BB ] || fail "A is dead: $(owner_of 0)$(owner_of 1)"
expect takeovers 1
ctl fault psu-hard:A 2>/dev/null && fail "A fails twice"
ctl restore B 2>/dev/null && fail "B returns without having failed"
ctl status | grep -q 'A down, rail 0 mV  B alone, rail 3300 mV' || fail "table: $(ctl status)"
[ "$(ctl status | wc -l)" -le 24 ] || fail "the table does not fit a screen"
[ "$(ctl status | wc -L)" -le 80 ] || fail "the table does not fit a screen"

# One copy: what is flushed is on the disks, even if all power goes in the next moment.
must 0 'write -P 0x12 1M 32k' flush
[ "$(full_of 12)" = 64 ] || fail "degraded, a flush is not honest"
must 0 'write -f -P 0x13 1M 32k'
[ "$(full_of 13)" = 64 ] || fail "degraded, a FUA write is not honest"

ctl restore A || fail "no return"
ctl run 5ms || fail "time does not run"
[ "$(owner_of 0)$(owner_of 1)" = AB ] || fail "A is back: $(owner_of 0)$(owner_of 1)"
expect failbacks 1
must 0 'read -P 0x13 1M 32k' 'read -P 0x11 0 64k' 'read -P 0x10 64k 448k'
# Two copies: at once.
must 0 'write -P 0x14 1M 32k' flush
[ "$(full_of 14)" -lt 64 ] || fail "two copies, and a flush waits for the disks all the same"
sound
expect failed_requests 0
for bad in 'fault psu:D' 'fault' 'fault psu:A,' 'restore A:B' 'move 4' 'move x' \
  'move 0 1' 'fault disk-fail:4' 'fault bad-block:0:131072' 'run 0us' 'run 5' \
  'run 99999999ms' 'stop' 'status now' 'fault battery-low:A'; do
  # shellcheck disable=SC2086 # words
  said=$(ctl $bad 2>&1) && fail "accepted: $bad"
  [ "$(wc -l <<<"$said")" = 1 ] || fail "more than a line: $said"
done
"$twinack" ctl "$work/none" status 2>/dev/null && fail "an answer from nobody"
"$twinack" ctl "$work/control" 2>/dev/null
[ $? = 2 ] || fail "no command is bad input"
stop

# Both dead: errors, not silence. Nothing was only in cache, so nothing is lost.
start flush=images patience_us=4000
must 0 'read -P 0x14 1M 32k' 'write -P 0x15 1M 32k' flush
ctl fault psu-hard:A,psu-hard:B || fail "no fault"
must_not 0 'write -P 0x16 2M 32k'
must_not 0 'read 1M 32k'
must_not 1 'flush' 'read 0 4k'
ctl restore A || fail "no return"
ctl restore B || fail "no return"
must 0 'read -P 0x15 1M 32k' 'write -P 0x17 2M 32k' 'read -P 0x17 2M 32k'
must 1 'read -P 0x20 0 512k'
sound
# A dead array cannot be stopped cleanly, but it stops.
ctl fault psu-hard:A,psu-hard:B || fail "no fault"
ctl run 1ms || fail "time does not run"
kill -TERM "$server"
wait "$server" || fail "the server ended with status $?"
server=
grep -q 'cannot be stopped cleanly' "$work/log" || fail "a dead array claims to be clean"
start
grep -q 'was not stopped cleanly' "$work/log" || fail "and to have been"
stop
exit 0
