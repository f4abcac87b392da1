# SPDX-License-Identifier: Apache-2.0
# From the header of a golden-vector file to what replays it:
#   -v out=h       player_pins.h of the Verilator player (player.cpp)
#   -v out=sv      the whole Icarus player: prints the same lines, takes +file= +from= +to= +wave=
#   -v out=flags   the module's parameters as options of Verilator
function digits(width) { return int((width + 3) / 4) }
function bits(width) { return width > 1 ? "[" width - 1 ":0] " : "" }

/^#/ { next }
$1 == "module" { module = $2 }
$1 == "parameters" { for (i = 2; i <= NF; i++) parameter[++parameters] = $i }
$1 == "clocks" { for (i = 2; i <= NF; i++) clock[++clocks] = $i }
$1 == "in" || $1 == "out" {
  name[++ports] = $2
  is_out[ports] = $1 == "out"
  width[ports] = $3
}
$1 == "begin" { exit }
END {
  if (out == "h") pins()
  else if (out == "sv") player()
  else for (i = 1; i <= parameters; i++) printf "-G%s ", parameter[i]
}

function pins(i) {
  print "// SPDX-License-Identifier: Apache-2.0"
  print "#include \"V" module ".h\""
  print "#define PLAYER_TOP V" module
  print "#define PLAYER_CLOCK_COUNT " clocks + 0
  printf "#define PLAYER_CLOCKS(CLOCK)"
  for (i = 1; i <= clocks; i++) printf " CLOCK(%s)", clock[i]
  printf "\n#define PLAYER_PORTS(IN, OUT)"
  for (i = 1; i <= ports; i++) printf " \\\n  %s(%s)", is_out[i] ? "OUT" : "IN", name[i]
  print ""
}

