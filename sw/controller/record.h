/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h: the 128-bit shape of events, commands and frame headers, unpacked.
 *
 * Bit positions come from rtl/twinack.layout through the generated twk_layout.h; a record is two
 * 64-bit words, low word first, and no field straddles them. Freestanding, no state.
 */
#ifndef TWINACK_RECORD_H
#define TWINACK_RECORD_H

#include <stdint.h>

#include "twk_layout.h"

struct record {
  uint8_t kind;   /* TWK_EV_*, TWK_CMD_* or TWK_FRAME_* */
  uint8_t flags;  /* TWK_FLAG_* */
  uint8_t tag;    /* host tag, or epoch */
  uint16_t slot;  /* TWK_SLOT_MIRROR set: the mirror half */
  uint32_t seq;   /* frame sequence number of its owner */
  uint64_t lba;   /* block, numbered over all volumes */
  uint16_t count; /* blocks, block index or status: see the layout */
};

static inline void record_pack(const struct record *r, uint64_t w[2]) {
  w[0] = (uint64_t)(r->kind & 15U) << TWK_REC_KIND_LSB |
         (uint64_t)(r->flags & 15U) << TWK_REC_FLAGS_LSB | (uint64_t)r->tag << TWK_REC_TAG_LSB |
         (uint64_t)r->slot << TWK_REC_SLOT_LSB | (uint64_t)r->seq << TWK_REC_SEQ_LSB;
  w[1] = (r->lba & ((1ULL << TWK_REC_LBA_W) - 1)) << (TWK_REC_LBA_LSB - 64) |
         (uint64_t)r->count << (TWK_REC_COUNT_LSB - 64);
}

static inline void record_unpack(const uint64_t w[2], struct record *r) {
  r->kind = (uint8_t)(w[0] >> TWK_REC_KIND_LSB & 15U);
  r->flags = (uint8_t)(w[0] >> TWK_REC_FLAGS_LSB & 15U);
  r->tag = (uint8_t)(w[0] >> TWK_REC_TAG_LSB);
  r->slot = (uint16_t)(w[0] >> TWK_REC_SLOT_LSB);
  r->seq = (uint32_t)(w[0] >> TWK_REC_SEQ_LSB);
  r->lba = w[1] >> (TWK_REC_LBA_LSB - 64) & ((1ULL << TWK_REC_LBA_W) - 1);
  r->count = (uint16_t)(w[1] >> (TWK_REC_COUNT_LSB - 64));
}

#endif
