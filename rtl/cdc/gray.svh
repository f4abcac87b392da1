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
