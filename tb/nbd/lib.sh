# SPDX-License-Identifier: Apache-2.0
#
# lib.sh: what the tests of tb/nbd share: an array behind nbdkit in a folder of its own.
#
# Sourced first; goes to the project's folder. $work is removed at the end, with every server that
# is still there. TWINACK_BIN and TWINACK_PLUGIN name the programs under test.

set -u
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
twinack=${TWINACK_BIN:-$PWD/build/bin/twinack}
plugin=${TWINACK_PLUGIN:-$PWD/build/nbdkit-twinack-plugin.so}
helpers=$PWD/build/tb/nbd
work=$(mktemp -d)
socket=$work/socket
server=

fail() {
  echo "FAILED: $1"
  [ ! -e "$work/log" ] || tail -n 20 "$work/log"
  exit 1
}

# Ends with the test, whatever happens to it.
leave() {
  [ -z "$server" ] || disown "$server" 2>/dev/null
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null
  rm -rf "$work"
}
trap leave EXIT

uri() { # VOLUME
  echo "nbd+unix:///$1?socket=$socket"
}

# Starts a server on $work/images; what it says goes to $work/log.
start() { # [PARAMETER=VALUE...]
  mkdir -p "$work/images"
  rm -f "$socket" "$work/pid"
  nbdkit --foreground --unix "$socket" --pidfile "$work/pid" "$plugin" config=sw/nbd/serve.ini \
    "image=$work/images" "control=$work/control" "$@" >"$work/log" 2>&1 &
  server=$!
  while [ ! -s "$work/pid" ]; do
    kill -0 "$server" 2>/dev/null || { server=; fail "the server did not start"; }
    sleep 0.05
  done
}

stop() { # cleanly
  kill -TERM "$server"
  wait "$server" || fail "the server ended with status $?"
  server=
  ! grep -q 'cannot be stopped cleanly' "$work/log" || fail "not stopped cleanly"
}

crash() {
  disown "$server" # the shell need not tell of it
  kill -KILL "$server"
  while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
  server=
}

ctl() {
  "$twinack" ctl "$work/control" "$@"
}

status_of() { # KEY: a number or word at the top of the status
  ctl --json status | sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"
}

expect() { # KEY VALUE
  local seen
  seen=$(status_of "$1")
  [ "$seen" = "$2" ] || fail "$1 is $seen, expected $2"
}

# No array of these tests may ever say otherwise.
sound() {
  expect wrong_blocks 0
  expect assertions_failed 0
  expect both_served false
}

hex_blocks() { od -An -v -tx1 -w512 | tr -d ' '; } # a line for each 512 bytes

# Blocks of the array, as the first disk of each pair has them: a line of hexadecimal each.
# Chunks of 128 blocks go round the two pairs (sw/nbd/serve.ini).
image_blocks() { # FIRST COUNT
  local from=$(($1 / 256 * 128)) count=$((($2 / 256 + 2) * 128))
  for disk in 0 2; do
    dd if="$work/images/disks.$disk" bs=512 skip=$from count=$count status=none |
      hex_blocks | sed "s/^/$disk /"
  done | awk -v from=$from -v first="$1" -v count="$2" '{
    own = from + seen[$1]++
    block = (int(own / 128) * 2 + $1 / 2) * 128 + own % 128
    if (block >= first && block < first + count) print $2
  }'
}

blocks_of() { # BYTE FIRST COUNT: of COUNT blocks of the images from FIRST on, those full of BYTE
  image_blocks "$2" "$3" | grep -c "^\($1\)*$"
}

# After a clean stop both disks of a pair are the same.
mirrors_equal() {
  for disk in 0 2; do
    cmp "$work/images/disks.$disk" "$work/images/disks.$((disk + 1))" || fail "a mirror differs"
  done
}

owner_of() { # VOLUME
  ctl --json status |
    sed "s/.*\"volume\":$1,\"home\":\"[AB]\",\"owner\":\"\{0,1\}\([^,\"}]*\).*/\1/"
}

home_of() { # VOLUME
  ctl --json status | sed "s/.*\"volume\":$1,\"home\":\"\([AB]\)\".*/\1/"
}

io() { # VOLUME COMMAND...: qemu-io; fails as it does
  local volume=$1 args=()
  shift
  for c in "$@"; do args+=(-c "$c"); done
  qemu-io -f raw "${args[@]}" "$(uri "$volume")" >"$work/io" 2>&1 &&
    ! grep -qiE 'failed|error' "$work/io"
}

must() { # VOLUME COMMAND...
  io "$@" || fail "qemu-io $*: $(cat "$work/io")"
}

must_not() { # VOLUME COMMAND...
  ! io "$@" || fail "qemu-io $* was carried out"
}
