/* SPDX-License-Identifier: Apache-2.0 */
/* fake_directed.c: runs of steps for tests that set one scene. */
#include "fake_hw.h"

struct fake *fake_quiet(unsigned mode) {
  struct fake_config cfg = {.controller = {.slots = 64,
                                           .mode = mode,
                                           .destage_start = 60,
                                           .destage_stop = 50,
                                           .disk_depth = 8,
                                           .cost_decision = 200,
                                           .cost_entry = 8},
                            .depth = {64, 64, 64, 64}};
  return fake_new(&cfg, "directed");
}

static bool all_but_disk(struct fake *f) {
  bool moved = fake_port(f);
  fake_go_on(f);
  moved |= fake_drain(f);
  moved |= fake_deliver(f);
  moved |= fake_stream(f);
  moved |= fake_disk_take(f);
  return moved;
}

void fake_settle_but_disk(struct fake *f) {
  while (all_but_disk(f)) continue;
}

void fake_settle(struct fake *f) {
  do {
    fake_settle_but_disk(f);
  } while (fake_disk_end(f, 0));
}

void fake_do(struct fake *f, unsigned op, uint8_t tag, uint64_t lba, unsigned count) {
  fake_issue(f, op, tag, lba, count);
  fake_settle_but_disk(f);
}

void fake_disks_fail(struct fake *f, unsigned commands) {
  for (unsigned n = 0; n < commands; n++) {
    f->faults.destage = f->faults.fetch = true;
    fake_check(f, fake_disk_end(f, 0), "model: no disk command to fail");
    f->faults.destage = f->faults.fetch = false;
    fake_settle_but_disk(f);
  }
}

const struct record *fake_flying(const struct fake *f, unsigned n) {
  fake_check(f, n < f->flying.count, "fewer disk commands than expected");
  return &f->flying.rec[(f->flying.head + n) % FAKE_QUEUE];
}

unsigned fake_slot_of(const struct fake *f, uint64_t lba) {
  unsigned best = SLOT_NONE;
  for (unsigned i = 0; i < f->cfg.controller.slots; i++) {
    const struct fake_slot *s = &f->slot[i];
    if (!s->valid || s->failed || s->lba != lba) continue;
    if (best == SLOT_NONE || s->version > f->slot[best].version) best = i;
  }
  fake_check(f, best != SLOT_NONE, "no slot holds the block");
  return best;
}