# What is not a port has a name of its own kind: play_*, want_* (expected), free_* (not compared).
function player(i, all, widest) {
  print "// SPDX-License-Identifier: Apache-2.0"
  print "`timescale 1ns/1ns"
  print "module player;"
  for (i = 1; i <= clocks; i++) {
    print "  reg " clock[i] ";"
    all = clock[i] (i > 1 ? ", " : "") all
  }
  for (i = 1; i <= ports; i++) {
    if (is_out[i]) {
      print "  wire " bits(width[i]) name[i] ";"
      print "  reg  " bits(width[i]) "want_" name[i] ";"
      print "  reg  free_" name[i] ";"
    } else print "  reg  " bits(width[i]) name[i] ";"
  }
  print "  " module " #("
  for (i = 1; i <= parameters; i++) {
    split(parameter[i], part, "=")
    print "    ." part[1] "(" part[2] ")" (i < parameters ? "," : "")
  }
  print "  ) dut ("
  for (i = 1; i <= clocks; i++) print "    ." clock[i] "(" clock[i] "),"
  for (i = 1; i <= ports; i++) print "    ." name[i] "(" name[i] ")" (i < ports ? "," : "")
  print "  );"

  print "  reg [8*4096-1:0] play_file, play_wave;"
  widest = 24 # a count, and the words of the header before the line `begin`
  for (i = 1; i <= ports; i++) if (digits(width[i]) > widest) widest = digits(width[i])
  print "  reg [8*" widest "-1:0] play_word;"
  print "  integer play_fd, play_code, play_cycle, play_from, play_to, play_repeats, play_kept;"
  print "  reg play_showing, play_failed, play_more, play_ahead;"
  print "  reg [" (clocks > 1 ? clocks - 1 : 0) ":0] play_clocks;"

  # The next column's word is in play_word, unless it is kept: then play_kept counts it.
  print "  task play_next;"
  print "    begin"
  print "      if (play_kept > 0) play_kept = play_kept - 1;"
  print "      if (play_kept == 0) begin"
  print "        if (!play_ahead) play_code = $fscanf(play_fd, \"%s\", play_word);"
  print "        if (play_code != 1) play_failed = 1'b1;"
  print "        play_ahead = 1'b0;"
  print "        if (play_word == \".\") play_kept = 1;"
  print "        else if ($sscanf(play_word, \".%d\", play_kept) != 1) play_kept = 0;"
  print "      end"
  print "    end"
  print "  endtask"

  print "  task play_compare;"
  print "    begin"
  print "      if (play_showing && play_cycle >= play_from && play_cycle <= play_to) begin"
  print "        $write(\"row %0d\", play_cycle);"
  if (clocks > 1) print "        $write(\" %0h\", play_clocks);"
  for (i = 1; i <= ports; i++) {
    print "        $write(\" %0h\", " name[i] ");"
    if (is_out[i])
      print "        if (!free_" name[i] " && " name[i] " !== want_" name[i] ")" \
            " $write(\"/%0h\", want_" name[i] ");"
  }
  print "        $write(\"\\n\");"
  print "      end"
  for (i = 1; i <= ports; i++) if (is_out[i]) {
    print "      if (!free_" name[i] " && " name[i] " !== want_" name[i] ") begin"
    print "        play_failed = 1'b1;"
    print "        if (!play_showing)"
    print "          $display(\"mismatch %0d " name[i] " %0h %0h\", play_cycle, want_" \
          name[i] ", " name[i] ");"
    print "      end"
  }
  print "    end"
  print "  endtask"

  print "  task play_step;"
  print "    begin"
  print "      if (play_showing && play_cycle == play_from) begin"
  print "        $dumpfile(play_wave);"
  print "        $dumpvars(0, player);"
  print "      end"
  print "      #1 play_compare;"
  if (clocks) print "      {" all "} = play_clocks;"
  print "      #1;"
  if (clocks) print "      {" all "} = " clocks "'d0;"
  print "      #1 play_cycle = play_cycle + 1;"
  print "      play_more = play_showing ? play_cycle <= play_to : !play_failed;"
  print "    end"
  print "  endtask"

  print "  initial begin"
  print "    if (!$value$plusargs(\"file=%s\", play_file)) play_file = \"\";"
  print "    play_showing = $value$plusargs(\"from=%d\", play_from) &&"
  print "              $value$plusargs(\"to=%d\", play_to) &&"
  print "              $value$plusargs(\"wave=%s\", play_wave);"
  print "    {play_failed, play_more, play_cycle} = {1'b0, 1'b1, 32'd0};"
  print "    play_clocks = 1;"
  print "    play_fd = $fopen(play_file, \"r\");"
  print "    play_code = 1;"
  print "    play_word = \"\";"
  print "    while (play_fd != 0 && play_code == 1 && play_word != \"begin\")"
  print "      play_code = $fscanf(play_fd, \"%s\", play_word);"
  print "    if (play_word != \"begin\") $display(\"%0s: no line `begin`\", play_file);"
  # From all inputs high each reset that the first line pulls is an edge.
  if (clocks) print "    {" all "} = " clocks "'d0;"
  for (i = 1; i <= ports; i++) if (!is_out[i]) print "    " name[i] " = ~" width[i] "'d0;"
  print "    #1;"
  print "    while (play_more && $fscanf(play_fd, \"%s\", play_word) == 1) begin"
  print "      if ($sscanf(play_word, \"*%d\", play_repeats) == 1) begin"
  print "        while (play_more && play_repeats > 0) begin"
  print "          play_step;"
  print "          play_repeats = play_repeats - 1;"
  print "        end"
  print "      end else begin"
  print "        play_kept = 0;"
  print "        play_code = 1;"
  print "        play_ahead = 1'b" (clocks > 1 ? 0 : 1) ";"
  if (clocks > 1) print "        play_code = $sscanf(play_word, \"%h\", play_clocks);"
  for (i = 1; i <= ports; i++) {
    print "        play_next;"
    print "        if (play_kept == 0) begin"
    if (is_out[i]) {
      print "          free_" name[i] " = play_word == \"x\";"
      print "          if (!free_" name[i] ")"
    }
    print "          play_code = $sscanf(play_word, \"%h\", " (is_out[i] ? "want_" : "") name[i] ");"
    print "        end"
  }
  print "        if (play_failed || play_kept > 1) begin"
  print "          play_failed = 1'b1;"
  print "          $display(\"%0s: a line is not as long as its columns\", play_file);"
  print "        end"
  print "        play_step;"
  print "      end"
  print "    end"
  print "    if (!play_failed) $display(\"cycles %0d\", play_cycle);"
  print "    $finish(0);"
  print "  end"
  print "endmodule"
}
