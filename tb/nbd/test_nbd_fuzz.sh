#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# 100,000 malformed and hostile messages, to the server and to its control socket, while another
# client writes and reads on: no crash, no wrong data, everybody else is served.
. "$(dirname "$0")/lib.sh"
seed=${TWINACK_SEED:-1}
messages=${MESSAGES:-70000}

start
must 0 'write -P 0x77 0 256k' flush
"$helpers/nbd_fuzz" nbd "$socket" "$seed" "$messages" &
nbd=$!
"$helpers/nbd_fuzz" control "$work/control" "$seed" $((messages * 3 / 7)) &
control=$!
rounds=0
while kill -0 $nbd 2>/dev/null || kill -0 $control 2>/dev/null; do
  must 0 "write -P $((rounds % 256)) 1000 3000" "read -P $((rounds % 256)) 1000 3000" \
    'read -P 0x77 4k 8k'
  rounds=$((rounds + 1))
done
wait $nbd || fail "NBD messages, seed $seed"
wait $control || fail "control lines, seed $seed"
must 0 'read -P 0x77 4k 252k'
must 1 'write -P 0x78 0 64k' 'read -P 0x78 0 64k'
sound
expect failed_requests 0
echo "$rounds rounds of the other client"
stop
exit 0
