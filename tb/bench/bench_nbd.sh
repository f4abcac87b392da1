#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# bench_nbd.sh: requests a second that fio gets from volumes of an array, beside nbdkit's memory
# plugin in the same run, and simulated cycles a request; growth with clients and volumes.
#
# Usage: tb/bench/bench_nbd.sh      JSON on stdout. COUNT (default 300): requests of a case.
# Requests are 4 KiB at random in 4 MiB. Speeds are this machine's; ratios and cycles say more.

. "$(dirname "$0")/../nbd/lib.sh"
count=${COUNT:-300}

fio_on() { # URI RW DEPTH REQUESTS -> requests a second
  local field=8
  [ "$2" = randread ] || field=49
  fio --minimal --name=b --ioengine=nbd --uri="$1" --rw="$2" --bs=4k --size=4M --norandommap \
    --io_size="$(($4 * 4096))" --iodepth="$3" --randseed=1 | awk -F';' -v f=$field '/^3;/ { print $f }'
}

simulated() { # cycles of A so far
  ctl --json status | sed 's/.*"cycles":\[\([0-9]*\),.*/\1/'
}

memory() { # RW DEPTH
  nbdkit -U - memory 32M --run "COUNT=$count tb/bench/bench_nbd.sh fio \"\$uri\" $1 $2 20000"
}

case_of() { # RW DEPTH
  local before cycles mine theirs
  before=$(simulated)
  mine=$(fio_on "$(uri 0)" "$1" "$2" "$count")
  cycles=$((($(simulated) - before) / count))
  theirs=$(memory "$1" "$2")
  awk -v rw="$1" -v d="$2" -v m="$mine" -v t="$theirs" -v c="$cycles" 'BEGIN {
    printf "{\"rw\": \"%s\", \"depth\": %d, \"requests_per_s\": %.1f, ", rw, d, m
    printf "\"memory_per_s\": %.1f, \"ratio\": %.5f, \"cycles_per_request\": %d}", t, m / t, c }'
}

# All clients of a case begin together; the sum of what each gets.
growth() { # CLIENTS VOLUMES
  local i before cycles
  before=$(simulated)
  for ((i = 0; i < $1; i++)); do
    fio_on "$(uri $((i % $2)))" randwrite 4 $((count / $1)) >"$work/client.$i" &
    clients[i]=$!
  done
  for ((i = 0; i < $1; i++)); do wait "${clients[i]}" || fail "a client"; done
  cycles=$((($(simulated) - before) / count))
  cat "$work"/client.* | awk -v k="$1" -v v="$2" -v c="$cycles" '{ sum += $1 } END {
    printf "{\"clients\": %d, \"volumes\": %d, \"requests_per_s\": %.1f, ", k, v, sum
    printf "\"cycles_per_request\": %d}", c }'
  rm "$work"/client.*
}

if [ "${1:-}" = fio ]; then
  shift
  fio_on "$@"
  exit
fi

start parallel=yes
must 0 'write -P 1 0 4M' flush
must 1 'write -P 1 0 4M' flush
printf '{"requests": %d, "cases": [\n' "$count"
comma=
for rw in randwrite randread; do
  for depth in 1 16; do
    printf '%s%s' "$comma" "$(case_of $rw $depth)"
    comma=$',\n'
  done
done
printf '\n],"growth": [\n'
comma=
for shape in '1 1' '2 1' '4 1' '2 2' '4 2' '8 2'; do
  # shellcheck disable=SC2086 # two words
  printf '%s%s' "$comma" "$(growth $shape)"
  comma=$',\n'
done
printf '\n]}\n'
sound
stop
