#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the protocol asks of a volume: exports, sizes, patterns at every alignment, zeros, trim,
# extents, errors; and bad parameters are refused with a line.
. "$(dirname "$0")/lib.sh"

start
sizes=$(nbdinfo --json --list "$(uri "")" | grep -c '"export-size": 16777216')
[ "$sizes" = 4 ] || fail "expected four exports of 16 MiB, found $sizes"
for wanted in '"block_size_minimum": 1' '"can_fua": true' '"can_multi_conn": true' \
  '"can_flush": true' '"can_trim": true' '"can_zero": true'; do
  nbdinfo --json "$(uri 0)" | grep -q "$wanted" || fail "not said: $wanted"
done
for socket_file in "$socket" "$work/control"; do [ -S "$socket_file" ] || fail "$socket_file"; done
[ "$(stat -c %a "$work/control")" = 600 ] || fail "the control socket is not its owner's alone"
! nbdinfo "$(uri 4)" >/dev/null 2>&1 || fail "there is a volume 4"
! nbdinfo "$(uri 0x)" >/dev/null 2>&1 || fail "there is a volume 0x"

must 0 'read -P 0 0 64k' 'write -P 0x11 0 64k' 'read -P 0x11 0 64k'
must "" 'read -P 0x11 0 64k' # the default export
must 1 'read -P 0 0 64k'
must 0 'write -P 0x22 511 2' 'read -P 0x11 0 511' 'read -P 0x22 511 2' 'read -P 0x11 513 4096'
must 0 'write -P 0x33 1024 1' 'read -P 0x33 1024 1' 'read -P 0x11 1025 511'
must 0 'write -P 0x44 16776703 513' 'read -P 0x44 16776703 513' 'read -P 0 16776192 511'
must 0 'write -f -P 0x55 8192 4096' 'read -P 0x55 8192 4096' flush
must 0 'write -P 0x66 1M 300k' 'read -P 0x66 1M 300k'
must 0 'write -z 1049600 1000' 'read -P 0x66 1M 1024' 'read -P 0 1049600 1000' \
  'read -P 0x66 1050600 1k'
must 0 'discard 1M 64k' 'read -P 0 1M 64k' 'read -P 0x66 1114112 4k'
must_not 0 'write -P 1 16777216 512'
must_not 0 'read 16776784 1024'

# Written; untouched up to 1 MiB, then trimmed; written; untouched; the last two blocks written.
map=$(nbdinfo --map "$(uri 0)" | awk '{ print $1 ":" $2 ":" $3 }' | tr '\n' ' ')
[ "$map" = "0:65536:0 65536:1048576:3 1114112:241664:0 1355776:15420416:3 16776192:1024:0 " ] ||
  fail "extents: $map"
sound

# Nobody else gets these images, or this socket.
said=$(nbdkit --foreground -U "$work/other" "$plugin" config=sw/nbd/serve.ini \
  "image=$work/images" 2>&1) && fail "two servers on one image"
[[ $said == *"another process serves these images"* ]] || fail "second server: $said"
said=$(nbdkit --foreground -U "$work/other" "$plugin" "control=$work/control" 2>&1) &&
  fail "two servers on one control socket"
[[ $said == *"is in use"* ]] || fail "second control socket: $said"
stop
[ ! -e "$work/control" ] || fail "the control socket is left"

refused() { # PARAMETER PATTERN
  said=$(nbdkit -U - "$plugin" "$1" --run true 2>&1) && fail "$1 was accepted"
  [[ $said == *$2* ]] || fail "$1: $said"
}
touch "$work/file"
refused volume=1 "volume: bad value '1', expected"
refused mode=early,sync 'mode: 2 of them, expected one'
refused topology=ring "topology: bad value 'ring', expected"
refused flush=never "flush: bad value 'never', expected array or images"
refused parallel=perhaps "parallel: bad value 'perhaps', expected no or yes"
refused storm_us=-1 "storm_us: bad value '-1', expected microseconds"
refused colour=red "unknown parameter 'colour', expected"
refused set=disk "set: bad value 'disk', expected SECTION.KEY=VALUE"
refused fault=psu:D "fault 'psu:D'"
refused fault=restore:A "nothing of it has failed before"
refused "control=$work/file" "is there and not a socket, expected"
refused "config=$work/none" "No such file"
exit 0
