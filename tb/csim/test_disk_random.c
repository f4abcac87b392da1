/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_disk_random.c: random commands and random faults. The model is an array with the last
 * completed write of each block: nothing else may ever be read, whatever breaks. Where only one
 * disk of each pair is out of order at a time, nothing may fail either.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "disk_help.h"
#include "rng.h"

#define BLOCKS 96
#define SPINDLES 4

struct world {
  struct disk *d;
  struct rng rng;
  bool gentle, mirror;
  uint64_t now_ps;
  unsigned value[BLOCKS];
  unsigned hurt; /* bit n: something was done to spindle n, ever */
  unsigned answered, errors;
};

static unsigned pick(struct world *w, unsigned below) {
  return (unsigned)rng_below(&w->rng, below);
}

/* Far apart and near, over all spindles. */
static uint64_t lba_of(unsigned block) {
  return block / 16 * 5000 + block % 16;
}

static unsigned block_of(uint64_t lba) {
  return (unsigned)(lba / 5000 * 16 + lba % 5000);
}

/* Chunks of 4; the spindles that have the block, as bits. */
static unsigned spindles_of(const struct world *w, uint64_t lba) {
  return w->mirror ? 3U << 2 * (lba / 4 % 2) : 1U << lba / 4 % 4;
}

static void look_at(struct world *w, const struct disk_done *done) {
  unsigned block = block_of(done->lba);
  unsigned spindles = spindles_of(w, done->lba);
  w->answered++;
  w->errors += done->error;
  if (done->error) {
    assert_false(w->gentle);
    assert_int_equal(w->hurt & spindles, spindles);
    assert_zero(done->data);
  } else if (done->op == DISK_WRITE) {
    w->value[block] = (unsigned)done->cookie;
  } else {
    uint8_t want[DISK_BLOCK];
    fill(want, w->value[block]);
    assert_memory_equal(done->data, want, DISK_BLOCK);
  }
}

static void run_to(struct world *w, uint64_t now_ps) {
  struct disk_done done;
  w->now_ps = now_ps;
  while (disk_poll(w->d, now_ps, &done)) look_at(w, &done);
}

static bool is_whole(const struct world *w, unsigned n) {
  struct disk_status s = status_of(w->d, n);
  return s.state == DISK_GOOD && s.unreadable == 0 && s.permille == 0;
}

static void hurt(struct world *w) {
  unsigned n = pick(w, SPINDLES);
  if (w->gentle && !is_whole(w, n ^ 1)) return;
  if (status_of(w->d, n).state == DISK_REBUILDING && pick(w, 8)) return; /* some come to an end */
  w->hurt |= 1U << n;
  switch (pick(w, 6)) {
    case 0:
      disk_fail(w->d, n);
      break;
    case 1:
      disk_slow(w->d, n, 1 + pick(w, 9));
      break;
    case 2:
      disk_errors(w->d, n, pick(w, 3) ? 0 : pick(w, 1001));
      break;
    case 3:
      disk_spoil(w->d, n, lba_of(pick(w, BLOCKS)), 1 + pick(w, 12));
      break;
    default:
      disk_replace(w->d, n, w->now_ps);
  }
}

/* What the disks hold without an error drawn: right, or said to be missing. */
static void assert_all_right(struct world *w) {
  uint8_t want[DISK_BLOCK], got[DISK_BLOCK];
  for (unsigned i = 0; i < BLOCKS; i++) {
    unsigned spindles = spindles_of(w, lba_of(i));
    if (disk_peek(w->d, lba_of(i), got)) {
      assert_false(w->gentle);
      assert_int_equal(w->hurt & spindles, spindles);
      continue;
    }
    fill(want, w->value[i]);
    assert_memory_equal(got, want, DISK_BLOCK);
  }
}

/* How many rebuilds came to an end. */
static uint64_t random_run(enum disk_raid raid, bool gentle, uint64_t seed) {
  struct disk_config cfg = array_of(raid, SPINDLES, 4);
  struct world w = {.gentle = gentle, .mirror = raid == DISK_MIRROR};
  unsigned submitted = 0;
  cfg.channels = 1 + seed % 3;
  cfg.kind = seed % 4 == 3 ? DISK_HDD : DISK_FLASH;
  cfg.seed = seed;
  w.d = opened(&cfg);
  rng_seed(&w.rng, seed);
  print_message("raid %d gentle %d seed %llu\n", (int)raid, gentle, (unsigned long long)seed);
  for (unsigned cookie = 1; cookie <= 6000; cookie++) {
    submit(w.d, pick(&w, 2) ? DISK_READ : DISK_WRITE, lba_of(pick(&w, BLOCKS)), cookie, w.now_ps);
    submitted++;
    if (pick(&w, 20) == 0) hurt(&w);
    run_to(&w, w.now_ps + pick(&w, 60) * US * (cfg.kind == DISK_HDD ? 100 : 1));
    if (cookie % 500 == 0) assert_all_right(&w);
  }
  run_to(&w, UINT64_MAX / 2);
  assert_int_equal(w.answered, submitted);
  assert_int_equal(disk_next_ps(w.d), UINT64_MAX);
  assert_all_right(&w);
  assert_int_equal(disk_counters(w.d)->errors, w.errors);
  if (!gentle) assert_true(w.errors > 0);
  uint64_t rebuilt = disk_counters(w.d)->rebuilt;
  disk_close(w.d);
  return rebuilt;
}

static void one_disk_of_a_pair_at_a_time_costs_nothing(void **state) {
  (void)state;
  uint64_t rebuilt = 0;
  for (uint64_t seed = 1; seed <= 8; seed++) rebuilt += random_run(DISK_MIRROR, true, seed);
  assert_true(rebuilt > 50);
}

static void whatever_breaks_only_the_last_content_is_read(void **state) {
  (void)state;
  uint64_t rebuilt = 0;
  for (uint64_t seed = 11; seed <= 18; seed++) rebuilt += random_run(DISK_MIRROR, false, seed);
  assert_true(rebuilt > 50);
  for (uint64_t seed = 21; seed <= 24; seed++) random_run(DISK_STRIPE, false, seed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_disk_of_a_pair_at_a_time_costs_nothing),
      cmocka_unit_test(whatever_breaks_only_the_last_content_is_read),
  };
  return cmocka_run_group_tests_name("test_disk_random", tests, NULL, NULL);
}
