/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explore_judge.c: the verdict on a machine that has come to rest.
 */
#include <string.h>

#include "explore_internal.h"

/* A word that cannot be corrected may have a copy that the controllers find: the host is to ask. A
 * block that stays unreadable is lost, but nobody was told a lie. */
static enum explore_outcome judge_block(struct explore_machine *m, uint64_t lba) {
  uint8_t block[ORACLE_BLOCK];
  if (explore_read(m, lba, block) != 0 && explore_read_slow(m, lba, block) != 0)
    return EXPLORE_LOST;
  enum oracle_result r = oracle_check(m->oracle, lba, block);
  return r == ORACLE_OK ? EXPLORE_SURVIVED : r == ORACLE_LOST ? EXPLORE_LOST : EXPLORE_TORN;
}

enum explore_outcome explore_judge(struct explore_machine *m, bool settled, uint64_t *lba) {
  enum explore_outcome worst = (enum explore_outcome)m->host.worst;
  const unsigned served = explore_served(m);
  uint64_t ignored;
  if (lba == NULL) lba = &ignored;
  *lba = m->host.worst_lba;
  if (explore_broke_rules(m) || (!settled && served == EXPLORE_ALL)) return EXPLORE_BROKEN;
  for (uint64_t at = oracle_next_lba(m->oracle, 0); at != UINT64_MAX;
       at = oracle_next_lba(m->oracle, at + 1)) {
    if (!(served >> at / m->volume_blocks & 1)) continue;
    enum explore_outcome o = judge_block(m, at);
    if (o <= worst) continue;
    worst = o;
    *lba = at;
  }
  return worst == EXPLORE_SURVIVED && served != EXPLORE_ALL ? EXPLORE_BLOCKED : worst;
}

enum explore_outcome explore_judge_return(struct explore_machine *m, unsigned limit,
                                          uint64_t *lba) {
  return explore_return(m, limit) ? explore_judge(m, true, lba) : EXPLORE_BROKEN;
}

bool explore_reads_back(struct explore_machine *m) {
  const unsigned served = explore_served(m);
  for (uint64_t at = oracle_next_lba(m->oracle, 0); at != UINT64_MAX;
       at = oracle_next_lba(m->oracle, at + 1)) {
    uint8_t fast[ORACLE_BLOCK], slow[ORACLE_BLOCK];
    if (!(served >> at / m->volume_blocks & 1)) continue;
    if (explore_read(m, at, fast) != 0) continue; /* judge_block() has asked the host's port */
    if (explore_read_slow(m, at, slow) != 0) return false;
    if (memcmp(fast, slow, sizeof fast) != 0) return false;
  }
  return true;
}
