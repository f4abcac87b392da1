// SPDX-License-Identifier: Apache-2.0
// Gray code of pointers; included inside a module with a localparam PTR_W.
function automatic [PTR_W-1:0] bin2gray(input [PTR_W-1:0] b);
  bin2gray = b ^ (b >> 1);
endfunction

function automatic [PTR_W-1:0] gray2bin(input [PTR_W-1:0] g);
  integer i;
  begin
    gray2bin = g;
    for (i = 1; i < PTR_W; i = i * 2) gray2bin = gray2bin ^ (gray2bin >> i);
  end
endfunction

// The Gray code after g; odd: g has an odd number of ones. The parity says whether the lowest bit
// turns, else it is the bit above the lowest one (or the top bit, when that is the only one).
function automatic [PTR_W-1:0] gray_next(input [PTR_W-1:0] g, input odd);
  integer i;
  logic   none_below;
  begin
    gray_next    = g;
    gray_next[0] = g[0] ^ !odd;
    none_below   = odd;
    for (i = 1; i < PTR_W; i = i + 1) begin
      gray_next[i] = g[i] ^ (none_below && (g[i-1] || i == PTR_W - 1));
      none_below   = none_below && !g[i-1];
    end
  end
endfunction
