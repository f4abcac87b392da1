/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame.h: frames, events and commands as the tests' own model makes them: zlib's CRC-32, a CRC-8
 * of its own. 64-bit beats.
 */
#ifndef TWINACK_TB_FRAME_H
#define TWINACK_TB_FRAME_H

#include <stdbool.h>
#include <stdint.h>

enum { FRAME_HEADER = 2, FRAME_PAYLOAD = 64, FRAME_DATA_BEATS = 67, FRAME_CLEAN_BEATS = 3 };

struct frame_fields {
  unsigned kind, flags, tag, slot;
  uint32_t seq;
  uint64_t lba; /* 40 bits */
  unsigned count;
};

/* One 128-bit record, low word first; check 0. */
void rec_pack(uint64_t rec[2], const struct frame_fields *f);
void rec_unpack(struct frame_fields *f, const uint64_t rec[2]);
unsigned rec_check_byte(const uint64_t rec[2]);
/* The same for ports, which are four 32-bit words. */
void rec_to_port(uint32_t port[4], const struct frame_fields *f);
void rec_from_port(struct frame_fields *f, const uint32_t port[4]);
bool rec_equal(const struct frame_fields *a, const struct frame_fields *b);

/* Beat of a payload that tells block and place. */
uint64_t frame_payload_beat(uint64_t block, unsigned beat);
/* Whole frame with payload number `block`, unused for CLEAN. Gives its beats: 67 or 3. */
unsigned frame_make(uint64_t beats[FRAME_DATA_BEATS], const struct frame_fields *f, uint64_t block);
/* zlib's CRC-32 of beats as bytes in memory. */
uint32_t frame_crc(const uint64_t *beats, unsigned count);

#endif
