#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What `make install` puts below DESTDIR is enough for a user: the example compiles by pkg-config
# and prints ack cycles as they must be, the program runs, nbdkit loads the plugin.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/said"
  exit 1
}
make -s install DESTDIR="$work/root" PREFIX=/opt/twinack >"$work/said" 2>&1 || fail "make install"
there=$work/root/opt/twinack

export PKG_CONFIG_PATH=$there/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/root
pkgconf --validate twinack >"$work/said" 2>&1 || fail "twinack.pc"
read -r -a flags < <(pkgconf --cflags --libs twinack)
# From elsewhere, so that nothing of this tree is found by chance.
cp docs/example.c "$work"
(cd "$work" && gcc -std=c11 -Wall -Wextra -Werror example.c "${flags[@]}" -o example) \
  >"$work/said" 2>&1 || fail "the example does not compile: ${flags[*]}"
"$work/example" >"$work/said" 2>&1 || fail "the example failed"
# 64 beats go to both memories; no ack may come before the last, and 70 cycles are allowed. In sync
# the frame of 67 beats crosses the link at half its rate, and the wire takes 200 cycles each way.
awk '$1 == "early" { early = $2 } $1 == "sync" { sync = $2 }
  END { exit !(early > 64 && early <= 70 && sync > early + 67 + 400 && sync < 700) }' \
  "$work/said" || fail "the example's cycles"

env -u TWINACK_BIN "$there/bin/twinack" run --workload count=20 >"$work/said" 2>&1 ||
  fail "twinack run"
[ -x "$there/bin/twinack-wave" ] || fail "no twinack-wave"
version=$(pkgconf --modversion twinack)
"$there/bin/twinack" --version | grep -qx "twinack $version" || fail "versions differ: $version"
nbdkit --dump-plugin "$there/lib/nbdkit/plugins/nbdkit-twinack-plugin.so" >"$work/said" 2>&1 ||
  fail "nbdkit does not load the plugin"
bash -n "$there/share/bash-completion/completions/twinack" 2>"$work/said" || fail "completion"
make -s install DESTDIR="$work/other" PREFIX=relative >"$work/said" 2>&1 &&
  fail "PREFIX=relative was taken"
exit 0
