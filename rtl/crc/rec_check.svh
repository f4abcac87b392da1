// SPDX-License-Identifier: Apache-2.0
// CRC-8 (x^8 + x^2 + x + 1, start 0) of a frame header's low 120 bits, lowest bit first. It lets a
// receiver believe slot and type before the first payload beat is stored.
function automatic [7:0] rec_check(input [119:0] rec);
  integer i;
  begin
    rec_check = 8'h00;
    for (i = 0; i < 120; i = i + 1)
      rec_check = {rec_check[6:0], 1'b0} ^ (8'h07 & {8{rec_check[7] ^ rec[i]}});
  end
endfunction
