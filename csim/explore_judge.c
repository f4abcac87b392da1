/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_judge.c: the verdict on a machine that has come to rest.
 */
#include <string.h>

#include "explore_internal.h"

static bool broken(const struct explore_machine *m) {
  struct csim_counters k;
  csim_counters(m->sim, &k);
  return k.assertions_failed != 0 || k.both_served || !explore_settled(m);
}

/* What cannot be read where it lies is read as a host would: the other copy may serve. A block that
 * then has no copy that anybody can read is lost. */
static enum explore_outcome judge_block(struct explore_machine *m, uint64_t lba) {
  uint8_t block[ORACLE_BLOCK];
  if (explore_read(m, lba, block) != 0 && explore_read_slow(m, lba, block) != 0)
    return EXPLORE_LOST;
  enum oracle_result r = oracle_check(m->oracle, lba, block);
  return r == ORACLE_OK ? EXPLORE_SURVIVED : r == ORACLE_LOST ? EXPLORE_LOST : EXPLORE_TORN;
}

enum explore_outcome explore_judge(struct explore_machine *m, uint64_t *lba) {
  enum explore_outcome worst = (enum explore_outcome)m->host.worst;
  const unsigned served = explore_served(m);
  *lba = m->host.worst_lba;
  if (broken(m)) return EXPLORE_BROKEN;
  for (uint64_t at = oracle_next_lba(m->oracle, 0); at != UINT64_MAX;
       at = oracle_next_lba(m->oracle, at + 1)) {
    if (!(served >> (at >= m->volume_blocks) & 1)) continue;
    enum explore_outcome o = judge_block(m, at);
    if (o <= worst) continue;
    worst = o;
    *lba = at;
  }
  return worst == EXPLORE_SURVIVED && served != (1U << EXPLORE_VOLUMES) - 1 ? EXPLORE_BLOCKED
                                                                            : worst;
}

/* One that must always be served is broken when it is not; what two faults left unserved is judged
 * after everything was repaired: it must not have been lost in silence. */
enum explore_outcome explore_verdict(struct explore_machine *m, struct explore_recovery *r,
                                     unsigned limit, bool single, uint64_t *lba) {
  enum explore_outcome o = explore_judge(m, lba);
  if (o != EXPLORE_BLOCKED) return o;
  if (single) return EXPLORE_BROKEN;
  explore_repair(m);
  r->settled = false;
  const unsigned end = r->cycles + limit;
  while (!explore_recovery_step(m, r, end)) continue;
  o = explore_judge(m, lba);
  return o == EXPLORE_SURVIVED ? EXPLORE_BLOCKED : o == EXPLORE_BLOCKED ? EXPLORE_BROKEN : o;
}

bool explore_reads_back(struct explore_machine *m) {
  const unsigned served = explore_served(m);
  for (uint64_t at = oracle_next_lba(m->oracle, 0); at != UINT64_MAX;
       at = oracle_next_lba(m->oracle, at + 1)) {
    uint8_t fast[ORACLE_BLOCK], slow[ORACLE_BLOCK];
    if (!(served >> (at >= m->volume_blocks) & 1)) continue;
    if (explore_read(m, at, fast) != 0) continue; /* judged through the port already */
    if (explore_read_slow(m, at, slow) != 0) return false;
    if (memcmp(fast, slow, sizeof fast) != 0) return false;
  }
  return true;
}
