/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_model.c: random commands against a naive model: a plain list and an array of values.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk_help.h"

#define MODEL_BLOCKS 96
#define MODEL_PENDING 300

struct model_command {
  enum disk_op op;
  uint64_t lba, cookie, time_ps;
};

struct model {
  unsigned spindles, channels, pending;
  uint64_t channel[4][4], now_ps;
  unsigned value[MODEL_BLOCKS];                /* 0: never written */
  struct model_command command[MODEL_PENDING]; /* in order of submission */
};

static unsigned pick(uint64_t *state, unsigned below) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (unsigned)((*state >> 33) % below);
}

/* Far apart in no pattern, so that a hash table has collisions; unique. */
static uint64_t lba_of(unsigned block) {
  return (uint64_t)block * block * 97;
}

static unsigned *model_value(struct model *m, uint64_t lba) {
  unsigned block = 0;
  while (lba_of(block) != lba) block++;
  return &m->value[block];
}

static uint64_t model_flash_time(struct model *m, const struct model_command *c) {
  uint64_t *channel = m->channel[c->lba / 4 % m->spindles], *first = channel;
  for (unsigned i = 1; i < m->channels; i++)
    if (channel[i] < *first) first = &channel[i];
  *first = (*first > m->now_ps ? *first : m->now_ps) + (c->op == DISK_READ ? 61 : 16) * US;
  for (unsigned i = 0; i < m->pending; i++)
    if (m->command[i].lba == c->lba && m->command[i].time_ps > *first)
      *first = m->command[i].time_ps;
  return *first;
}

static void model_submit(struct model *m, struct disk *d, enum disk_kind kind, uint64_t cookie,
                         uint64_t *seed) {
  struct model_command c = {.op = pick(seed, 2) ? DISK_READ : DISK_WRITE, .cookie = cookie};
  c.lba = lba_of(pick(seed, MODEL_BLOCKS));
  c.time_ps = submit(d, c.op, c.lba, (unsigned)cookie, m->now_ps);
  if (kind == DISK_FLASH) assert_int_equal(c.time_ps, model_flash_time(m, &c));
  for (unsigned i = 0; i < m->pending; i++)
    if (m->command[i].lba == c.lba) assert_true(m->command[i].time_ps <= c.time_ps);
  m->command[m->pending++] = c;
}

static void model_poll(struct model *m, struct disk *d) {
  unsigned first = 0;
  for (unsigned i = 1; i < m->pending; i++)
    if (m->command[i].time_ps < m->command[first].time_ps) first = i;
  struct model_command c = m->command[first];
  assert_int_equal(disk_next_ps(d), c.time_ps);
  m->now_ps = c.time_ps > m->now_ps ? c.time_ps : m->now_ps;
  struct disk_done done;
  uint8_t want[DISK_BLOCK] = {0};
  assert_true(disk_poll(d, m->now_ps, &done));
  assert_int_equal(done.cookie, c.cookie);
  assert_int_equal(done.lba, c.lba);
  assert_int_equal(done.op, c.op);
  if (c.op == DISK_WRITE)
    *model_value(m, c.lba) = (unsigned)c.cookie;
  else
    fill(want, *model_value(m, c.lba));
  assert_memory_equal(done.data, want, DISK_BLOCK);
  m->pending--;
  memmove(&m->command[first], &m->command[first + 1], (m->pending - first) * sizeof c);
}

static void against_model(enum disk_kind kind, uint64_t seed) {
  struct disk_config cfg = simple(kind);
  struct model m = {.spindles = 3, .channels = 4};
  uint64_t random = seed;
  cfg.spindles = m.spindles;
  cfg.channels = m.channels;
  cfg.chunk_blocks = 4;
  cfg.seed = seed;
  struct disk *d = opened(&cfg);
  print_message("kind %d seed %llu\n", (int)kind, (unsigned long long)seed);
  for (unsigned cookie = 1; cookie <= 5000; cookie++) {
    unsigned depth = cookie / 500 % 2 ? MODEL_PENDING : 20; /* deep and shallow by turns */
    model_submit(&m, d, kind, cookie, &random);
    m.now_ps += pick(&random, 5) * US;
    while (m.pending >= depth || (m.pending && !pick(&random, 3))) model_poll(&m, d);
  }
  while (m.pending) model_poll(&m, d);
  assert_int_equal(disk_counters(d)->reads + disk_counters(d)->writes, 5000);
  for (unsigned i = 0; i < MODEL_BLOCKS; i++) assert_holds(d, lba_of(i), m.value[i]);
  disk_close(d);
}

static void random_commands_match_a_plain_array(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3; seed++) {
    against_model(DISK_FLASH, seed);
    against_model(DISK_HDD, seed);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(random_commands_match_a_plain_array),
  };
  return cmocka_run_group_tests_name("test_disk_model", tests, NULL, NULL);
}
