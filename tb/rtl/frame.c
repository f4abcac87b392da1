/* SPDX-License-Identifier: Apache-2.0 */
#include "frame.h"

#include <string.h>
#include <zlib.h>

#include "rng.h"
#include "twk_layout.h"

static void put(uint64_t rec[2], unsigned lsb, unsigned width, uint64_t value) {
  for (unsigned i = 0; i < width; i++) rec[(lsb + i) / 64] |= (value >> i & 1) << (lsb + i) % 64;
}

static uint64_t get(const uint64_t rec[2], unsigned lsb, unsigned width) {
  uint64_t value = 0;
  for (unsigned i = 0; i < width; i++) value |= (rec[(lsb + i) / 64] >> (lsb + i) % 64 & 1) << i;
  return value;
}

void rec_pack(uint64_t rec[2], const struct frame_fields *f) {
  rec[0] = rec[1] = 0;
  put(rec, TWK_REC_KIND_LSB, TWK_REC_KIND_W, f->kind);
  put(rec, TWK_REC_FLAGS_LSB, TWK_REC_FLAGS_W, f->flags);
  put(rec, TWK_REC_TAG_LSB, TWK_REC_TAG_W, f->tag);
  put(rec, TWK_REC_SLOT_LSB, TWK_REC_SLOT_W, f->slot);
  put(rec, TWK_REC_SEQ_LSB, TWK_REC_SEQ_W, f->seq);
  put(rec, TWK_REC_LBA_LSB, TWK_REC_LBA_W, f->lba);
  put(rec, TWK_REC_COUNT_LSB, TWK_REC_COUNT_W, f->count);
}

void rec_unpack(struct frame_fields *f, const uint64_t rec[2]) {
  f->kind = (unsigned)get(rec, TWK_REC_KIND_LSB, TWK_REC_KIND_W);
  f->flags = (unsigned)get(rec, TWK_REC_FLAGS_LSB, TWK_REC_FLAGS_W);
  f->tag = (unsigned)get(rec, TWK_REC_TAG_LSB, TWK_REC_TAG_W);
  f->slot = (unsigned)get(rec, TWK_REC_SLOT_LSB, TWK_REC_SLOT_W);
  f->seq = (uint32_t)get(rec, TWK_REC_SEQ_LSB, TWK_REC_SEQ_W);
  f->lba = get(rec, TWK_REC_LBA_LSB, TWK_REC_LBA_W);
  f->count = (unsigned)get(rec, TWK_REC_COUNT_LSB, TWK_REC_COUNT_W);
}

void rec_to_port(uint32_t port[4], const struct frame_fields *f) {
  uint64_t rec[2];
  rec_pack(rec, f);
  for (unsigned i = 0; i < 4; i++) port[i] = (uint32_t)(rec[i / 2] >> i % 2 * 32);
}

void rec_from_port(struct frame_fields *f, const uint32_t port[4]) {
  uint64_t rec[2] = {port[0] | (uint64_t)port[1] << 32, port[2] | (uint64_t)port[3] << 32};
  rec_unpack(f, rec);
}

bool rec_equal(const struct frame_fields *a, const struct frame_fields *b) {
  return a->kind == b->kind && a->flags == b->flags && a->tag == b->tag && a->slot == b->slot &&
         a->seq == b->seq && a->lba == b->lba && a->count == b->count;
}

/* Long division of the 120 bits, lowest first, by x^8 + x^2 + x + 1: eight zeros follow them. */
unsigned rec_check_byte(const uint64_t rec[2]) {
  unsigned rest = 0;
  for (unsigned i = 0; i < 128; i++) {
    rest = rest << 1 | (i < 120 ? (unsigned)get(rec, i, 1) : 0);
    if (rest & 0x100) rest ^= 0x107;
  }
  return rest;
}

uint64_t frame_payload_beat(uint64_t block, unsigned beat) {
  uint64_t state = block << 8 | beat;
  return rng_splitmix64(&state);
}

uint32_t frame_crc(const uint64_t *beats, unsigned count) {
  return (uint32_t)crc32(0, (const Bytef *)beats, count * (unsigned)sizeof *beats);
}

unsigned frame_make(uint64_t beats[FRAME_DATA_BEATS], const struct frame_fields *f,
                    uint64_t block) {
  unsigned n = FRAME_HEADER;
  rec_pack(beats, f);
  beats[1] |= (uint64_t)rec_check_byte(beats) << (TWK_REC_CHECK_LSB - 64);
  if (f->kind == TWK_FRAME_DATA)
    for (unsigned i = 0; i < FRAME_PAYLOAD; i++) beats[n++] = frame_payload_beat(block, i);
  beats[n] = frame_crc(beats, n);
  return n + 1;
}
