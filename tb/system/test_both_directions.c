/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_both_directions.c: writes on A and B at once; what each mirror half then holds of the other
 * side's dirty blocks, byte by byte, and that nothing of it is left when all is on disk.
 */
#include <string.h>

#include "system.h"

#define BLOCKS 60 /* of each volume that are written, one by one */

struct shadow {
  uint8_t block[CSIM_SIDES][BLOCKS][ORACLE_BLOCK];
};

static void open_without_destage(struct system *t, unsigned mode, uint64_t seed) {
  struct csim_config cfg;
  system_config(&cfg, mode, system_seed(seed));
  cfg.controller.destage_start = 1000;
  system_open(t, &cfg);
}

/* Each `stride`th block of both volumes, as fast as the queues take them. */
static void write_all(struct system *t, struct shadow *s, unsigned stride) {
  for (unsigned n = 0; n < BLOCKS; n += stride) {
    for (unsigned v = 0; v < CSIM_SIDES; v++) {
      struct request *r;
      while ((r = system_post(t, TWK_OP_WRITE, v, n, 1)) == NULL)
        system_run(t, csim_now_ps(t->sim) + 10 * SYSTEM_US);
      memcpy(s->block[v][n], r->command.data, ORACLE_BLOCK);
    }
  }
}

/* A CLEAN frame follows the frame that made an older version void; wait for these too. */
static void wait_for_mirrors(struct system *t) {
  system_settle(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) system_wait_absent(t, (enum csim_side)v);
  system_pass(t, 50 * SYSTEM_US);
  for (unsigned v = 0; v < CSIM_SIDES; v++) system_wait_absent(t, (enum csim_side)v);
}

static void mirror_holds_newest(struct system *t, const struct shadow *s, unsigned owner) {
  enum csim_side peer = (enum csim_side) !owner;
  unsigned seen[BLOCKS] = {0};
  for (unsigned i = 0; i < csim_slots(); i++) {
    struct record r;
    uint8_t block[ORACLE_BLOCK];
    if (!controller_mirror_lookup(csim_controller(t->sim, peer), i, &r)) continue;
    uint64_t n = r.lba - owner * t->cfg.volume_blocks;
    assert_true(n < BLOCKS);
    assert_int_equal(r.slot, TWK_SLOT_MIRROR | i);
    assert_int_equal(r.tag, 1); /* the owner's first life */
    assert_int_equal(csim_read_slot(t->sim, peer, r.slot, block), 0);
    assert_memory_equal(block, s->block[owner][n], ORACLE_BLOCK);
    seen[n]++;
  }
  for (unsigned n = 0; n < BLOCKS; n++) assert_int_equal(seen[n], 1);
}

static void both_mirrors_hold_newest(struct system *t, const struct shadow *s) {
  wait_for_mirrors(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) mirror_holds_newest(t, s, v);
}

static void written_both_ways(struct system *t, unsigned mode) {
  struct shadow s;
  open_without_destage(t, mode, 7 + mode);
  write_all(t, &s, 1);
  both_mirrors_hold_newest(t, &s);
  write_all(t, &s, 3);
  write_all(t, &s, 5);
  both_mirrors_hold_newest(t, &s);
  struct csim_counters k = system_counters(t);
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    assert_int_equal(k.controller[v].overwrites, BLOCKS / 3 + BLOCKS / 5);
    assert_int_equal(k.controller[v].mirror_mismatched, 0);
    /* One frame for each block written, one CLEAN for each superseded. */
    assert_int_equal(k.controller[v].mirror_frames, BLOCKS + 2 * (BLOCKS / 3 + BLOCKS / 5));
  }
  system_drain(t);
  system_close(t);
}

static void test_mirrors_hold_newest_in_mode_early(void **state) {
  written_both_ways(*state, TWK_MODE_EARLY);
}

static void test_mirrors_hold_newest_in_mode_sync(void **state) {
  written_both_ways(*state, TWK_MODE_SYNC);
}

/* A flush of one volume takes its blocks out of the other's mirror half, and leaves the rest. */
static void test_cleaned_slots_are_forgotten(void **state) {
  struct system *t = *state;
  struct shadow s;
  open_without_destage(t, TWK_MODE_EARLY, 9);
  write_all(t, &s, 1);
  both_mirrors_hold_newest(t, &s);
  system_flush(t, 0);
  wait_for_mirrors(t);
  assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_B)), 0);
  assert_int_equal(controller_mirror_count(csim_controller(t->sim, CSIM_A)), BLOCKS);
  mirror_holds_newest(t, &s, 1);
  system_check_disk(t, 0);
  system_drain(t);
  system_close(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_mirrors_hold_newest_in_mode_early),
      SYSTEM_TEST(test_mirrors_hold_newest_in_mode_sync),
      SYSTEM_TEST(test_cleaned_slots_are_forgotten),
  };
  return cmocka_run_group_tests_name("test_both_directions", tests, NULL, NULL);
}
