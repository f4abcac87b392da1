# SPDX-License-Identifier: Apache-2.0
# report.jq: what scripts/report puts on the page of each JSON file: HTML, and data of plots.

# ---- words and numbers

def esc: tostring | @html;
def code: "<code>\(esc)</code>";
# At most so many digits behind the point, without zeros at the end.
def fixed($digits): pow(10; $digits) as $k | ((. * $k | round) / $k | tostring);
# 1234567 as 1 234 567.
def grouped: tostring | explode | reverse
  | [range(0; length) as $i | (if $i > 0 and $i % 3 == 0 then 8239 else empty end), .[$i]]
  | reverse | implode;
def ns: if . == null then "–"
  elif . < 1e3 then "\(fixed(0)) ns"
  elif . < 1e6 then "\(. / 1e3 | fixed(2)) µs"
  else "\(. / 1e6 | fixed(2)) ms" end;
def per_cent: "\(fixed(1))\u00a0%";
def mode_order: ["early", "sync", "through", "local"];
def by_mode: . as $o | [mode_order[] | select($o[.] != null)];

# ---- pieces of HTML

def num: "<td class=\"n\">\(.)</td>";
def txt: "<td>\(.)</td>";
# Rows are arrays of cells; the first is the row's head.
def row: "<tr><th scope=\"row\">\(.[0])</th>\(.[1:] | add // "")</tr>";
def table($caption; $heads; $rows):
  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\($caption | esc)\"><table>"
  + "<caption>\($caption)</caption><thead><tr>"
  + ($heads | map("<th scope=\"col\">\(.)</th>") | add) + "</tr></thead><tbody>"
  + ($rows | map(row) | add // "") + "</tbody></table></div>";
def mark($ok; $yes; $no): if $ok then "<span class=\"pass\">✓ \($yes)</span>"
  else "<span class=\"miss\">✗ \($no)</span>" end;
def reached($ok): mark($ok; "reached"; "missed");
def fold($title; $body): "<details><summary>\($title)</summary>\($body)</details>";

# One line of the list at the top: part, figure, gate, reached or not.
def gate($id; $part; $figure; $gate; $ok):
  [$id, $part, $figure, $gate, (if $ok == null then "none" elif $ok then "pass" else "miss" end)]
  | @tsv;

# ---- twinack run: the summary, and the detail

def main_good: [.modes[] | .blocks.lost + .blocks.torn + .blocks.misplaced + .blocks.alien
                           + .assertions_failed] | add == 0;
def main_gate: gate("main"; "Main job";
  (.modes as $m | $m | by_mode | map("\(.) \($m[.].write_latency.ns.p50 | ns)") | join(", "))
  | "write ack, median: \(.)"; "no block lost or torn, no assertion failed"; main_good);
def main_table:
  .modes as $m | (.modes | by_mode) as $names
  | def line($head; f): [$head] + [$names[] | $m[.] | f | num];
  table("Latency of writes, from when a request was due to its ack"; ["ack mode"] + $names; [
    line("median"; .write_latency.ns.p50 | ns),
    line("99 %"; .write_latency.ns.p99 | ns),
    line("99.9 %"; .write_latency.ns.p99_9 | ns),
    line("longest"; .write_latency.ns.max | ns),
    line("median, cycles"; .write_latency.cycles.p50 | grouped),
    line("requests: writes, reads, flushes";
      "\(.requests.writes | grouped), \(.requests.reads | grouped), \(.requests.flushes | grouped)"),
    line("written, read"; "\(.bytes_written / 1048576 | fixed(1)), \(.bytes_read / 1048576 | fixed(1)) MiB"),
    line("highest FIFO level, beats"; [.fifos[].max_beats] | max | grouped),
    line("waiting for the FIFO, for a slot, cycles";
      "\([.controllers[].stall_cycles.fifo] | add | grouped), \([.controllers[].stall_cycles.slot] | add | grouped)"),
    line("blocks judged; lost, torn";
      "\(.blocks.judged | grouped); \(.blocks.lost | grouped), \(.blocks.torn | grouped)")]);
def main_source: .source | if .kind == "trace"
  then "\(.file | code), \(.requests | grouped) requests, \(if .pace == "trace" then "by its times" else "closed loop" end)"
  else "a workload of \(.requests | grouped) requests" end;
def main_alt: .modes as $m | .modes | by_mode | map("\(.): median \($m[.].write_latency.ns.p50 | ns), "
  + "99 % \($m[.].write_latency.ns.p99 | ns), longest \($m[.].write_latency.ns.max | ns)") | join("; ");

def share: (.count | add // 0) as $all | . as $h | reduce range(0; .count | length) as $i ([0, []];
    (.[0] + $h.count[$i]) as $sum | [$sum, .[1] + [[$h.bounds_ps[$i + 1] / 1e6, 100 * $sum / $all]]])
  | [[$h.bounds_ps[0] / 1e6, 0]] + .[1];
def latency_data: .modes as $m | .modes | by_mode[]
  | "\"\(.)\"", ($m[.].write_latency | share[] | "\(.[0]) \(.[1])"), "", "";
def series_data($mode): .modes[$mode].series
  | . as $s | range(0; .rail_a_mv | length)
  | "\((. + 0.5) * $s.bucket_us) \($s.fifo_a_to_b.max_beats[.]) \($s.fifo_a_to_b.mean_beats[.]) "
    + "\($s.fifo_b_to_a.max_beats[.]) \($s.fifo_b_to_a.mean_beats[.]) \($s.rail_a_mv[.] / 1000) "
    + "\($s.rail_b_mv[.] / 1000) \($s.rail_fifo_a_to_b_mv[.] / 1000) "
    + "\($s.rail_fifo_b_to_a_mv[.] / 1000)";
def series_span($mode): .modes[$mode].series | (.rail_a_mv | length) * .bucket_us;
def fifo_alt($mode): .modes[$mode].series | def of($f): "highest \($f.max_beats | max | grouped) beats, "
  + "mean \(($f.mean_beats | add) / ($f.mean_beats | length) | fixed(0))";
  "A to B: \(of(.fifo_a_to_b)); B to A: \(of(.fifo_b_to_a)); over \((.rail_a_mv | length) * .bucket_us / 1000 | fixed(1)) ms";
def first_below($rail; $mv): first(range(0; $rail | length) | select($rail[.] < $mv)) // null;
# Around the moment at which rail A goes: a range of gnuplot.
def rails_range: .modes.early.series | first_below(.rail_a_mv; 2900) as $at | .bucket_us as $us
  | if $at == null then "[*:*]" else "[\($at * $us - 100):\($at * $us + 500)]" end;
def rails_alt: .modes.early.series as $s | $s
  | (first_below(.rail_a_mv; 2900)) as $at
  | "rail A \(if $at then "is below 2.9 V from \($at * .bucket_us) µs on and falls to \(.rail_a_mv | min / 1000 | fixed(2)) V" else "stays" end); "
    + "rail of FIFO A to B: lowest \(.rail_fifo_a_to_b_mv | min / 1000 | fixed(2)) V, at the end \(.rail_fifo_a_to_b_mv[-1] / 1000 | fixed(2)) V; "
    + "rail B: lowest \(.rail_b_mv | min / 1000 | fixed(2)) V";
def scenario_line: .modes.early.failover
  | "Takeover after \(.takeover_us | fixed(1)) µs, drained after \(.drain_us | fixed(1)) µs, "
    + "exposed for \(.exposed_us | fixed(1)) µs, switchovers \(.switchovers), blocks adopted \(.adopted).";

# ---- twinack crash

def crash_gate: gate("faults"; "Fault matrix";
  "\(.total.explored | grouped) states, \(.total.failures | grouped) lost unexpectedly";
  "nothing lost but what is documented, and the controls lose"; .good);
def lost: .lost_documented + .lost_unexpected + .torn + .broken;
def fault_cell: if . == null then "<td class=\"n dim\">–</td>"
  elif .lost_unexpected + .torn + .broken > 0 then "<td class=\"n bad\">✗ \(lost | grouped) of \(.explored | grouped)</td>"
  elif .lost_documented > 0 then "<td class=\"n doc\">\(.lost_documented | grouped) of \(.explored | grouped) lost</td>"
  elif .blocked > 0 then "<td class=\"n\">✓ \(.explored | grouped) <small>(\(.blocked | grouped) waited)</small></td>"
  else "<td class=\"n\">✓ \(.explored | grouped)</td>" end;
def topologies: ["peer", "third", "battery", "own"];
def cells($rows; f): [topologies[] as $t | first($rows[] | select(.topology == $t)) // null | f] | add;
def matrix($rows; f): [$rows | group_by(.fault)[] | . as $of
  | [(.[0].fault | code), cells($of; f)]];
def singles($mode): [.rows[] | select(.mode == $mode and .second == null)];
def crash_matrix: . as $r | mode_order | map(. as $m | ($r | singles($m)) as $rows
  | if $rows | length == 0 then "" else
    (table("One fault, ack mode \($m): states that survived"; ["fault"] + topologies;
      matrix($rows; fault_cell))
     | if $m == "early" then . else fold("Ack mode \($m)"; .) end) end) | add;
def crash_pairs: [.rows[] | select(.second != null and lost > 0)]
  | if length == 0 then "<p>No pair of faults lost a block.</p>" else
    fold("Pairs of faults that lose: \(length)";
      table("Two faults: what is lost, and why it is documented";
      ["faults", "mode", "topology", "states", "lost", "why"];
      map([("\(.fault), then \(.second)" | code), (.mode | txt), (.topology | txt), (.explored | grouped | num),
           (lost | grouped | num), (.documented // "not documented" | esc | txt)]))) end;
def window($s): if $s == null then "–" else "\($s.median * 5 | ns) <small>(to \($s.max * 5 | ns))</small>" end;
def crash_windows: singles("early") as $rows
  | table("Exposed window after one fault, ack mode early: median and longest"; ["fault"] + topologies;
      matrix($rows; if . == null or .exposed_cycles == null then "<td class=\"n dim\">–</td>" else window(.exposed_cycles) | num end))
  + fold("Takeover"; table("From a controller’s end until its peer serves: median and longest";
      ["fault"] + topologies; matrix([$rows[] | select(.takeover_cycles)];
      if . == null or .takeover_cycles == null then "<td class=\"n dim\">–</td>" else window(.takeover_cycles) | num end)));
def windows_data: singles("early")[] | select(.topology == "peer" or .topology == "battery" or .topology == "third")
  | select(.exposed_cycles.max > 0);
def crash_line: "\(.total.explored | grouped) states explored, \(.total.survived | grouped) survived, "
  + "\(.total.lost_documented | grouped) lost as documented, \(.total.failures | grouped) otherwise; "
  + "\(.total.read_back | grouped) read back through the RTL as well, \(.total.read_back_differing) of them differing. "
  + "Negative controls: topology own lost blocks in \(.negative_controls.own_lost | grouped) states, mode local in \(.negative_controls.local_lost | grouped)."
  + (if .part > 1 then " <strong>Only every \(.part)th piece was explored.</strong>" else "" end);

# ---- twinack sweep

def axis_text($s): . as $p | [$s.axes[].key | "\(split(".")[1]) \($p[.])"] | join(", ");
def sweep_bad: [.points[] | select(.outcome != "good")] | length;
def needs_table: . as $s | ([.axes[].key] - ["fifo.limit"]) as $keys
  | table("The depth that each load needs, beats"; ($keys | map(code)) + ["no write waits", "99 % within 5 %"];
      .needs | map(. as $n | [($keys[0] as $k | $n[$k] | esc)] + [$keys[1:][] as $k | $n[$k] | esc | num]
        + [($n.depth_no_stall // "none in reach" | tostring | num), ($n.depth_p99 | tostring | num)]));
def needs_alt: . as $s | ([.axes[].key] - ["fifo.limit"]) as $keys | .needs | map(. as $n
  | "\([$keys[] as $k | "\($k | split(".")[1]) \($n[$k])"] | join(", ")): \(if .depth_no_stall then "\(.depth_no_stall) beats" else "no depth is enough" end)") | join("; ");
def latency_alt: . as $s | ([.axes[].key] - ["fifo.limit"]) as $keys
  | [.points | group_by([.[$keys[]]])[] | sort_by(."fifo.limit")
    | "\(.[0] as $p | [$keys[] as $k | "\($k | split(".")[1]) \($p[$k])"] | join(", ")): 99 % \(.[0].ack_p99_ns | ns) at \(.[0]."fifo.limit") beats, \(.[-1].ack_p99_ns | ns) at \(.[-1]."fifo.limit")"] | join("; ");
def loss_table: . as $s | table("Pairs of faults: runs that lose, \(.losses) in each line";
    ($s.axes | map(.key | code)) + ["drain, mean", "exposed, mean", "lost after one fault", "after two", "probability", "95 % interval"];
    .points | map(. as $p | [($p[$s.axes[0].key] | esc)] + [$s.axes[1:][] | $p[.key] | esc | num]
      + [(.drain_mean_us * 1e3 | ns | num), (.exposed_mean_us * 1e3 | ns | num), (.single_lost | num), (.double_lost | num),
         (.probability | fixed(2) | num), ("\(.low | fixed(2)) to \(.high | fixed(2))" | num)]));
def loss_alt: . as $s | .points | map("\(axis_text($s)): drain \(.drain_mean_us | fixed(0)) µs, probability \(.probability | fixed(2)) (\(.low | fixed(2)) to \(.high | fixed(2)))") | join("; ");
def loss_gate: gate("losses"; "Second faults";
  "\([.points[] | .runs] | add) pairs, \([.points[] | select(."power.topology" != "own") | .single_lost] | add // 0) lost after one fault";
  "one fault loses nothing but in topology own"; sweep_bad == 0);

# ---- golden, formal, mutate, coverage, synth

def golden_good: .mismatches == 0 and .other == 0 and .signatures.differ == 0;
def golden_gate: gate("golden"; "Golden vectors";
  "\(.files | length) vector files, \(.cycles | grouped) cycles, \(.signatures.runs) runs of the system";
  "every cycle the same in the C models, Verilator and Icarus"; golden_good);
def golden_body: "<p>\(.mismatches) files differ, "
  + "\(.signatures.differ) of \(.signatures.runs) signatures differ. "
  + "\(mark(golden_good; "green"; "not green"))</p>"
  + fold("Files"; table("Golden vectors, each replayed by Verilator and by Icarus";
    ["module", "cycles", "Verilator", "Icarus"];
    .files | map([(.module | code), (.cycles | grouped | num), (.verilator | esc | txt), (.icarus | esc | txt)])));
def formal_ok: (.result == "proved" or .result == "held") and (.cover | test("^[0-9]+$")) and (.bug | test("^[0-9]+$"));
def formal_gate: gate("formal"; "Proofs";
  "\(.jobs | length) properties, \([.jobs[] | select(.result == "proved")] | length) proved without a bound";
  "all hold, each cover reached, each seeded bug found"; (.jobs | length > 0 and all(formal_ok)));
def formal_body: table("Properties";
  ["property", "module", "parameters", "method", "result", "cover at", "bug at", "as it should"];
  .jobs | map([(.name | code), (.module | code | txt), (.parameters | esc | txt), (.method | esc | txt),
    ("\(.result)\(if .bound then " to \(.bound)" else "" end)" | txt), (.cover | esc | num), (.bug | esc | num), (mark(formal_ok; "yes"; "no") | txt)]));
def mutate_total: [.modules[] | .killed] | add;
def mutate_gate: ([.modules[] | .mutants - .equivalent] | add) as $of
  | gate("mutate"; "Mutation"; "\(mutate_total | grouped) of \($of | grouped) mutants killed, \(100 * mutate_total / $of | per_cent)";
    "95 % of modules that matter most, 90 % elsewhere"; (.modules | all(.score >= .goal)));
def mutate_body: table("Mutants of each module";
  ["module", "made", "killed", "equivalent", "survived", "score", "goal", ""];
  .modules | map([(.module | code), (.mutants | num), (.killed | num), (.equivalent | num), (.survived | num),
    (.score | per_cent | num), ("\(.goal) %" | num), (reached(.score >= .goal) | txt)]));
def bugs_gate: gate("mutate"; "Seeded bugs"; "\([.[] | select(.caught)] | length) of \(length) caught by a test";
  "every seeded bug of the controller"; all(.caught));
def bugs_body: fold("Bugs seeded in the controller";
  table("Seeded bugs"; ["bug", "file", "caught by"];
  map([(.bug | esc), (.file | code | txt), (if .caught then .by | esc | txt else mark(false; ""; "missed") | txt end)])));
def coverage_gate: gate("coverage"; "Coverage"; [.kinds[] | "\(.kind) \(.percent | per_cent)"] | join(", ");
  [.kinds[] | "\(.kind) \(.gate) %"] | join(", ");
  (if .quick then null else (.errors | length == 0) and (.kinds | all(.ok)) end));
def coverage_body: (if .quick
  then "<p>A part of the suite only (QUICK=1): gates are not applied.</p>" else "" end)
  + table("What the suite reaches";
    ["kind", "covered", "points", "share", "", "excluded", "gate", ""];
    .kinds | map([(.kind | esc), (.covered | grouped | num), (.points | grouped | num), (.percent | per_cent | num),
      ("<meter min=\"0\" max=\"100\" value=\"\(.percent)\">\(.percent | per_cent)</meter>" | txt), (.excluded | grouped | num),
      ("\(.gate) %" | num), (if .ok == null then "not applied" else reached(.ok) end | txt)]))
  + (if .errors | length > 0 then "<ul class=\"miss\">\(.errors | map("<li>\(esc)</li>") | add)</ul>" else "" end);
def synth_gate: ([.modules[] | select(.goals != "")]) as $with
  | gate("synth"; "Synthesis"; "\(.modules | length) modules on \(.device)";
    ($with | map("\(.module): \(.goals)") | join("; ")); ($with | all(.note | startswith("goal missed") | not)));
def synth_body: table("Cost on \(.device)";
  ["module", "parameters", "LUT4", "flip-flops", "RAMs",
   "MHz, best", "MHz, median", "note"];
  .modules | map([(.module | code), (.parameters | esc | txt), (.lut4 | grouped | num), (.ff | grouped | num), (.ram | num),
    (.mhz | if . == 0 then "–" else tostring end | num), (.mhz_median | if . == 0 then "–" else tostring end | num), (.note | esc | txt)]));

# ---- bench

def bench_gate: gate("bench"; "Ack in early mode";
  "\(.ack.early_1_block) cycles from the first beat, sync \(.ack.sync_1_block)";
  "at most \(.ack.allowed_early) cycles"; .ack.early_1_block <= .ack.allowed_early);
def bench_body:
  table("Ack, cycles from the first data beat"; ["mode", "1 block", "8 blocks"];
    [mode_order[] as $m | [$m, (.ack["\($m)_1_block"] | grouped | num), (.ack["\($m)_8_blocks"] | grouped | num)]])
  + "<p>Mirror FIFO: \(.fifo.summary | esc).</p>"
  + table("Speed of the simulation on the machine that measured";
    ["build", "Mcycles/s", "of the bare model"];
    .simulation | map([(.build | esc), (.mcycles_per_s | fixed(3) | num), (.ratio | fixed(2) | num)]))
  + table("Load at which the FIFO fills, and early is no sooner than sync";
    ["link, beats a clock", "FIFO full from", "early equals sync from"];
    .crossover | map([(.link_beats_per_clock | tostring), (.full_load | tostring | num), (.crossover_load | tostring | num)]))
  + table("Requests through nbdkit"; ["kind", "depth", "requests/s", "cycles each"];
    .nbd.cases | map([(.rw | esc), (.depth | tostring | num), (.requests_per_s | fixed(0) | num), (.cycles_per_request | grouped | num)]));
def crossover_data: .crossover[] | "\"link \(.link_beats_per_clock)\"", (.points[] | "\(.load) \(.early_p50) \(.sync_p50)"), "", "";
def crossover_alt: .crossover | map("link \(.link_beats_per_clock) beats a clock: FIFO full from a load of \(.full_load), early equals sync from \(.crossover_load)") | join("; ");
