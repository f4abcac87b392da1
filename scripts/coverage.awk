# SPDX-License-Identifier: Apache-2.0
#
# coverage.awk: one list of points out of the files that coverage runs leave.
#
# Usage: awk -f scripts/coverage.awk FILE...     .dat as Verilator writes them, .points as
#        tb/coverplan/strike_points.c, .info as lcov
# Out, tab between: KIND FILE LINE COLUMN WHAT COUNT LINES, in the order of reading
#   KIND  line, branch, toggle (RTL), point (cover property), single, strike (crash exploration),
#         cline (C)
#   WHAT  signal or bit, arm of the branch, name of the point
#   LINES that a line or branch stands for
# A point is one place in the source: what any instance, with any parameters, in any run has hit.
BEGIN {
  FS = "\001"
  OFS = "\t"
}

function add(key, lines, count) {
  if (!(key in seen)) {
    seen[key] = ++points
    name[points] = key
    span[points] = lines
  }
  hits[seen[key]] += count
}

# C '\001f\002FILE\001l\002LINE...\001h\002PATH' COUNT; a field's first letters name it.
FILENAME ~ /\.dat$/ && /^C / {
  file = line = column = kind = what = lines = ""
  for (i = 2; i <= NF; i++) {
    at = index($i, "\002")
    tag = substr($i, 1, at - 1)
    text = substr($i, at + 1)
    if (tag == "f") file = text
    else if (tag == "l") line = text
    else if (tag == "n") column = text
    else if (tag == "o") what = text
    else if (tag == "S") lines = text
    else if (tag == "page") kind = text
  }
  sub(/^v_/, "", kind)
  sub(/\/.*/, "", kind)
  if (kind == "user") kind = "point"
  # Only looked at: its own signals are no part of the hardware.
  if (kind != "point" && file ~ /^tb\//) next
  gsub(/\/+/, "/", file)
  sub(/'.*/, "", lines)
  sub(/'.*/, "", what)
  count = $NF
  sub(/.*' /, "", count)
  add(kind OFS file OFS line OFS column OFS what, lines, count)
}

FILENAME ~ /\.points$/ {
  n = split($0, word, " ")
  key = word[2]
  for (i = 3; i < n; i++) key = key "/" word[i]
  add(word[1] OFS "-" OFS 0 OFS 0 OFS key, "", word[n])
}

FILENAME ~ /\.info$/ && /^SF:/ { source = substr($0, 4) }
FILENAME ~ /\.info$/ && /^DA:/ {
  split(substr($0, 4), word, ",")
  add("cline" OFS source OFS word[1] OFS 0 OFS "line", word[1], word[2])
}

END {
  for (i = 1; i <= points; i++) print name[i], hits[i], span[i] == "" ? "-" : span[i]
}
