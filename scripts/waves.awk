# SPDX-License-Identifier: Apache-2.0
# Makes GTKWave save files and filters of waves/groups. Runs in the sources' folder.
#
#   -v make=filters -v dir=DIR   all filters into DIR
#   -v make=save                 one save file, on stdout, with
#     -v open="power.A host.A ..."   groups that are open, in order at the top; others are closed
#     -v from=PS -v to=PS            what is in sight; to 0 or none: all
#     -v markers="PS NAME|PS NAME..." -v title=TEXT
#     -v dump=FILE                   the waveform, as seen from the save file
#     -v record="US CYCLES"          what of the run is to be recorded, for scripts/waves
# Exit status 2 and one line on what is not understood.

function fail(why) { printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"; bad = 1; exit 2 }

# ---- filters: lines "VALUE NAME", the value as GTKWave shows it: binary, or in hexadecimal
function names_of(kind, what,   line, on, prefix, n, part, i) {
  prefix = ""
  if (kind == "layout") {
    while ((getline line < "rtl/twinack.layout") > 0) {
      sub(/#.*/, "", line)
      n = split(line, part)
      if (part[1] ~ /^(const|enum|record)$/) on = part[1] == "enum" && part[2] == what
      else if (on && n == 2) add_name(part[2], part[1])
    }
    close("rtl/twinack.layout")
  } else if (kind == "c") {
    while ((getline line < "sw/controller/controller_state.h") > 0) {
      if (line ~ "^enum " what " ") on = 1
      else if (line ~ /^}/) on = 0
      else if (on && match(line, /[A-Z][A-Z_]*/)) {
        part[1] = substr(line, RSTART, RLENGTH)
        sub(/^[A-Z]*_/, "", part[1])
        add_name(names, part[1])
      }
    }
    close("sw/controller/controller_state.h")
  } else if (kind == "sv") {
    while ((getline line < what) > 0) {
      if (line !~ /localparam logic \[[0-9]*:0\] [A-Z]/ || line !~ /'d/) continue
      sub(/.*:0\] /, "", line)
      n = split(line, part, /[,;=]/)
      for (i = 1; i < n; i += 2) {
        gsub(/ /, "", part[i])
        sub(/.*'d/, "", part[i + 1])
        add_name(part[i + 1], part[i])
      }
    }
    close(what)
  } else fail("layout, c or sv expected")
  if (names == 0) fail("no names in " what)
}
function add_name(value, name) { names++; text = text sprintf("%X %s\n", value, name) }

# ---- save files
function named(text, side) {
  if (side == "") return text
  gsub(/@@/, side, text); gsub(/@/, tolower(side), text)
  gsub(/%%/, side == "A" ? "B" : "A", text); gsub(/%/, side == "A" ? "b" : "a", text)
  gsub(/#/, side == "A" ? 0 : 1, text)
  return text
}
function signal(name) { return name ~ /^firmware\./ ? name : "TOP.twinack." name }
function colour_of(d, side) { return d == "standby" ? domain[d] : domain[d, side] }
function show(g, side, open,   i, title, label) {
  title = named(group_title[g], side)
  printf "@%s\n-%s\n", open ? "800200" : "c00200", title
  for (i = 1; i <= rows[g]; i++) {
    label = row_label[g, i]
    if (row_radix[g, i] in filter) print "@2022\n^1 waves/" row_radix[g, i] ".filter"
    else print "@" flags[row_radix[g, i]]
    printf "[color] %d\n+{%s} %s\n", colour_of(group_domain[g], side), named_label(label, side),
      signal(named(row_signal[g, i], side))
    if (row_radix[g, i] == "analog") print "@20000\n-\n-"
  }
  printf "@%s\n-%s\n", open ? "1000200" : "1401200", title
}
function named_label(label, side) {
  gsub(/_/, " ", label)
  return label (side == "" ? "" : " " side)
}
# What is in sight: its width by that of the grid that zoom counts in.
function log2(x) { return log(x) / log(2) }

BEGIN {
  # GTKWave's colours: 1 red, 2 orange, 3 yellow, 4 green, 5 blue, 6 indigo, 7 violet.
  domain["standby"] = 1
  domain["own", "A"] = domain["peer", "B"] = 4
  domain["own", "B"] = domain["peer", "A"] = 3
  domain["fifo", "A"] = 2
  domain["fifo", "B"] = 7
  FRAMES = 4.6
  flags["bit"] = "28"; flags["hex"] = "22"; flags["dec"] = "24"; flags["analog"] = "88024"
}
/^#/ || NF == 0 { next }
$1 == "filter" {
  if (NF < 4) fail("filter NAME SOURCE WHAT expected")
  filter[$2] = 1
  if (make != "filters") next
  names = 0; text = ""
  names_of($3, $4)
  for (i = 5; i <= NF; i++) { split($i, v, "="); add_name(v[1], v[2]) }
  printf "%s", text > (dir "/" $2 ".filter")
  close(dir "/" $2 ".filter")
  next
}
$1 == "group" {
  if (NF < 5 || $4 !~ /^(own|peer|fifo|standby)$/ || $3 !~ /^[12]$/)
    fail("group NAME SIDES DOMAIN TITLE expected")
  g = $2; order[++groups] = g; sides[g] = $3; group_domain[g] = $4
  group_title[g] = $0
  sub(/^group +[^ ]+ +[^ ]+ +[^ ]+ +/, "", group_title[g])
  next
}
{
  if (NF != 3 || g == "" || !($1 in flags || $1 in filter)) fail("RADIX LABEL SIGNAL expected")
  i = ++rows[g]
  row_radix[g, i] = $1; row_label[g, i] = $2; row_signal[g, i] = $3
}
END {
  if (bad) exit 2
  if (make != "save") exit 0
  print "[*] made by scripts/waves of waves/groups and waves/scenarios"
  if (record != "") print "[*] record " record
  if (dump != "") printf "[dumpfile] \"%s\"\n", dump
  if (to > 0) printf "[timestart] %.0f\n", from
  print "[size] 1300 1400\n[pos] -1 -1"
  n = split(markers, m, "|")
  line = "*" (to > 0 ? sprintf("%.6f", -log2((to - from) / FRAMES)) : "0.000000") " -1"
  for (i = 1; i <= 26; i++) line = line " " (i <= n ? m[i] + 0 : -1)
  print line
  for (i = 1; i <= n; i++) {
    sub(/^[0-9]+ /, "", m[i])
    printf "[markername] %c%s\n", 64 + i, m[i]
  }
  print "[sst_width] 200\n[signals_width] 260\n[sst_expanded] 0\n[sst_vpaned_height] 300"
  print "@200\n-" title
  n = split(open, o, " ")
  for (i = 1; i <= n; i++) {
    g = o[i]; side = ""
    if (g ~ /\.[AB]$/) { side = substr(g, length(g)); sub(/\.[AB]$/, "", g) }
    if (!(g in sides) || (sides[g] == 2) != (side != "")) {
      printf "waves: no group %s\n", o[i] > "/dev/stderr"
      exit 2
    }
    shown[g, side] = 1
    show(g, side, 1)
  }
  for (i = 1; i <= groups; i++) {
    g = order[i]
    if (sides[g] == 1) { if (!((g, "") in shown)) show(g, "", 0) }
    else {
      if (!((g, "A") in shown)) show(g, "A", 0)
      if (!((g, "B") in shown)) show(g, "B", 0)
    }
  }
}
