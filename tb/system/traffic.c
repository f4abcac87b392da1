/* SPDX-License-Identifier: Apache-2.0 */
/* traffic.c: random commands for a system. */
#include "system.h"

static void post_any(struct system *t, const struct mix *m, unsigned volume) {
  unsigned kind = (unsigned)rng_below(&t->rng, 100);
  unsigned most = rng_below(&t->rng, 4) != 0 ? (m->max_blocks + 7) / 8 : m->max_blocks;
  unsigned blocks = 1 + (unsigned)rng_below(&t->rng, most);
  uint64_t lba = rng_below(&t->rng, m->span - blocks + 1);
  if (kind < m->flushes) {
    assert_non_null(system_post(t, TWK_OP_FLUSH, volume, 0, (unsigned)rng_below(&t->rng, 2)));
  } else {
    uint8_t op = kind < m->flushes + m->reads ? TWK_OP_READ : TWK_OP_WRITE;
    assert_non_null(system_post(t, op, volume, lba, blocks));
  }
}

unsigned system_fill(struct system *t, const struct mix *m, unsigned most) {
  unsigned posted = 0;
  while (posted < most) {
    unsigned with_room[TWK_VOLUMES], count = 0;
    for (unsigned v = 0; v < TWK_VOLUMES; v++)
      if (csim_outstanding(t->sim, v) < m->depth[v]) with_room[count++] = v;
    if (count == 0) break;
    post_any(t, m, with_room[count == 1 ? 0 : rng_below(&t->rng, count)]);
    posted++;
  }
  return posted;
}

void system_traffic(struct system *t, const struct mix *m, unsigned commands) {
  unsigned posted = 0;
  uint64_t end = csim_now_ps(t->sim) + t->patience_ps;
  while ((posted += system_fill(t, m, commands - posted)) < commands) {
    if (csim_now_ps(t->sim) + SYSTEM_US >= end) fail_msg("%u of %u posted", posted, commands);
    system_run(t, end);
  }
  system_settle(t);
}
