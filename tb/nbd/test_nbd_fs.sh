#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A file system made of a real tree (this project's sources) is copied onto a volume and back, while
# each controller loses its power once on either way: byte for byte the same, and e2fsck finds
# nothing wrong.
. "$(dirname "$0")/lib.sh"

mkdir "$work/tree"
cp -r sw csim rtl "$work/tree"
mke2fs -q -t ext4 -d "$work/tree" -b 1024 "$work/fs" 3M >/dev/null || fail "no file system was made"
size=$(stat -c %s "$work/fs")
e2fsck -fn "$work/fs" >"$work/fsck" 2>&1 || fail "it was wrong before: $(cat "$work/fsck")"

# A fault comes with the N-th ack, or soon after the copy began: it finds the copy on its way,
# however fast this machine is.
pull() { # CONTROLLER WHEN
  ctl "fault" "psu-hard:$1@$2,restore:$1@$2+400us" >"$work/said" || fail "no fault of $1"
}

recovered() { # TAKEOVERS
  expect faults_open 0
  ctl run 4ms >"$work/said" || fail "time does not run"
  expect settled true
  [ "$(status_of takeovers)" -ge "$1" ] || fail "$(status_of takeovers) takeovers, expected $1"
}

start
acks=0
for v in 0 1; do
  pull "$([ $v = 0 ] && echo A || echo B)" "ack:$((acks + 100))"
  nbdcopy --request-size=4096 --requests=16 --flush "$work/fs" "$(uri $v)" || fail "copy to $v"
  recovered $((v + 1))
  acks=$(ctl --json status | sed 's/.*"write":{"count":\([0-9]*\).*/\1/')
done
for v in 0 1; do
  pull "$([ $v = 0 ] && echo B || echo A)" cycle:1
  nbdcopy --request-size=4096 --requests=16 "$(uri $v)" "$work/back" || fail "copy from $v"
  recovered $((v + 3))
  cmp -n "$size" "$work/fs" "$work/back" || fail "what came back of $v is something else"
  head -c "$size" "$work/back" >"$work/cut"
  e2fsck -fn "$work/cut" >"$work/fsck" 2>&1 || fail "e2fsck: $(cat "$work/fsck")"
done
sound
expect failed_requests 0
echo "$(status_of takeovers) takeovers, simulated $(status_of time_us) us"
stop
exit 0
