// SPDX-License-Identifier: Apache-2.0
// Extended Hamming code, shared by encoder and decoder; included in a module with a parameter W.
//
// Code positions count from 1; powers of two are check bits, data fills the rest in order. Check
// bit i is the parity of the data at positions that have bit i set; one more bit is the parity of
// all. Distance 4: one flip is corrected, two are detected.

// Code position of data bit j.
function automatic integer secded_position(input integer j);
  integer k;
  begin
    secded_position = 2;
    k = -1;
    while (k < j) begin
      secded_position = secded_position + 1;
      if ((secded_position & (secded_position - 1)) != 0) k = k + 1;
    end
  end
endfunction

// The data bits that check bit i covers.
function automatic [W-1:0] secded_mask(input integer i);
  integer j;
  begin
    secded_mask = {W{1'b0}};
    for (j = 0; j < W; j = j + 1) secded_mask[j] = ((secded_position(j) >> i) & 1) != 0;
  end
endfunction
