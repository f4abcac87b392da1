#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# scripts/report on small reports of every kind, made here or kept in data/: the figures are on the
# page, gates are reached and missed as they must be, what is not there names its command, and the
# page is whole in itself. A browser looks at it in `make report` (scripts/report-check).
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
twinack=${TWINACK_BIN:-build/bin/twinack}
crash=${TWINACK_CRASH_BIN:-build/bin/twinack-crash}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/said" 2>/dev/null
  exit 1
}

# What is wrong with a page that is to stand alone; nothing when it is whole.
structure() { # PAGE
  awk '
    { text = text "\n" $0 }
    END {
      n = split(text, part, "<")
      for (i = 2; i <= n; i++) {
        tag = part[i]
        sub(/>.*/, "", tag)
        name = tag
        sub(/[ \n\/].*/, "", name)
        end = part[i] ~ /^\//
        if (end) { name = tag; sub(/^\//, "", name); depth[name]-- }
        else if (tag !~ /\/[ \n]*$/) depth[name]++
        if (match(tag, /[ \n]id=["\x27][^"\x27]*/)) {
          id = substr(tag, RSTART + 5, RLENGTH - 5)
          if (id in seen) print "id twice: " id
          seen[id] = 1
        }
        while (match(tag, /(href|src)=["\x27][^"\x27]*/)) {
          to = substr(tag, RSTART, RLENGTH)
          tag = substr(tag, RSTART + RLENGTH)
          sub(/^[a-z]*=./, "", to)
          if (to ~ /^#/) wanted[substr(to, 2)] = 1
          else if (to !~ /^data:/) print "leaves the page: " to
        }
        if (name == "img" && part[i] !~ /alt="[^"]/) print "picture without words"
        if (name == "svg" && !end) {
          if (part[i] !~ /role="img"/) print "plot without a role"
          if (part[i + 1] !~ /^title id=.*>./ || part[i + 3] !~ /^desc id=.*>./) print "plot without words"
        }
        if (name == "tr" && !end) cells = 0
        if ((name == "th" || name == "td") && !end) cells++
        if (name == "thead" && end) columns = cells
        if (name == "tr" && end && cells != columns && columns)
          print "a row of " cells " cells, not " columns
        if (name == "table" && end) columns = 0
      }
      for (id in wanted) if (!(id in seen)) print "link without target: #" id
      split("html head body main section figure figcaption svg g " \
        "table tr td th details div p a", pair, " ")
      for (k in pair) if (depth[pair[k]]) print "not closed: " pair[k]
    }' "$1"
}
has() { # TEXT: on the page
  grep -qF -- "$1" "$work/page.html" || fail "not on the page: $1"
}
gate() { # PART pass|miss FIGURE
  local line
  line=$(grep -F ">$1</a></th>" "$work/page.html")
  grep -qF "class=\"$2\"" <<<"$line" || fail "gate of $1 is not $2: $line"
  grep -qF -- "$3" <<<"$line" || fail "gate of $1 does not say $3: $line"
}

# ---- nothing there
mkdir "$work/none"
scripts/report "$work/none" "$work/page.html" >"$work/said" 2>&1 || fail "no page of nothing"
for command in sim report crash sweep coverage formal mutate golden synth bench gallery; do
  has "Not made yet: <code>make $command</code>"
done
[ -z "$(structure "$work/page.html")" ] || fail "empty page: $(structure "$work/page.html")"

# ---- all there
all=$work/all
cp -r tb/report/data "$all"
mkdir -p "$all"/{sim,crash,sweep,report,gallery}
quick=(--set disk.write_us=0 --set disk.read_us=0 --workload count=6,bs=512,span=4k)
{
  "$twinack" run "${quick[@]}" --mode early,sync,through --json "$all/sim/summary.json" \
    --detail "$all/sim/detail.json" &&
  "$twinack" run --config tb/scenarios/claim-05-switchover.ini \
    --json "$all/report/switchover-summary.json" --detail "$all/report/switchover.json" &&
  for sweep in latency depth; do
    "$twinack" sweep "${quick[@]}" --vary link.rate=0.25,0.5 --vary fifo.limit=67,4096 \
      --out "$all/sweep/$sweep" || exit
  done &&
  "$twinack" sweep --workload count=4,write=100,bs=4k,span=64k --set power.validate_us=20 \
    --set power.holdup_us=20 --losses 1 --vary power.topology=third --out "$all/sweep/loss" &&
  "$crash" crash --mode early --topology peer,own --part 9 --json "$all/crash/report.json"
} >"$work/said" 2>&1 || fail "the small reports cannot be made"
# A picture of one dot.
base64 -d >"$all/gallery/brownout.png" <<'EOF'
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==
EOF
scripts/report "$all" "$work/page.html" >"$work/said" 2>&1 || fail "no page"
! grep -q 'class="missing"' "$work/page.html" || fail "something is missing: $(cat "$work/said")"
wrong=$(structure "$work/page.html")
[ -z "$wrong" ] || fail "page: $wrong"
[ "$(grep -c '<svg' "$work/page.html")" = 8 ] || fail "not 8 plots"

number() { jq -r "$2" "$all/$1"; }
grouped() { sed ':a; s/\([0-9]\)\([0-9]\{3\}\)\($\|\xe2\x80\xaf\)/\1\xe2\x80\xaf\2\3/; ta'; }
gate 'Main job' pass 'write ack, median: early '
gate 'Fault matrix' pass "$(number crash/report.json .total.explored | grouped) states"
gate 'Second faults' pass '1 pairs, 0 lost after one fault'
gate Coverage miss 'RTL toggles 91'
gate Proofs pass '2 properties, 1 proved without a bound'
gate Mutation miss '67 of 78 mutants killed, 85.9'
gate 'Seeded bugs' pass '1 of 1 caught'
gate 'Golden vectors' pass '180 runs of the system'
gate Synthesis pass '2 modules on iCE40 HX8K'
gate 'Ack in early mode' pass '65 cycles from the first beat, sync 542'
has "<td class=\"n\">$(number sim/summary.json .modes.sync.write_latency.cycles.p50 | grouped)</td>"
has "exposed for $(number report/switchover-summary.json '.modes.early.failover.exposed_us * 10 | round / 10') µs"
has '&lt;matches&gt; nothing'
has 'held to 40'
has 'load of 0.12, early equals sync from 0.1313'
has "<code>psu:A</code></th><td class=\"n\">✓ $(number crash/report.json \
  '.rows[] | select(.topology == "peer" and .fault == "psu:A" and .second == null) | .survived')</td>"
has 'src="data:image/png;base64,iVBOR'

# ---- one gate turned round each
turned() { # FILE FILTER PART FIGURE
  cp "$all/$1" "$work/keep"
  jq "$2" "$work/keep" >"$all/$1"
  scripts/report "$all" "$work/page.html" >"$work/said" 2>&1 || fail "no page: $1"
  gate "$3" miss "$4"
  grep -qF "missed    $3: " "$work/said" || fail "$3 is missed, and nobody says so"
  cp "$work/keep" "$all/$1"
}
turned sim/summary.json '.modes.early.blocks.lost = 1' 'Main job' early
turned crash/report.json '.good = false' 'Fault matrix' states
turned sweep/loss/sweep.json '.points[0].outcome = "wrong"' 'Second faults' pairs
turned formal/report.json '.jobs[0].bug = "-"' Proofs properties
turned mutate/bugs.json '.[0].caught = false' 'Seeded bugs' '0 of 1'
turned golden/report.json '.signatures.differ = 1' 'Golden vectors' runs
turned synth/report.json '.modules[0].note = "goal missed: lut4<=60"' Synthesis modules
turned bench.json '.ack.early_1_block = 71' 'Ack in early mode' '71 cycles'

# ---- what cannot be read ends it, with its name; the page that was there stays
echo '{"kinds": 5' >"$all/coverage/report.json"
cp "$work/page.html" "$work/before.html"
scripts/report "$all" "$work/page.html" >"$work/said" 2>&1 && fail "a broken report passed"
grep -q "coverage/report.json: not as make coverage leaves it" "$work/said" || fail "it is not named"
cmp "$work/before.html" "$work/page.html" || fail "half a page"

# ---- the look at the structure sees what is broken
broken() { # TEXT SED
  sed "$2" "$work/page.html" >"$work/broken.html"
  structure "$work/broken.html" | grep -qF -- "$1" || fail "not seen: $1"
}
broken 'link without target: #faults' 's/<section id="faults"/<section id="fault"/'
broken 'id twice: gates' 's/id="main"/id="gates"/'
broken 'leaves the page: https://a.b/c' 's|href="#main"|href="https://a.b/c"|'
broken 'picture without words' 's/alt="[^"]*"/alt=""/'
broken 'plot without words' 's/<desc id="\([^"]*\)">[^<]*/<desc id="\1">/'
broken 'not closed: details' '0,/<\/details>/s///'
broken 'a row of ' '0,/<td class="n">/s//<i class="n">/'
exit 0
