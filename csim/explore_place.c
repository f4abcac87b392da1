/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_place.c: a copy of everything that a machine under test is, to come back to.
 */
#include "explore_internal.h"

int explore_place_open(struct explore_place *p, struct explore_machine *m) {
  p->sim = csim_snapshot_new(m->sim);
  p->oracle = oracle_new(0);
  return p->sim == NULL ? -1 : 0;
}

void explore_place_close(struct explore_place *p) {
  csim_snapshot_free(p->sim);
  oracle_free(p->oracle);
}

void explore_place_save(struct explore_place *p, struct explore_machine *m) {
  csim_save(m->sim, p->sim);
  oracle_copy(p->oracle, m->oracle);
  p->host = m->host;
  p->damage = m->damage;
  p->cycle = m->cycle;
}

void explore_place_restore(const struct explore_place *p, struct explore_machine *m) {
  csim_restore(m->sim, p->sim);
  oracle_copy(m->oracle, p->oracle);
  m->host = p->host;
  m->damage = p->damage;
  m->cycle = p->cycle;
}
