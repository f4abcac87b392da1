/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peek.c: contents of the caches, read without time.
 */
#include <string.h>

#include "csim_internal.h"
#include "secded.h"

int csim_peek_slot(struct csim *s, enum csim_side side, unsigned slot, void *block) {
  const bool mirror = slot & TWK_SLOT_MIRROR;
  const unsigned first = (slot & ~(unsigned)TWK_SLOT_MIRROR) * BLOCK_BEATS;
  struct model_words m;
  struct secded code;
  int worst = 0;
  secded_init(&code);
  model_memory(s->model, (enum model_memory)(MODEL_CACHE_A_LOCAL + 2 * (unsigned)side + mirror),
               &m);
  if (first + BLOCK_BEATS > m.words) return -1;
  for (unsigned i = 0; i < BLOCK_BEATS; i++) {
    uint64_t word = ((const uint64_t *)m.data)[first + i];
    int r = secded_decode(&code, &word, m.check[first + i]);
    if (r < 0) return -1;
    worst |= r;
    memcpy((char *)block + i * sizeof word, &word, sizeof word);
  }
  return worst;
}
