/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_content.h: the content of a block as a function of (seed, lba, version), and back.
 *
 * Word k of version v is mix(v + (k + 1) * key), where key depends on seed and lba and mix is a
 * bijection. So each word gives v when the lba is known, and words 0 and 1 together give v and key
 * when it is not. Version 0 is all zeros. Pure functions.
 */
#ifndef TWINACK_ORACLE_CONTENT_H
#define TWINACK_ORACLE_CONTENT_H

#include <stdint.h>

#include "oracle.h"

#define CONTENT_WORDS (ORACLE_BLOCK / 8)

struct content {
  uint64_t word[CONTENT_WORDS];
};

uint64_t oracle_content_key(uint64_t seed, uint64_t lba);

/* version != 0 */
void oracle_content_fill(struct content *c, uint64_t key, uint64_t version);

/* The version of which word k would be part, in a block with this key; 0 for a zero word. */
uint64_t oracle_content_version(const struct content *c, unsigned k, uint64_t key);

/* Version and key as words 0 and 1 have them; any result for content that was not made here. */
void oracle_content_solve(const struct content *c, uint64_t *key, uint64_t *version);

/* Is this all of the version (0: all zeros)? */
int oracle_content_is(const struct content *c, uint64_t key, uint64_t version);

#endif
