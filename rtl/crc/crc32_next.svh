// SPDX-License-Identifier: Apache-2.0
// CRC-32 of IEEE 802.3, reflected, one beat at a time; included inside a module with a parameter
// DATA_W. Bytes count from the low end of a beat, so the CRC of a block equals zlib's crc32() of
// its bytes in memory order. Start with all ones, send the complement.
function automatic [31:0] crc32_next(input [31:0] crc, input [DATA_W-1:0] beat);
  integer i;
  begin
    crc32_next = crc;
    for (i = 0; i < DATA_W; i = i + 1)
      crc32_next = {1'b0, crc32_next[31:1]} ^ (32'hEDB88320 & {32{crc32_next[0] ^ beat[i]}});
  end
endfunction
