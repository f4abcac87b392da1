/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rng.h: the random numbers of the whole project: xoshiro256** seeded by splitmix64, written from
 * the published algorithms (Blackman and Vigna). Same seed, same numbers, on every machine; every
 * seed is good, 0 too. Not for secrets.
 */
#ifndef TWINACK_RNG_H
#define TWINACK_RNG_H

#include <stdint.h>

struct rng {
  uint64_t s[4]; /* not all 0 */
};

static inline uint64_t rng_splitmix64(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static inline void rng_seed(struct rng *r, uint64_t seed) {
  for (int i = 0; i < 4; i++) r->s[i] = rng_splitmix64(&seed);
}

static inline uint64_t rng_rotl(uint64_t x, unsigned by) {
  return (x << by) | (x >> (64 - by));
}

/* 64 random bits. */
static inline uint64_t rng_next(struct rng *r) {
  uint64_t result = rng_rotl(r->s[1] * 5, 7) * 9;
  uint64_t t = r->s[1] << 17;

  r->s[2] ^= r->s[0];
  r->s[3] ^= r->s[1];
  r->s[1] ^= r->s[2];
  r->s[0] ^= r->s[3];
  r->s[2] ^= t;
  r->s[3] = rng_rotl(r->s[3], 45);
  return result;
}

/* Uniform in 0..n-1, without bias; n >= 1. */
static inline uint64_t rng_below(struct rng *r, uint64_t n) {
  uint64_t reject = -n % n; /* 2^64 mod n: the numbers below it would be one too many */
  uint64_t x;

  do x = rng_next(r);
  while (x < reject);
  return x % n;
}

/* Uniform in [0, 1), in steps of 2^-53. */
static inline double rng_unit(struct rng *r) {
  return (double)(rng_next(r) >> 11) * 0x1p-53;
}

#endif
