/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rejection-inversion, after W. Hoermann and G. Derflinger, "Rejection-inversion to generate
 * variates from monotone discrete distributions" (1996): draw from the continuous density
 * x^-theta by inverting its integral H, round to a rank, and reject what rounding added.
 */
#include <math.h>

#include "workload_zipf.h"

static double density(const struct zipf *z, double x) {
  return exp(-z->theta * log(x));
}

/* (x^(1-theta) - 1) / (1 - theta), kept exact where theta is near 1. */
static double integral(const struct zipf *z, double x) {
  double power = 1.0 - z->theta;

  return expm1(power * log(x)) / power;
}

static double integral_inverse(const struct zipf *z, double u) {
  double power = 1.0 - z->theta;

  return exp(log1p(u * power) / power);
}

void zipf_init(struct zipf *z, uint64_t n, double theta) {
  z->n = n;
  z->theta = theta;
  z->low = integral(z, 1.5) - 1.0;
  z->high = integral(z, (double)n + 0.5);
  z->sure = 2.0 - integral_inverse(z, integral(z, 2.5) - density(z, 2.0));
}

/* Rounding errors at the ends give values outside 1..n, even NaN: bring them to the end. */
static double nearest_rank(const struct zipf *z, double x) {
  if (!(x < (double)z->n)) return (double)z->n;
  return x < 1.0 ? 1.0 : floor(x + 0.5);
}

uint64_t zipf_rank(const struct zipf *z, struct rng *r) {
  for (;;) {
    double u = z->high + rng_unit(r) * (z->low - z->high);
    double x = integral_inverse(z, u);
    double rank = nearest_rank(z, x);

    if (rank - x <= z->sure || u >= integral(z, rank + 0.5) - density(z, rank))
      return (uint64_t)rank;
  }
}

/*
 * One-to-one on the next power of two (odd factors and a shifted xor can be undone); walking on
 * until the value is below n keeps it one-to-one on 0..n-1.
 */
uint64_t scatter(uint64_t x, uint64_t n) {
  unsigned bits = 0;
  uint64_t mask;

  while (bits < 63 && (UINT64_C(1) << bits) < n) bits++;
  if (bits == 0) return 0;
  mask = (UINT64_C(1) << bits) - 1;
  do {
    x = (x * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0xd1b54a32d192ed03)) & mask;
    x ^= x >> (bits / 2 + 1);
    x = (x * UINT64_C(0xd6e8feb86659fd93)) & mask;
  } while (x >= n);
  return x;
}
