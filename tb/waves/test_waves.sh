#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every scenario has a save file, a picture and two sentences; each signal and filter that a save
# file names is there. A name, a filter and a scenario that are broken are seen. That windows and
# markers are those of the runs is seen where scenarios are run: tb/twinack/test_scenarios.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(dirname "$(dirname "${TWINACK_BIN:-build/bin/twinack}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
wrong() {
  echo "$1"
  bad=1
}

# All names of a waveform; the hierarchy is the same for every run.
"$build/bin/twinack-wave" run --workload count=1,write=100 --wave-only --wave "$work/w.fst" \
  --wave-cycles 1 || exit 1
fst2vcd "$work/w.fst" 2>/dev/null | awk '
  $1 == "$scope" { path = path $3 "." }
  $1 == "$upscope" { sub(/[^.]*\.$/, "", path) }
  $1 == "$var" { print path $5 ($6 == "$end" ? "" : $6) }
  $1 == "$enddefinitions" { exit }' | sort -u >"$work/signals"
[ "$(wc -l <"$work/signals")" -gt 1000 ] || { echo "no signals in the waveform"; exit 1; }

missing() { # SAVE: signals and filters that it names and that are not there
  sed -n 's/^+{[^}]*} //p' "$1" | sort -u | comm -23 - "$work/signals"
  sed -n 's/^\^1 //p' "$1" | sort -u | while read -r filter; do
    [ -s "$filter" ] || echo "$filter"
  done
}

for save in waves/*.gtkw; do
  [ "$(grep -c '^+{' "$save")" -gt 50 ] || wrong "$save: no signals"
  said=$(missing "$save")
  [ -z "$said" ] || wrong "$save names what is not there: $(tr '\n' ' ' <<<"$said")"
done
for scenario in tb/scenarios/*.ini; do
  name=$(basename "$scenario" .ini)
  grep -q '^\[\*\] record ' "waves/$name.gtkw" 2>/dev/null ||
    wrong "$scenario has no waves/$name.gtkw"
  [ -s "docs/gallery/$name.png" ] || wrong "$scenario has no docs/gallery/$name.png: make gallery"
  grep -qF "](gallery/$name.png)" docs/gallery.md || wrong "docs/gallery.md lacks $name"
done
for name in $(awk '$1 == "scenario" { print $2 }' waves/scenarios); do
  [ -e "tb/scenarios/$name.ini" ] || wrong "waves/scenarios: there is no tb/scenarios/$name.ini"
done
scripts/waves "$build" page | diff docs/gallery.md - >/dev/null ||
  wrong "docs/gallery.md is not what waves/scenarios makes: make gallery"

# A window that the run does not reach is said, and leaves nothing.
late=$work/late.fst
said=$("$build/bin/twinack-wave" run --workload count=1,write=100 --wave-only --wave "$late" \
  --wave-from 1000000 2>&1)
[ $? -eq 1 ] && [ "$said" = "twinack run: $late: the run ends before the waveform begins" ] &&
  [ ! -e "$late" ] && [ ! -e "$late.part" ] || wrong "a late window: $said"

# What no run decides is as scripts/waves makes it.
scripts/waves "$build" common "$work"
for file in "$work"/*.filter "$work"/*.gtkw; do
  cmp -s "$file" "waves/$(basename "$file")" ||
    wrong "waves/$(basename "$file") is not what waves/groups makes: make waves-update"
done

# Seen to fail.
sed 's/u_splitter\.state_q/u_splitter.gone_q/' waves/hang.gtkw >"$work/broken"
[ "$(missing "$work/broken" | wc -l)" -eq 2 ] || wrong "a signal that is not there is not seen"
sed 's/st_slot\[15:0\]/st_slot[14:0]/' waves/hang.gtkw >"$work/broken"
[ -n "$(missing "$work/broken")" ] || wrong "a signal of another width is not seen"
sed 's/event\.filter/gone.filter/' waves/hang.gtkw >"$work/broken"
[ "$(missing "$work/broken")" = waves/gone.filter ] || wrong "a filter that is not there is not seen"
said=$(scripts/waves "$build" show no-such-scenario 2>&1)
[ $? -eq 2 ] && [[ $said == "waves: no scenario no-such-scenario; there are: "* ]] ||
  wrong "an unknown scenario: $said"
exit $bad
