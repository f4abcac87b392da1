# SPDX-License-Identifier: Apache-2.0
#
# coverage-report.awk: points against plan, exclusions and gates.
#
# Usage: awk -v out=DIR -v quick=0|1 -f scripts/coverage-report.awk PLAN EXCLUSIONS POINTS
#        POINTS as scripts/coverage.awk makes them; both tables explain themselves. With quick=1 no
#        gate applies, and what only a whole run reaches is not missed.
# Prints the table and the first points not covered. Writes in DIR: uncovered.txt (all of them),
# report.json, rtl.info (lines of the RTL, for genhtml).
# Exit status: 0 good; 1 below a gate, or plan or exclusions do not fit.
#        awk -v wanted=1 -f scripts/coverage-report.awk PLAN
#        prints the combinations of the plan that are not impossible, a line each, with spaces.
BEGIN {
  FS = "\t"
  SHOWN = 20
  kinds = split("line branch toggle functional cline", kind_name, " ")
  split("RTL lines,RTL branches,RTL toggles,functional,C lines", title, ",")
  split("100 100 95 100 95", gate, " ")
}

function trim(s) {
  gsub(/^[ \t]+|[ \t]+$/, "", s)
  return s
}

function wrong(text) {
  error[++errors] = text
}

# ---- the plan
FILENAME == ARGV[1] {
  if ($0 ~ /^[ \t]*(#|$)/) next
  words = split(trim($0), w, /[ \t]+/)
  at = FILENAME ":" FNR ": "
  if (w[1] == "point" && words > 2) {
    if (w[2] in row) wrong(at "point " w[2] ": twice in the plan")
    row[w[2]] = at
    row_name[++rows] = w[2]
  } else if (w[1] == "list" && words == 3) {
    if (w[2] in list_of) w[3] = list_of[w[2]] "," w[3]
    list_of[w[2]] = w[3]
  } else if (w[1] == "cross" && words > 2) {
    for (i = 3; i <= words; i++) dimension[i - 2] = spelled(w[i])
    expand(w[2], words - 2, at)
  } else if (w[1] == "never" && match($0, /: /)) {
    reason = substr($0, RSTART + 2)
    n = split(trim(substr($0, 1, RSTART - 1)), w, /[ \t]+/)
    never_cross[++nevers] = w[2]
    never_width[nevers] = n - 2
    never_at[nevers] = at
    for (i = 3; i <= n; i++) never[nevers, i - 2] = w[i]
  } else
    wrong(at "not understood, expected point NAME TEXT, list NAME LIST, " \
          "cross NAME LIST... or never NAME LIST... : REASON")
  next
}

# With the lists that it names written out.
function spelled(list,    value, n, i, all) {
  n = split(list, value, ",")
  for (i = 1; i <= n; i++)
    all = all (i > 1 ? "," : "") (value[i] ~ /^@/ ? list_of[substr(value[i], 2)] : value[i])
  return all
}

# Every combination becomes a row: keys so far, each with every value of the next dimension.
function expand(cross, width, at,    d, k, v, n, keys, values, value, key, longer) {
  keys = 1
  key[1] = ""
  for (d = 1; d <= width; d++) {
    values = split(dimension[d], value, ",")
    n = 0
    for (k = 1; k <= keys; k++)
      for (v = 1; v <= values; v++) longer[++n] = key[k] (d > 1 ? "/" : "") value[v]
    for (keys = 0; keys < n; ) {
      keys++
      key[keys] = longer[keys]
    }
  }
  for (k = 1; k <= keys; k++) {
    if ((cross SUBSEP key[k]) in row) wrong(at cross " " key[k] ": twice in the plan")
    row[cross, key[k]] = at
    row_name[++rows] = cross SUBSEP key[k]
  }
}

# One of a list with commas; * at its end stands for any rest.
function listed(word, list,    value, n, i, v) {
  n = split(list, value, ",")
  for (i = 1; i <= n; i++) {
    v = value[i]
    if (v == word || (v ~ /\*$/ && index(word, substr(v, 1, length(v) - 1)) == 1)) return 1
  }
  return 0
}

# Number of the rule that makes a row of a cross impossible, or 0.
function impossible(cross, key,    part, n, r, i) {
  n = split(key, part, "/")
  for (r = 1; r <= nevers; r++) {
    if (never_cross[r] != cross || never_width[r] != n) continue
    for (i = 1; i <= n && listed(part[i], never[r, i]); i++);
    if (i > n) return r
  }
  return 0
}

# ---- exclusions: KIND | FILE | PATTERN | REASON
FILENAME == ARGV[2] {
  if ($0 ~ /^[ \t]*(#|$)/) next
  n = split($0, f, / \| /)
  if (n != 4 || trim(f[4]) == "") {
    wrong(FILENAME ":" FNR ": not understood, expected KIND | FILE | PATTERN | REASON")
    next
  }
  excluded++
  ex_at[excluded] = FILENAME ":" FNR ": "
  ex_kind[excluded] = trim(f[1])
  ex_file[excluded] = trim(f[2])
  ex_text[excluded] = trim(f[3])
  next
}

function source_line(file, number,    text, n) {
  if (!(file in loaded)) {
    loaded[file] = 1
    while ((getline text < file) > 0) source[file, ++n] = trim(text)
    close(file)
  }
  return source[file, number]
}

# What a pattern is held against.
function subject(kind, file, line, what) {
  if (kind == "toggle") return what
  if (kind == "branch") return what ": " source_line(file, line)
  return source_line(file, line)
}

function exclusion(kind, file, text,    e) {
  for (e = 1; e <= excluded; e++)
    if (ex_kind[e] == kind && (ex_file[e] == file || ex_file[e] == "*") && text ~ ex_text[e])
      return e
  return 0
}

# ---- points
{
  kind = $1
  count = $6
  if (kind == "point" || kind == "single" || kind == "strike") {
    point[kind == "point" ? $5 : kind SUBSEP $5] += count
    next
  }
  text = subject(kind, $2, $3, $5)
  e = exclusion(kind, $2, text)
  if (e) {
    ex_used[e] = 1
    if (count > 0) wrong(ex_at[e] "covered, so not to be excluded: " $2 ":" $3 ": " text)
    gone[kind]++
    next
  }
  total[kind]++
  if (count > 0) covered[kind]++
  else miss(kind, $2 ":" $3 ": " text)
  if (kind != "cline") note_lines($2, $7, count)
}

function miss(kind, text) {
  missed[kind, ++misses[kind]] = text
}

# A line of the RTL was reached when anything on it was.
function note_lines(file, spans, count,    n, i, part, ends, l) {
  n = split(spans, part, ",")
  for (i = 1; i <= n; i++) {
    if (part[i] !~ /^[0-9]/) continue
    if (split(part[i], ends, "-") == 1) ends[2] = ends[1]
    for (l = ends[1] + 0; l <= ends[2] + 0; l++) {
      if (!((file, l) in hit)) line_list[file] = line_list[file] " " l
      hit[file, l] += count
    }
  }
}

function check_plan(    i, key, part, r) {
  for (i = 1; i <= rows; i++) {
    key = row_name[i]
    split(key, part, SUBSEP)
    r = index(key, SUBSEP) ? impossible(part[1], part[2]) : 0
    if (!(key in point)) {
      if (!(quick && index(key, SUBSEP))) wrong(row[key] readable(key) ": no such point")
      continue
    }
    if (r) {
      never_used[r] = 1
      gone["functional"]++
      if (point[key] > 0) wrong(never_at[r] "reached, so not impossible: " readable(key))
      continue
    }
    total["functional"]++
    if (point[key] > 0) covered["functional"]++
    else miss("functional", readable(key))
  }
  for (key in point)
    if (!(key in row)) wrong("point " readable(key) ": in no row of the plan")
  if (quick) return
  for (r = 1; r <= nevers; r++)
    if (!(r in never_used)) wrong(never_at[r] "excludes nothing")
}

function readable(key) {
  sub(SUBSEP, " ", key)
  return key
}

function quoted(s) {
  gsub(/\\/, "\\\\", s)
  gsub(/"/, "\\\"", s)
  return "\"" s "\""
}

function print_wanted(    i, part, key) {
  for (i = 1; i <= rows; i++) {
    if (!index(row_name[i], SUBSEP)) continue
    split(row_name[i], part, SUBSEP)
    if (impossible(part[1], part[2])) continue
    key = part[2]
    gsub(/\//, " ", key)
    print part[1], key
  }
}

END {
  if (wanted) {
    print_wanted()
    for (i = 1; i <= errors; i++) print "coverage: " error[i] > "/dev/stderr"
    exit errors ? 1 : 0
  }
  check_plan()
  if (!quick)
    for (e = 1; e <= excluded; e++)
      if (!(e in ex_used)) wrong(ex_at[e] "matches nothing")

  json = out "/report.json"
  list = out "/uncovered.txt"
  printf "" > list
  printf "{\"quick\": %s, \"kinds\": [", (quick ? "true" : "false") > json
  printf "%-14s %9s %9s %8s %9s %6s  %s\n", "", "covered", "points", "%", "excluded", "gate", "ok"
  for (k = 1; k <= kinds; k++) {
    kind = kind_name[k]
    percent = total[kind] ? 100 * covered[kind] / total[kind] : 0
    ok = total[kind] > 0 && percent >= gate[k]
    if (!ok && !quick) below++
    verdict = quick ? "not applied" : ok ? "yes" : "BELOW"
    # Down, so that 100.00 is all of them.
    printf "%-14s %9d %9d %8.2f %9d %6d  %s\n", title[k], covered[kind], total[kind],
      int(percent * 100) / 100, gone[kind], gate[k], verdict
    printf "%s\n {\"kind\": %s, \"covered\": %d, \"points\": %d, \"excluded\": %d, ",
      (k > 1 ? "," : ""), quoted(title[k]), covered[kind], total[kind], gone[kind] > json
    printf "\"percent\": %.3f, \"gate\": %d, \"ok\": %s}", percent, gate[k],
      (quick ? "null" : ok ? "true" : "false") > json
    for (i = 1; i <= misses[kind]; i++) print kind ": " missed[kind, i] > list
  }
  print "],\n\"errors\": [" > json
  for (i = 1; i <= errors; i++) printf "%s%s", (i > 1 ? ",\n" : ""), quoted(error[i]) > json
  print "]}" > json

  for (k = 1; k <= kinds; k++) {
    kind = kind_name[k]
    if (!misses[kind]) continue
    printf "\nnot covered, %s:%s\n", title[k], (misses[kind] > SHOWN ? " the first " SHOWN : "")
    for (i = 1; i <= misses[kind] && i <= SHOWN; i++) print "  " substr(missed[kind, i], 1, 96)
  }
  if (errors) print ""
  for (i = 1; i <= errors && i <= SHOWN; i++) print "coverage: " error[i]
  if (errors > SHOWN) print "coverage: " errors - SHOWN " more errors in " json

  for (file in line_list) {
    print "SF:" file > (out "/rtl.info")
    n = split(line_list[file], l, " ")
    for (i = 1; i <= n; i++) print "DA:" l[i] "," hit[file, l[i]] > (out "/rtl.info")
    print "end_of_record" > (out "/rtl.info")
  }
  exit (below || errors) ? 1 : 0
}
