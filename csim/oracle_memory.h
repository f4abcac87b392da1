/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oracle_memory.h: allocation that ends the program when memory does: an oracle that forgets would
 * call losses correct.
 */
#ifndef TWINACK_ORACLE_MEMORY_H
#define TWINACK_ORACLE_MEMORY_H

#include <stdio.h>
#include <stdlib.h>

static inline void *oracle_resize(void *old, size_t count, size_t size) {
  void *p = reallocarray(old, count, size);
  if (!p) {
    perror("oracle");
    abort();
  }
  return p;
}

#endif
