/* SPDX-License-Identifier: Apache-2.0 */
/* test_stress.c: random hosts, random timing, random faults, and every contract checked. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

struct mix {
  const char *name;
  unsigned mode, slots, start, stop, depth;
  unsigned queue;          /* depth of the queues */
  unsigned span;           /* blocks that commands fall into */
  unsigned max_count;      /* blocks of a command */
  unsigned tags;           /* commands outstanding */
  unsigned reads, flushes; /* per cent of the commands */
  /* per thousand of the steps concerned */
  unsigned destage_errors, fetch_errors, lost, unconfirmed;
  bool flush_to_disk;
  unsigned events;
};

enum { ISSUE, PORT, DRAIN, DELIVER, DISK_TAKE, DISK_END, STREAM, STEPS };

#define PHASE 400 /* steps between two changes of who is fast and who is slow */

struct run {
  struct fake *f;
  unsigned weight[STEPS], weights, steps;
  const struct mix *mix;
  uint64_t state; /* xorshift64 */
  char name[96];
};

static unsigned below(struct run *r, unsigned n) {
  r->state ^= r->state << 13;
  r->state ^= r->state >> 7;
  r->state ^= r->state << 17;
  return (unsigned)((r->state * 0x2545F4914F6CDD1DU >> 33) % n);
}

static bool chance(struct run *r, unsigned per_thousand) {
  return below(r, 1000) < per_thousand;
}

static void issue(struct run *r) {
  const struct mix *m = r->mix;
  uint8_t tag = (uint8_t)below(r, m->tags);
  if (r->f->command[tag].active) return;
  unsigned kind = below(r, 100);
  unsigned count = 1 + below(r, below(r, 4) ? (m->max_count + 7) / 8 : m->max_count);
  unsigned lba = below(r, m->span - count + 1);
  if (kind < m->flushes) {
    fake_issue(r->f, TWK_OP_FLUSH, tag, 0, below(r, 2));
  } else {
    fake_issue(r->f, kind < m->flushes + m->reads ? TWK_OP_READ : TWK_OP_WRITE, tag, lba, count);
  }
}

static void new_phase(struct run *r) {
  r->weights = 0;
  for (unsigned n = 0; n < STEPS; n++) {
    r->weight[n] = 1U << below(r, 6);
    r->weights += r->weight[n];
  }
}

static unsigned pick(struct run *r) {
  unsigned left = below(r, r->weights);
  unsigned n = 0;
  for (; left >= r->weight[n]; n++) left -= r->weight[n];
  return n;
}

static void step(struct run *r) {
  struct fake *f = r->f;
  const struct mix *m = r->mix;
  if (r->steps++ % PHASE == 0) new_phase(r);
  switch (pick(r)) {
    case ISSUE:
      issue(r);
      break;
    case PORT:
      f->faults.store = chance(r, m->unconfirmed);
      f->faults.store_fifo = chance(r, m->unconfirmed);
      fake_port(f);
      break;
    case DRAIN:
      f->faults.frame = chance(r, m->lost);
      fake_drain(f);
      break;
    case DELIVER:
      fake_deliver(f);
      break;
    case DISK_TAKE:
      fake_disk_take(f);
      break;
    case DISK_END:
      f->faults.destage = chance(r, m->destage_errors);
      f->faults.fetch = chance(r, m->fetch_errors);
      fake_disk_end(f, below(r, 64));
      break;
    default:
      fake_stream(f);
  }
  if (controller_blocked(&f->controller)) controller_pump(&f->controller);
}

/* Without further faults everything ends, and the disk has it all. */
static void wind_up(struct run *r) {
  struct fake *f = r->f;
  f->faults = (struct fake_faults){0};
  fake_settle(f);
  fake_check(f, f->active == 0, "a command never ended");
  for (unsigned lba = 0; lba < r->mix->span; lba++) {
    if (f->given_up[lba] <= f->disk[lba]) continue;
    fake_issue(f, TWK_OP_WRITE, 0, lba, 1);
    fake_settle(f);
  }
  fake_issue(f, TWK_OP_FLUSH, 0, 0, 1);
  fake_settle(f);
  fake_check(f, f->active == 0, "the last flush never ended");
  fake_check(f, f->command[0].status == TWK_STATUS_OK, "the last flush failed");
  fake_check(f, controller_idle(&f->controller), "not idle");
  for (unsigned lba = 0; lba < FAKE_LBAS; lba++) {
    fake_check(f, f->disk[lba] == f->stored[lba], "disk is not what was stored last");
  }
  fake_check(f, f->lost_open == 0 && f->clean_lost_open == 0, "a loss was not answered");
  fake_check(f, f->controller.count.ignored == 0, "an event was ignored");
}

