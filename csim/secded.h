/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secded.h: the memories' code (rtl/ecc/) written a second time, from its definition, for checks
 * that read stored words without the RTL.
 */
#ifndef TWINACK_SECDED_H
#define TWINACK_SECDED_H

#include <stdint.h>

#define SECDED_DATA 64   /* bits of a cache word */
#define SECDED_HAMMING 7 /* below the bit of overall parity in `check` */

struct secded {
  uint64_t mask[SECDED_HAMMING]; /* data bits that each check bit covers */
  uint8_t position[SECDED_DATA]; /* of each data bit in the code word */
};

void secded_init(struct secded *c);

/* 0: clean; 1: one bit was flipped, *data is corrected; -1: not correctable, *data is no use. */
int secded_decode(const struct secded *c, uint64_t *data, uint8_t check);

#endif
