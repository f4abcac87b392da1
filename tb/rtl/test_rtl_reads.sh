#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# test_rtl_reads.sh: Verilator, Icarus Verilog and Yosys read the same RTL without a word, at each
# width of a beat; Yosys synthesizes it; and each of them refuses impossible parameters.
#
# Prints one line a check. Exit status: 0 all as it should be, 1 not.

set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/twk-reads.XXXXXX")
trap 'rm -rf "$work"' EXIT
awk -v out=sv -f scripts/layout.awk rtl/twinack.layout >"$work/twk_pkg.sv"

mapfile -t modules < <(find rtl -name '*.sv' | sort)
files=("$work/twk_pkg.sv" "${modules[@]}")
include=(-Irtl/common -Irtl/ecc -Irtl/crc -Irtl/cdc)
failed=0

say() { # RESULT CHECK
  echo "$1: $2"
  [ "$1" = ok ] || failed=1
}

# A tool's whole output and exit status: both must be clean.
clean() { # CHECK COMMAND...
  local check=$1 status
  shift
  "$@" >"$work/log" 2>&1
  status=$?
  if [ $status -eq 0 ] && [ ! -s "$work/log" ]; then
    say ok "$check"
  else
    say FAIL "$check"
    head -20 "$work/log"
  fi
}

# The tool must fail, and say which rule it was.
refuses() { # CHECK RULE COMMAND...
  local check=$1 rule=$2 status
  shift 2
  "$@" >"$work/log" 2>&1
  status=$?
  if [ $status -ne 0 ] && grep -q "$rule" "$work/log"; then
    say ok "$check"
  else
    say FAIL "$check (exit status $status)"
    head -20 "$work/log"
  fi
}

# Parameters are NAME=VALUE words.
with_verilator() {
  verilator --lint-only -Wall -sv --assert "${include[@]}" rtl/lint.vlt --top-module twinack \
    "${@/#/-G}" "${files[@]}"
}
with_icarus() {
  iverilog -g2012 -Wall "${include[@]}" -s twinack "${@/#/-Ptwinack.}" -o "$work/twinack.vvp" \
    "${files[@]}"
}
# Icarus has no elaboration-time $error: a rule stops the simulation at time 0, with exit status 0.
run_icarus() {
  with_icarus "$@" || return 0
  vvp -n "$work/twinack.vvp"
  ! grep -q '^ERROR: ' "$work/log"
}
# -defer: each module is worked out once, with the parameters that it will have.
with_yosys() {
  local set=() p
  for p in "$@"; do set+=(-chparam "${p%=*}" "${p#*=}"); done
  yosys -q -p "read_verilog -defer -sv ${include[*]} ${files[*]}
    hierarchy -check -top twinack ${set[*]}; proc; check -assert"
}

# Small memories, since here they become registers.
synthesize() {
  yosys -q -p "read_verilog -defer -sv ${include[*]} ${files[*]}
    hierarchy -check -top twinack -chparam SLOTS 4 -chparam FIFO_DEPTH 128
    synth -run begin:fine; check -assert; select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr"
}

for width in "DATA_W=32 R=6" "DATA_W=64 R=7" "DATA_W=128 R=8"; do
  read -ra p <<<"$width"
  clean "Verilator -Wall, ${p[0]}" with_verilator "${p[@]}"
  clean "Icarus -Wall, ${p[0]}" with_icarus "${p[@]}"
  clean "Yosys check, ${p[0]}" with_yosys "${p[@]}"
done

# As in the crash builds.
clean "Verilator -Wall, without the host fabric" with_verilator HOST_SWITCH=0
clean "Icarus -Wall, without the host fabric" with_icarus HOST_SWITCH=0
clean "Yosys check, without the host fabric" with_yosys HOST_SWITCH=0

clean "Yosys synthesizes, without a latch" synthesize

# The supplies stand beside the machine; models of parts are read by all three as well.
clean "Verilator -Wall, power_system" verilator --lint-only -Wall -sv --assert "${include[@]}" \
  rtl/lint.vlt --top-module power_system "${files[@]}"
clean "Icarus -Wall, power_system" iverilog -g2012 -Wall "${include[@]}" -s power_system \
  -o "$work/power_system.vvp" "${files[@]}"
clean "Yosys check, power_system" yosys -q -p "read_verilog -defer -sv ${include[*]} ${files[*]}
  hierarchy -check -top power_system; proc; check -assert"

# So does the host fabric.
for width in 32 64 128; do
  clean "Verilator -Wall, host_fabric, DATA_W=$width" verilator --lint-only -Wall -sv --assert \
    "${include[@]}" rtl/lint.vlt --top-module host_fabric -GDATA_W=$width "${files[@]}"
  clean "Icarus -Wall, host_fabric, DATA_W=$width" iverilog -g2012 -Wall "${include[@]}" \
    -s host_fabric -Phost_fabric.DATA_W=$width -o "$work/host_fabric.vvp" "${files[@]}"
done
clean "Yosys check, host_fabric" yosys -q -p "read_verilog -defer -sv ${include[*]} ${files[*]}
  hierarchy -check -top host_fabric; proc; check -assert"
clean "Yosys synthesizes host_fabric, without a latch" \
  yosys -q -p "read_verilog -defer -sv ${include[*]} ${files[*]}
  hierarchy -check -top host_fabric -chparam TAGS 8
  synth -run begin:fine; check -assert; select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr"

while read -r bad rule; do
  refuses "Verilator refuses $bad" "$rule" with_verilator "$bad"
  refuses "Icarus refuses $bad" "$rule" run_icarus "$bad"
  refuses "Yosys refuses $bad" "$rule" with_yosys "$bad"
done <<'BAD'
SLOTS=3 cache: SLOTS must be a power of two
FIFO_DEPTH=64 mirror_fifo: DEPTH must be a power of two that holds a frame
DATA_W=48 DATA_W must be 32, 64 or 128
BAD
exit $failed
