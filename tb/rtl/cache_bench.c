/* SPDX-License-Identifier: Apache-2.0 */
#include "cache_bench.h"

void cache_flip(struct dut *d, unsigned half, const unsigned *bits, unsigned count) {
  uint32_t *mask = half == CACHE_MIRROR ? d->inject_mirror : d->inject_local;
  for (unsigned i = 0; i < 3; i++) mask[i] = 0;
  for (unsigned i = 0; i < count; i++) mask[bits[i] / 32] ^= 1U << bits[i] % 32;
}

void cache_drive_nothing(struct dut *d) {
  *d->host_valid = *d->host_payload = *d->host_sof = *d->host_eof = 0;
  *d->disk_valid = *d->mirror_valid = *d->rd_req = 0;
}

void cache_drive_write(struct dut *d, unsigned slot, unsigned beat, uint64_t data) {
  if (slot & CACHE_MIRROR) {
    *d->mirror_valid = 1;
    *d->mirror_slot = slot & ~CACHE_MIRROR;
    *d->mirror_beat = beat;
    *d->mirror_data = data;
    return;
  }
  *d->host_valid = *d->host_payload = 1;
  *d->host_slot = slot;
  *d->host_beat = beat;
  *d->host_data = data;
}

void cache_drive_read(struct dut *d, unsigned port, unsigned slot, unsigned beat) {
  unsigned lsb = 16 * port;
  *d->rd_req |= 1U << port;
  *d->rd_slot = (*d->rd_slot & ~(UINT64_C(0xffff) << lsb)) | (uint64_t)slot << lsb;
  *d->rd_beat = (*d->rd_beat & ~(UINT64_C(0xffff) << lsb)) | (uint64_t)beat << lsb;
}

void cache_write(struct dut *d, unsigned slot, unsigned beat, uint64_t data) {
  cache_drive_write(d, slot, beat, data);
  dut_tick(d);
  cache_drive_nothing(d);
}

struct cache_answer cache_read(struct dut *d, unsigned slot, unsigned beat, unsigned settle) {
  struct cache_answer a = {0};
  cache_drive_read(d, CACHE_SEND, slot, beat);
  dut_tick(d);
  cache_drive_nothing(d);
  assert_int_equal(*d->rd_valid, 0);
  dut_tick(d);
  assert_int_equal(*d->rd_valid, 1U << CACHE_SEND);
  a.data = *d->rd_data;
  a.corrected = *d->ecc_corrected;
  a.uncorrectable = *d->rd_uncorrectable;
  assert_int_equal(*d->ecc_uncorrectable, a.uncorrectable);
  if (a.corrected || a.uncorrectable) assert_int_equal(*d->ecc_slot, slot);
  for (unsigned i = 0; i < settle; i++) {
    dut_tick(d);
    a.scrubs += *d->ecc_scrubbed;
  }
  return a;
}
