/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_content.c: the content of a block as a function of (seed, lba, version), and back.
 */
#include "oracle_content.h"

#define MUL_1 0xBF58476D1CE4E5B9ULL
#define MUL_2 0x94D049BB133111EBULL
#define INV_1 0x96DE1B173F119089ULL /* MUL_1 * INV_1 = 1 mod 2^64 */
#define INV_2 0x319642B2D24D8EC3ULL

/* The finalizer of splitmix64: every output bit depends on every input bit. */
static uint64_t mix(uint64_t z) {
  z = (z ^ z >> 30) * MUL_1;
  z = (z ^ z >> 27) * MUL_2;
  return z ^ z >> 31;
}

static uint64_t unmix(uint64_t z) {
  z = (z ^ z >> 31 ^ z >> 62) * INV_2;
  z = (z ^ z >> 27 ^ z >> 54) * INV_1;
  return z ^ z >> 30 ^ z >> 60;
}

uint64_t oracle_content_key(uint64_t seed, uint64_t lba) {
  /* Two rounds, so that neighbours in lba and seed have nothing in common. */
  return mix(mix(seed) + 0x9E3779B97F4A7C15ULL * (lba + 1));
}

static uint64_t word(uint64_t key, uint64_t version, unsigned k) {
  return mix(version + (k + 1) * key);
}

void oracle_content_fill(struct content *c, uint64_t key, uint64_t version) {
  for (unsigned k = 0; k < CONTENT_WORDS; k++) c->word[k] = word(key, version, k);
}

uint64_t oracle_content_version(const struct content *c, unsigned k, uint64_t key) {
  return c->word[k] ? unmix(c->word[k]) - (k + 1) * key : 0;
}

void oracle_content_solve(const struct content *c, uint64_t *key, uint64_t *version) {
  uint64_t first = unmix(c->word[0]);
  *key = unmix(c->word[1]) - first;
  *version = first - *key;
}

int oracle_content_is(const struct content *c, uint64_t key, uint64_t version) {
  uint64_t difference = 0;
  for (unsigned k = 0; k < CONTENT_WORDS; k++)
    difference |= c->word[k] ^ (version ? word(key, version, k) : 0);
  return !difference;
}
