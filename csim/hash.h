/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h: 64-bit hashes of simulator state, to recognise a state seen before. Not for secrets, and
 * the same only on machines of one byte order.
 */
#ifndef TWINACK_HASH_H
#define TWINACK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START UINT64_C(0x243F6A8885A308D3)
#define HASH_PRIME UINT64_C(0x9E3779B97F4A7C15)

static inline uint64_t hash_word(uint64_t h, uint64_t word) {
  h = (h ^ word) * HASH_PRIME;
  return h ^ h >> 29;
}

/* Four lanes, so that the multiplications overlap. */
static inline uint64_t hash_bytes(uint64_t h, const void *bytes, size_t count) {
  const uint8_t *p = (const uint8_t *)bytes;
  uint64_t lane[4] = {h, 1, 2, 3}, word[4] = {0};
  for (; count >= sizeof word; p += sizeof word, count -= sizeof word) {
    memcpy(word, p, sizeof word);
    for (int i = 0; i < 4; i++) lane[i] = hash_word(lane[i], word[i]);
  }
  memset(word, 0, sizeof word);
  if (count) memcpy(word, p, count);
  uint64_t sum = count;
  for (int i = 0; i < 4; i++) sum = hash_word(hash_word(sum, lane[i]), word[i]);
  return sum;
}

#endif
