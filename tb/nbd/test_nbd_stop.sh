#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A clean stop leaves everything on the images. A killed process leaves images that open again, and
# what was lost is said exactly: counted here from the image itself. flush=images loses nothing that
# was flushed.
. "$(dirname "$0")/lib.sh"

start
must 0 'write -P 0xa1 0 256k'
must 1 'write -P 0xa2 100 200000'
stop
[ "$(blocks_of a1 0 512)" = 512 ] || fail "volume 0 is not on the image"
[ "$(blocks_of a2 32768 391)" = 389 ] || fail "volume 1 is not on the image"
mirrors_equal

# What a clean stop left is there, and nothing is reported.
start
! grep -q . "$work/log" || fail "a clean array complains"
must 0 'read -P 0xa1 0 256k'
must 1 'read -P 0xa2 100 200000' 'read -P 0 0 100'
# Few enough that the array need not put them on its disks.
must 0 'write -P 0xb1 0 40k' 'write -P 0xb2 1M 10k'
crash
on_image=$(($(blocks_of b1 0 80) + $(blocks_of b2 2048 20)))
[ "$on_image" -lt 100 ] || fail "nothing was only in cache, so there is nothing to see"

start
lost=$(sed -n 's/.*array was not stopped cleanly.* are lost: \([0-9]*\) blocks.*/\1/p' "$work/log")
[ "$lost" = $((100 - on_image)) ] || fail "lost is said to be '$lost', expected $((100 - on_image))"
expect lost_at_start "$lost"
[ "$on_image" != 0 ] || grep -q '0:0-79 0:2048-2067' "$work/log" || fail "ranges are not named"
# What is lost is what was there before, and it is said once.
must 0 'read -P 0xa1 40k 200k'
[ "$on_image" != 0 ] || must 0 'read -P 0xa1 0 40k' 'read -P 0 1M 10k'
sound
crash
start
grep -q 'are lost: 0 blocks' "$work/log" || fail "a kill without a write lost something"
grep -q 'disks were not closed cleanly' "$work/log" || fail "the disks do not say so"
stop

# Flushed onto the images.
start flush=images
must 0 'write -P 0xc1 0 40k' flush 'write -f -P 0xc2 2M 4k'
crash
[ "$(blocks_of c1 0 80)" = 80 ] || fail "a flush did not reach the image"
[ "$(blocks_of c2 4096 8)" = 8 ] || fail "a FUA write did not reach the image"
start
grep -q 'are lost: 0 blocks' "$work/log" || fail "flushed blocks are said to be lost"
must 0 'read -P 0xc1 0 40k' 'read -P 0xc2 2M 4k'
stop

# Images made by something else are served as they are.
rm -r "$work/images"
mkdir "$work/images"
# Byte 1000000 is byte 16960 of chunk 15, which is chunk 7 of the second pair. Its second disk is
# made equal to the first.
for disk in 0 1 2 3; do truncate -s 32M "$work/images/disks.$disk"; done
printf 'made elsewhere' |
  dd of="$work/images/disks.2" bs=1 seek=$((7 * 65536 + 16960)) conv=notrunc status=none
start
grep -q ': 1 blocks of mirrors differed' "$work/log" || fail "mirrors: $(cat "$work/log")"
nbdcopy "$(uri 0)" - | tail -c +1000001 | head -c 14 | grep -qx 'made elsewhere' ||
  fail "contents from elsewhere are not served"
nbdinfo --map "$(uri 0)" | grep -qE '^ *999936 +512 +0 ' || fail "and not listed as data"
stop

# Not the array's journal.
truncate -s 8192 "$work/images/journal"
said=$(nbdkit --foreground -U "$work/other" "$plugin" config=sw/nbd/serve.ini \
  "image=$work/images" 2>&1) && fail "a cut journal was accepted"
[[ $said == *"its size is that of other volumes, expected"* ]] || fail "cut journal: $said"
exit 0
