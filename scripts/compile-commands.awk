# SPDX-License-Identifier: Apache-2.0
# Turns what `make -n` would do into compile_commands.json. -v dir=FOLDER that make runs in.
# Exit status 2 when there is no compiler call in it.

function quoted(text) {
  gsub(/\\/, "\\\\", text)
  gsub(/"/, "\\\"", text)
  return "\"" text "\""
}
BEGIN { printf "[" }
/ -c [^ ]+\.c -o [^ ]+\.o$/ {
  for (i = 1; i <= NF; i++) {
    if ($i == "-c") file = $(i + 1)
    if ($i == "-o") output = $(i + 1)
  }
  printf "%s\n  {\"directory\": %s, \"file\": %s, \"output\": %s,\n   \"command\": %s}", comma,
    quoted(dir), quoted(file), quoted(output), quoted($0)
  comma = ","
}
END {
  print "\n]"
  exit comma == "" ? 2 : 0
}
