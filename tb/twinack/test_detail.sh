#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# `twinack run --detail` against the summary of the same run, and the rails of a scenario in which
# A's power unit fails and its mirror FIFO goes to the battery.
set -u
cd "$(dirname "$0")/../.." || exit 1
twinack=${TWINACK_BIN:-build/bin/twinack}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$twinack" run --config tb/scenarios/claim-05-switchover.ini --json "$work/summary.json" \
  --detail "$work/detail.json" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
bad=0
holds() { # WHAT FILTER: of $s and $d, the summary's and the detail's mode early
  jq -en --slurpfile summary "$work/summary.json" --slurpfile detail "$work/detail.json" \
    "\$summary[0].modes.early as \$s | \$detail[0].modes.early as \$d | $2" >/dev/null ||
    { echo "not so: $1"; bad=1; }
}
# The bucket of the request with number ceil(n * p / 1000).
bucket='def bucket($h; $permille):
  ([$h.count[]] | add) as $n | (($n * $permille / 1000) | ceil) as $rank |
  last(label $out | foreach range(0; $h.count | length) as $i ([0, 0];
    [$i, .[1] + $h.count[$i]]; .[0], if .[1] >= $rank then break $out else empty end));'
for kind in write_latency read_latency; do
  holds "$kind counts all requests" "(\$d.$kind.count | add) == \$s.$kind.count"
  holds "$kind has a bound more than counts" \
    "(\$d.$kind.bounds_ps | length) == (\$d.$kind.count | length) + 1"
  for p in 500:p50 990:p99; do
    holds "$kind ${p#*:} lies in its bucket" "$bucket bucket(\$d.$kind; ${p%:*}) as \$b |
      (\$s.$kind.ns.${p#*:} * 1000 | round) as \$ps |
      \$d.$kind.bounds_ps[\$b] <= \$ps and \$ps < \$d.$kind.bounds_ps[\$b + 1]"
  done
done
for fifo in fifo_a_to_b fifo_b_to_a; do
  of=\$d.series.$fifo
  holds "$fifo: no look sees more than the highest" \
    "(\$s.fifos.${fifo#fifo_}.max_beats as \$max | $of.max_beats | all(. <= \$max)) and
     ($of.max_beats | max) > 0"
  holds "$fifo: no mean above its highest" \
    "[$of.max_beats, $of.mean_beats] | transpose | all(.[1] <= .[0])"
done
holds "512 buckets at most, of all the run" '($d.series.rail_a_mv | length) as $n |
  ($s.simulated_ms * 1e6 - $d.series.start_ns) as $ns | ($d.series.bucket_us * 1000) as $each |
  $n <= 512 and $n * $each >= $ns and ($n - 1) * $each <= $ns'
holds "what A left drains to the end" '$d.series.fifo_a_to_b.max_beats[-1] == 0'
holds "rail A is lost" '($d.series.rail_a_mv | min) < 100'
holds "rail B never moves" '$d.series.rail_b_mv | all(. == 3300)'
holds "the FIFO of A sags and stays above retention" \
  '($d.series.rail_fifo_a_to_b_mv | min) as $low | $low >= 2000 and $low < 3300'
exit $bad