/* Our own frames come back as the peer's: the mirror directory must follow the mirror. */
static void check_mirror_directory(const struct fake *f) {
  struct record out;
  for (unsigned i = 0; i < f->cfg.controller.slots; i++) {
    fake_check(f, !f->mirror[i].valid, "a mirror slot was never cleaned");
    fake_check(f, !controller_mirror_lookup(&f->controller, i, &out), "mirror directory differs");
  }
  fake_check(f, controller_mirror_count(&f->controller) == 0, "mirror count differs");
}

static void run_one(const struct mix *m, uint64_t seed) {
  struct run r = {.mix = m, .state = seed * 0x9E3779B97F4A7C15U + 1};
  struct fake_config cfg = {.controller = {.slots = m->slots,
                                           .mode = m->mode,
                                           .destage_start = m->start,
                                           .destage_stop = m->stop,
                                           .disk_depth = m->depth,
                                           .flush_to_disk = m->flush_to_disk},
                            .fifo_frames = 1 + (unsigned)(seed % 24)};
  for (unsigned q = 0; q < HW_QUEUES; q++) cfg.depth[q] = m->queue;
  snprintf(r.name, sizeof r.name, "mix \"%s\", seed %llu", m->name, (unsigned long long)seed);
  r.f = fake_new(&cfg, r.name);
  while (r.f->controller.count.events < m->events) step(&r);
  wind_up(&r);
  check_mirror_directory(r.f);
  fake_free(r.f);
}

static void test_random_mixes_keep_every_contract(void **state) {
  static const struct mix mixes[] = {
      {"early", TWK_MODE_EARLY, 64, 32, 16, 8, 16, 64, 16, 32, 40, 3, 0, 0, 0, 0, false, 4000},
      {"early, hot blocks", TWK_MODE_EARLY, 16, 8, 2, 2, 1, 8, 8, 32, 30, 5, 0, 0, 0, 0, false,
       4000},
      {"early, misses", TWK_MODE_EARLY, 16, 8, 2, 3, 2, 60, 8, 32, 60, 3, 0, 0, 0, 0, false, 5000},
      {"early, faults", TWK_MODE_EARLY, 32, 16, 8, 4, 2, 60, 8, 32, 40, 5, 50, 50, 50, 20, false,
       6000},
      {"sync, faults", TWK_MODE_SYNC, 32, 20, 8, 4, 3, 60, 8, 32, 40, 5, 50, 50, 60, 20, false,
       6000},
      {"sync, hot blocks", TWK_MODE_SYNC, 16, 15, 0, 1, 1, 6, 4, 32, 30, 5, 100, 50, 100, 20, false,
       6000},
      {"sync, many losses", TWK_MODE_SYNC, 24, 12, 4, 3, 2, 12, 6, 8, 20, 5, 100, 50, 400, 20,
       false, 6000},
      {"sync, to disk", TWK_MODE_SYNC, 48, 40, 30, 5, 2, 80, 20, 16, 30, 10, 0, 0, 50, 0, true,
       4000},
      {"through", TWK_MODE_THROUGH, 32, 16, 8, 4, 2, 50, 8, 32, 40, 5, 0, 0, 0, 0, false, 4000},
      {"through, hot blocks", TWK_MODE_THROUGH, 24, 16, 8, 3, 1, 8, 8, 32, 40, 5, 150, 50, 0, 30,
       false, 6000},
      {"through, misses", TWK_MODE_THROUGH, 16, 8, 8, 2, 1, 60, 8, 32, 50, 5, 20, 50, 0, 10, false,
       4000},
      {"local", TWK_MODE_LOCAL, 20, 18, 3, 3, 2, 60, 20, 32, 40, 5, 30, 30, 0, 20, false, 4000},
      {"big commands, few slots", TWK_MODE_EARLY, 16, 12, 4, 4, 2, 600, 256, 32, 50, 1, 0, 0, 0, 0,
       false, 8000},
      {"big commands, one place", TWK_MODE_SYNC, 16, 12, 4, 1, 1, 260, 256, 32, 60, 1, 0, 20, 10, 0,
       false, 8000},
      {"big commands, faults", TWK_MODE_SYNC, 130, 60, 20, 16, 4, 600, 256, 64, 60, 1, 0, 5, 10, 1,
       false, 8000},
      {"disk that fails for good", TWK_MODE_EARLY, 32, 8, 2, 4, 2, 8, 4, 16, 30, 5, 600, 100, 10,
       10, false, 4000},
      {"sync, disk fails for good", TWK_MODE_SYNC, 32, 8, 2, 4, 2, 8, 4, 16, 30, 5, 600, 100, 200,
       10, false, 4000},
  };
  (void)state;
  for (size_t n = 0; n < sizeof mixes / sizeof mixes[0]; n++) {
    for (uint64_t seed = 1; seed <= 3; seed++) run_one(&mixes[n], seed);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_random_mixes_keep_every_contract),
  };
  return cmocka_run_group_tests_name("test_stress", tests, NULL, NULL);
}
