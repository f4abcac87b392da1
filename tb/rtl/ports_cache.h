/* SPDX-License-Identifier: Apache-2.0 */
/* ports_cache.h: the ports of module cache, see dut.h. */
#ifndef TWINACK_PORTS_CACHE_H
#define TWINACK_PORTS_CACHE_H

#include <stdint.h>

/* clang-format off */
#define DUT_PORTS(P, WIDE) \
  P(uint8_t, clk) P(uint8_t, rst_n) P(uint8_t, host_valid) P(uint8_t, host_sof) \
  P(uint8_t, host_eof) P(uint8_t, host_payload) P(uint8_t, host_good) P(uint8_t, host_bad) \
  P(uint8_t, disk_valid) P(uint8_t, disk_ready) P(uint8_t, mirror_valid) P(uint8_t, rd_req) \
  P(uint8_t, rd_grant) P(uint8_t, rd_valid) P(uint8_t, rd_uncorrectable) \
  P(uint8_t, ecc_corrected) P(uint8_t, ecc_uncorrectable) P(uint8_t, ecc_scrubbed) \
  P(uint16_t, host_slot) P(uint16_t, host_beat) P(uint16_t, disk_slot) P(uint16_t, disk_beat) \
  P(uint16_t, mirror_slot) P(uint16_t, mirror_beat) P(uint16_t, ecc_slot) WIDE(inject_local) \
  WIDE(inject_mirror) P(uint64_t, rd_slot) P(uint64_t, rd_beat) P(uint64_t, host_data) \
  P(uint64_t, disk_data) P(uint64_t, mirror_data) P(uint64_t, rd_data)
/* clang-format on */

#endif
