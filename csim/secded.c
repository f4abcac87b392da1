/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secded.c: extended Hamming code: code positions count from 1, powers of two are check bits, data
 * fills the rest in order.
 */
#include "secded.h"

#include <stdbool.h>
#include <string.h>

static bool power_of_two(unsigned n) {
  return (n & (n - 1)) == 0;
}

void secded_init(struct secded *c) {
  unsigned position = 0;
  memset(c, 0, sizeof *c);
  for (unsigned bit = 0; bit < SECDED_DATA; bit++) {
    do position++;
    while (power_of_two(position));
    c->position[bit] = (uint8_t)position;
    for (unsigned i = 0; i < SECDED_HAMMING; i++)
      if (position >> i & 1) c->mask[i] |= 1ULL << bit;
  }
}

static unsigned parity(uint64_t word) {
  return (unsigned)__builtin_parityll(word);
}

int secded_decode(const struct secded *c, uint64_t *data, uint8_t check) {
  unsigned syndrome = 0;
  for (unsigned i = 0; i < SECDED_HAMMING; i++)
    syndrome |= (parity(*data & c->mask[i]) ^ (check >> i & 1U)) << i;
  bool odd = parity(*data) != parity(check);
  if (!odd) return syndrome == 0 ? 0 : -1;
  if (power_of_two(syndrome)) return 1; /* a check bit, or the parity bit */
  for (unsigned bit = 0; bit < SECDED_DATA; bit++) {
    if (c->position[bit] != syndrome) continue;
    *data ^= 1ULL << bit;
    return 1;
  }
  return -1;
}
