# SPDX-License-Identifier: Apache-2.0
# Turns rtl/twinack.layout into a SystemVerilog package (-v out=sv) or a C header (-v out=c).
# Exit status 2 and one line on a layout that does not add up.

function fail(why) { printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"; bad = 1; exit 2 }
function emit(name, value) {
  if (out == "sv") printf "  localparam integer %s = %d;\n", name, value
  else printf "#define TWK_%s %d\n", name, value
}
function close_record() {
  if (kind == "record" && lsb != width) fail(prefix " fields add up to " lsb " bits, not " width)
}
BEGIN {
  if (out == "sv") print "// Made from rtl/twinack.layout by scripts/layout.awk.\npackage twk_pkg;"
  else print "/* Made from rtl/twinack.layout by scripts/layout.awk. */\n#ifndef TWK_LAYOUT_H\n" \
             "#define TWK_LAYOUT_H"
}
{ sub(/#.*/, "") }
NF == 0 { next }
$1 == "const" {
  close_record()
  if (NF != 3) fail("const NAME VALUE expected")
  kind = ""
  emit($2, $3)
  next
}
$1 == "enum" || $1 == "record" {
  close_record()
  if (NF != 3) fail($1 " PREFIX WIDTH expected")
  kind = $1; prefix = $2; width = $3; lsb = 0
  emit(prefix (kind == "enum" ? "_BITS" : "_WIDTH"), width)
  next
}
kind == "enum" && NF == 2 {
  if ($2 >= 2 ^ width) fail($1 " does not fit " width " bits")
  emit(prefix "_" $1, $2); next
}
kind == "record" && NF == 2 {
  emit(prefix "_" $1 "_LSB", lsb)
  emit(prefix "_" $1 "_W", $2)
  lsb += $2
  next
}
{ fail("not understood: " $0) }
END {
  if (bad) exit 2
  close_record()
  print (out == "sv" ? "endpackage" : "#endif")
}
