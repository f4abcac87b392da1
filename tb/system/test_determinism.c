/* SPDX-License-Identifier: Apache-2.0 */
/* test_determinism.c: the same configuration, seed and calls make the same cycles, wherever run. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system.h"

#define COMMANDS 120

static void mix_in(uint64_t *hash, const void *data, size_t size) {
  const uint8_t *p = data;
  for (size_t i = 0; i < size; i++) *hash = (*hash ^ p[i]) * UINT64_C(0x100000001b3);
}

static void mix_end(uint64_t *hash, const struct csim_completion *e) {
  const uint64_t seen[] = {e->command.user, e->status,           e->posted_ps, e->done_ps,
                           e->posted_cycle, e->first_beat_cycle, e->done_cycle};
  mix_in(hash, seen, sizeof seen);
}

static void mix_counters(uint64_t *hash, const struct system *t) {
  struct csim_counters k;
  memset(&k, 0, sizeof k);
  csim_counters(t->sim, &k);
  const uint64_t seen[] = {
      k.cycles[0],     k.cycles[1],     k.evals,         k.fifo_max[0],      k.fifo_max[1],
      k.fifo_sum[0],   k.fifo_sum[1],   k.stall_fifo[0], k.stall_fifo[1],    k.stall_slot[0],
      k.stall_slot[1], k.stall_room[0], k.stall_room[1], k.firmware_busy[0], k.firmware_busy[1],
      k.disk.reads,    k.disk.writes,   k.disk.seeks,    k.disk.busy_ps,     csim_now_ps(t->sim)};
  mix_in(hash, seen, sizeof seen);
  /* All of its fields are 64 bits wide: there is no padding. */
  mix_in(hash, k.controller, sizeof k.controller);
}

static void mix_disks(uint64_t *hash, struct system *t) {
  uint8_t block[ORACLE_BLOCK];
  for (uint64_t lba = oracle_next_lba(t->oracle, 0); lba != UINT64_MAX;
       lba = oracle_next_lba(t->oracle, lba + 1)) {
    assert_int_equal(disk_peek(csim_disk(t->sim), lba, block), 0);
    mix_in(hash, &lba, sizeof lba);
    mix_in(hash, block, sizeof block);
  }
}

static void setting(struct csim_config *cfg, uint64_t seed) {
  system_config(cfg, seed % 2 ? TWK_MODE_EARLY : TWK_MODE_SYNC, system_seed(seed));
  cfg->jitter_ps = 300;
  cfg->fifo_limit = 2 * FRAME_BEATS;
}

/* Everything that can be seen of one run, in one number. */
static uint64_t fingerprint(struct system *t, const struct csim_config *cfg) {
  static const struct mix m = {
      .span = 60, .max_blocks = 16, .reads = 30, .flushes = 2, .depth = {32, 9}};
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  unsigned posted = 0;
  system_open(t, cfg);
  while ((posted += system_fill(t, &m, COMMANDS - posted)) < COMMANDS)
    system_run(t, csim_now_ps(t->sim) + SYSTEM_US);
  system_drain(t);
  for (unsigned i = 0; i < SYSTEM_REQUESTS; i++) mix_end(&hash, &t->request[i].end);
  mix_counters(&hash, t);
  mix_disks(&hash, t);
  system_close(t);
  return hash;
}

static void test_twice_in_one_process(void **state) {
  struct system *t = *state;
  for (uint64_t seed = 1; seed <= 2; seed++) {
    struct csim_config cfg;
    setting(&cfg, seed);
    uint64_t first = fingerprint(t, &cfg);
    assert_true(fingerprint(t, &cfg) == first);
  }
}

static uint64_t fingerprint_in_child(struct system *t, const struct csim_config *cfg) {
  uint64_t hash = 0;
  int ends[2];
  int status;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    hash = fingerprint(t, cfg);
    _exit(write(ends[1], &hash, sizeof hash) == sizeof hash ? 0 : 1);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  assert_int_equal(read(ends[0], &hash, sizeof hash), sizeof hash);
  close(ends[0]);
  close(ends[1]);
  return hash;
}

static void test_in_a_child_process(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  setting(&cfg, 3);
  uint64_t here = fingerprint(t, &cfg);
  assert_true(fingerprint_in_child(t, &cfg) == here);
}

/* Cycles of one run over again in a child forked in its middle: both go the same way. */
static void test_both_ways_of_a_fork(void **state) {
  struct system *t = *state;
  static const struct mix m = {.span = 60, .max_blocks = 16, .reads = 30, .depth = {32, 32}};
  struct csim_config cfg;
  int ends[2];
  uint64_t theirs = 0;
  uint64_t ours = 0;
  setting(&cfg, 4);
  system_open(t, &cfg);
  system_fill(t, &m, 64);
  system_pass(t, 20 * SYSTEM_US);
  assert_int_equal(pipe(ends), 0);
  pid_t child = csim_fork(t->sim);
  assert_true(child >= 0);
  system_drain(t);
  mix_counters(&ours, t);
  mix_disks(&ours, t);
  if (child == 0) _exit(write(ends[1], &ours, sizeof ours) == sizeof ours ? 0 : 1);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  assert_int_equal(read(ends[0], &theirs, sizeof theirs), sizeof theirs);
  close(ends[0]);
  close(ends[1]);
  assert_true(ours == theirs);
  system_close(t);
}

static void test_no_fork_that_would_share_an_image(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  char path[] = "/tmp/twinack-fork-XXXXXX";
  setting(&cfg, 5);
  close(mkstemp(path));
  cfg.disk.image = path;
  system_open(t, &cfg);
  assert_int_equal(csim_fork(t->sim), -1);
  system_close(t);
  assert_int_equal(unlink(path), 0);
}

/* All seeds of what a run draws: the host's, and the system's alone. */
static void test_another_seed_differs(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  setting(&cfg, 5);
  uint64_t one = fingerprint(t, &cfg);
  cfg.seed++;
  assert_true(fingerprint(t, &cfg) != one);
}

/* The oracle's data and the commands are the same here; only the system's seed is not. */
static void test_seed_moves_phases_and_crossings(void **state) {
  struct system *t = *state;
  struct csim_config cfg;
  uint64_t done[2];
  for (unsigned i = 0; i < 2; i++) {
    setting(&cfg, 1);
    cfg.seed += i;
    system_open(t, &cfg);
    done[i] = system_do(t, TWK_OP_WRITE, 0, 1, 1)->end.done_ps;
    system_drain(t);
    system_close(t);
  }
  assert_true(done[0] != done[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_twice_in_one_process), SYSTEM_TEST(test_in_a_child_process),
      SYSTEM_TEST(test_both_ways_of_a_fork),  SYSTEM_TEST(test_no_fork_that_would_share_an_image),
      SYSTEM_TEST(test_another_seed_differs), SYSTEM_TEST(test_seed_moves_phases_and_crossings),
  };
  return cmocka_run_group_tests_name("test_determinism", tests, NULL, NULL);
}
