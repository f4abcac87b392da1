#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two clients on two volumes at once, clients killed in the middle of what they do, and others that
# come afterwards: everybody has his own contents, and nobody waits for the dead.
. "$(dirname "$0")/lib.sh"

start
head -c 512k /dev/urandom >"$work/a"
head -c 512k /dev/urandom >"$work/b"
nbdcopy --requests=8 "$work/a" "$(uri 0)" &
first=$!
nbdcopy --requests=8 "$work/b" "$(uri 1)" || fail "copy to volume 1"
wait $first || fail "copy to volume 0"

# Each is killed while its write is in the array: time stands there until somebody runs it on.
for i in 1 2 3; do
  qemu-io -f raw -c "write -P $i 8M 2M" "$(uri 0)" >"$work/io.killed" 2>&1 &
  killed=$!
  disown $killed
  while [ "$(status_of clients)" = 0 ]; do sleep 0.02; done
  kill -KILL $killed
  must 1 "write -P $i 4M 64k" "read -P $i 4M 64k"
  must 0 "write -P 0x4$i 12M 4k" "read -P 0x4$i 12M 4k"
done
while [ "$(status_of clients)" != 0 ]; do sleep 0.1; done

# Blocks of a write that was cut off are old or new, never half.
nbdcopy "$(uri 0)" "$work/back" || fail "copy from volume 0"
whole=$(dd if="$work/back" bs=1M skip=8 count=2 status=none | hex_blocks |
  grep -cE '^(00){512}$|^(01){512}$|^(02){512}$|^(03){512}$')
[ "$whole" = 4096 ] || fail "a torn block: $whole of 4096 are whole"
cmp -n 524288 "$work/a" "$work/back" || fail "volume 0 has something else"
nbdcopy "$(uri 1)" "$work/back" || fail "copy from volume 1"
cmp -n 524288 "$work/b" "$work/back" || fail "volume 1 has something else"
sound
expect failed_requests 0
stop
exit 0
