/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_host_switch.c: one host port for both controllers. Commands reach the volume's owner, each
 * is answered once whatever dies meanwhile, and the host that tries again finds the survivor.
 */
#include "managed.h"

#include <string.h>

#include "observe.h"

/* Rails so weak that a controller is gone 2 us after its unit, with commands under way. A battery
 * could not take over from them. */
#define RAIL_FALL_MV 300

static const struct mix busy = {
    .span = 60, .max_blocks = 12, .reads = 30, .flushes = 2, .depth = {8, 8, 8, 8}};

/* Acks as the port gives them, by status. */
struct acks {
  unsigned of[16];
};

static void see(void *user, const struct csim_seen *seen) {
  struct acks *a = user;
  if (seen->kind == CSIM_SEEN_ACK) a->of[seen->word[1] & 15]++;
}

static unsigned sum(const unsigned of[16]) {
  unsigned all = 0;
  for (unsigned i = 0; i < 16; i++) all += of[i];
  return all;
}

static void open_switched(struct system *t, unsigned mode, unsigned topology, uint64_t seed,
                          struct acks *acks) {
  struct csim_config cfg;
  managed_config(&cfg, mode, topology, system_seed(seed));
  if (topology != TWK_TOPOLOGY_BATTERY) cfg.power.rail_fall_mv = RAIL_FALL_MV;
  cfg.host_switch = true;
  system_open(t, &cfg);
  *acks = (struct acks){{0}};
  csim_observe(t->sim, see, acks);
  system_pass(t, 10 * SYSTEM_US); /* each hears that the other is PAIRED */
}

/* Every command that was posted was answered once: a posting is a command's first, or a retry. */
static void answered_once(const struct system *t, const struct acks *acks) {
  assert_int_equal(sum(acks->of), sum(t->ended) + system_counters(t).retries);
}

static uint64_t blocks_read(const struct csim_counters *k, unsigned side) {
  return k->controller[side].read_hits + k->controller[side].read_misses;
}

/* The controller at home, and no other, reads, and gets no mirror of what it wrote. */
static void served_by(struct system *t, unsigned volume, enum csim_side side) {
  managed_drain(t); /* what is dirty would be destaged meanwhile */
  const struct csim_counters before = system_counters(t);
  for (unsigned n = 0; n < 4; n++) system_do(t, TWK_OP_WRITE, volume, 100 + n, 1);
  for (unsigned n = 0; n < 4; n++) system_do(t, TWK_OP_READ, volume, 100 + n, 1);
  const struct csim_counters after = system_counters(t);
  assert_int_equal(blocks_read(&after, side) - blocks_read(&before, side), 4);
  assert_int_equal(blocks_read(&after, !side), blocks_read(&before, !side));
  assert_int_equal(after.controller[side].mirror_frames, before.controller[side].mirror_frames);
}

static void test_commands_reach_the_owner_of_their_volume(void **state) {
  struct system *t = *state;
  struct acks acks;
  open_switched(t, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 1, &acks);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) served_by(t, v, (enum csim_side)(v % 2));
  assert_int_equal(system_counters(t).retries, 0);
  for (unsigned v = 0; v < 2; v++) {
    struct request *r = system_post_unjudged(t, TWK_OP_MOVE, v, 0, 0);
    system_wait(t, r);
    assert_int_equal(r->end.status, TWK_STATUS_OK);
  }
  managed_wait(t, CSIM_A, TWK_PHASE_PAIRED, 1U << 1 | 1U << 2);
  managed_wait(t, CSIM_B, TWK_PHASE_PAIRED, 1U << 0 | 1U << 3);
  for (unsigned v = 0; v < 2; v++) served_by(t, v, (enum csim_side) !v);
  for (unsigned v = 2; v < TWK_VOLUMES; v++) served_by(t, v, (enum csim_side)(v % 2));
  assert_int_equal(system_counters(t).failovers, 0); /* there they are at home now */
  managed_drain(t);
  answered_once(t, &acks);
  managed_close(t);
}

static void test_what_is_beyond_a_volume_is_refused(void **state) {
  struct system *t = *state;
  struct acks acks;
  open_switched(t, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 2, &acks);
  t->allowed |= 1U << TWK_STATUS_RANGE;
  for (unsigned v = 0; v < TWK_VOLUMES; v++) {
    const uint64_t end = t->cfg.volume_blocks;
    const struct request *r = system_post_unjudged(t, TWK_OP_READ, v, end, 1);
    system_wait(t, r); /* by the switch */
    assert_int_equal(r->end.status, TWK_STATUS_RANGE);
    r = system_post_unjudged(t, TWK_OP_READ, v, end - 1, 2);
    system_wait(t, r); /* by the owner */
    assert_int_equal(r->end.status, TWK_STATUS_RANGE);
    system_do(t, TWK_OP_WRITE, v, end - 1, 1);
    system_do(t, TWK_OP_READ, v, end - 1, 1);
  }
  managed_drain(t);
  answered_once(t, &acks);
  managed_close(t);
}

/* All modes, all volumes at once: both mirror FIFOs fill, and nothing goes round twice. */
static void test_both_directions_at_once(void **state) {
  struct system *t = *state;
  struct acks acks;
  for (unsigned mode = 0; mode < TWK_MODE_LOCAL; mode++) {
    open_switched(t, mode, TWK_TOPOLOGY_PEER, 10 + mode, &acks);
    system_traffic(t, &busy, 300);
    managed_drain(t);
    const struct csim_counters k = system_counters(t);
    for (unsigned i = 0; i < CSIM_SIDES; i++)
      if (mode != TWK_MODE_THROUGH) assert_true(k.fifo_max[i] >= FRAME_BEATS);
    assert_int_equal(k.retries + k.failovers, 0);
    assert_int_equal(acks.of[TWK_STATUS_OK], sum(t->ended));
    answered_once(t, &acks);
    managed_close(t);
  }
}

/* The queue of each volume is as long as without a switch, and full queues do not hinder others. */
static void test_full_queues_on_every_volume(void **state) {
  struct system *t = *state;
  struct acks acks;
  open_switched(t, TWK_MODE_THROUGH, TWK_TOPOLOGY_PEER, 20, &acks);
  for (unsigned v = 0; v < TWK_VOLUMES; v++) {
    for (unsigned n = 0; n < CSIM_QUEUE_DEPTH; n++)
      assert_non_null(system_post(t, TWK_OP_WRITE, v, 8 * n, 8));
    assert_null(system_post(t, TWK_OP_WRITE, v, 0, 1));
  }
  system_settle(t);
  assert_int_equal(t->ended[TWK_STATUS_OK], TWK_VOLUMES * CSIM_QUEUE_DEPTH);
  managed_drain(t);
  answered_once(t, &acks);
  managed_close(t);
}

static void mix_in(uint64_t *hash, uint64_t x) {
  *hash = (*hash ^ x) * UINT64_C(0x100000001b3);
}

static uint64_t fingerprint(struct system *t, uint64_t seed) {
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  struct acks acks;
  open_switched(t, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, seed, &acks);
  system_fill(t, &busy, 30);
  system_pass(t, 3 * SYSTEM_US);
  managed_break(t, "psu-hard:B");
  system_traffic(t, &busy, 60);
  for (unsigned i = 0; i < SYSTEM_REQUESTS; i++) {
    const struct csim_completion *e = &t->request[i].end;
    mix_in(&hash, e->posted_ps);
    mix_in(&hash, e->done_ps);
    mix_in(&hash, e->first_beat_cycle);
    mix_in(&hash, e->status);
  }
  const struct csim_counters k = system_counters(t);
  const uint64_t seen[] = {k.cycles[0],   k.cycles[1], k.evals,    k.fifo_sum[0],
                           k.fifo_sum[1], k.retries,   k.failovers};
  for (unsigned i = 0; i < sizeof seen / sizeof *seen; i++) mix_in(&hash, seen[i]);
  managed_close(t);
  return hash;
}

static void test_same_seed_same_cycles(void **state) {
  uint64_t first = fingerprint(*state, 30);
  assert_true(fingerprint(*state, 30) == first);
  if (system_seed(0) != system_seed(1)) assert_true(fingerprint(*state, 31) != first);
}

/* ---- an owner goes with commands in flight, and comes back */

static const struct trial {
  const char *fault, *back;
} trials[] = {{"psu-hard:A", "restore:A"},       {"psu:B", "restore:B"},
              {"hang:A", "link-restore"},        {"hang:B", "link-restore"},
              {"reset:A", "link-restore"},       {"reset:B", "link-restore"},
              {"brownout:A:2000mV", "restore:A"}};

static void survives(struct system *t, const struct trial *f, unsigned mode, unsigned topology,
                     uint64_t seed) {
  struct acks acks;
  open_switched(t, mode, topology, seed, &acks);
  system_fill(t, &busy, 32);
  system_pass(t, rng_below(&t->rng, 8 * SYSTEM_US));
  system_fill(t, &busy, 32);
  managed_break(t, f->fault);
  system_traffic(t, &busy, 80);
  system_pass(t, 150 * SYSTEM_US); /* longer than detection, decay and silence take together */
  managed_break(t, f->back);
  system_traffic(t, &busy, 40);
  managed_wait_paired(t);
  system_traffic(t, &busy, 20);
  managed_drain(t);
  const struct csim_counters k = system_counters(t);
  assert_int_equal(k.takeovers, 1);
  assert_true(acks.of[CSIM_STATUS_ABORTED] != 0); /* commands were in flight there */
  assert_true(k.retries >= acks.of[CSIM_STATUS_ABORTED] && k.failovers != 0);
  assert_int_equal(acks.of[TWK_STATUS_OK], sum(t->ended)); /* each ended well, and once */
  answered_once(t, &acks);
  managed_close(t);
}

static void test_takeovers_with_commands_in_flight(void **state) {
  static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC};
  for (unsigned i = 0; i < sizeof trials / sizeof *trials; i++)
    survives(*state, &trials[i], modes[i % 2], i % TWK_TOPOLOGY_OWN, 100 + i);
}

/* A volume moves while all are busy, and its new owner gets what the old one sent back. */
static void test_moves_under_load(void **state) {
  struct system *t = *state;
  struct acks acks;
  unsigned on_b = 10;
  open_switched(t, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, 200, &acks);
  for (unsigned n = 0; n < 8; n++) {
    const unsigned volume = (unsigned)rng_below(&t->rng, TWK_VOLUMES);
    system_fill(t, &busy, 30);
    const struct request *r = system_post_unjudged(t, TWK_OP_MOVE, volume, 0, 0);
    while (r->busy) {
      system_run(t, UINT64_MAX);
      system_fill(t, &busy, 2);
    }
    on_b ^= 1U << volume;
    managed_wait(t, CSIM_B, TWK_PHASE_PAIRED, on_b);
    managed_wait(t, CSIM_A, TWK_PHASE_PAIRED, 15U & ~on_b);
    system_traffic(t, &busy, 20);
  }
  managed_drain(t);
  assert_int_equal(system_counters(t).moves, 8);
  assert_int_equal(acks.of[CSIM_STATUS_ABORTED], 0);
  answered_once(t, &acks);
  managed_close(t);
}

/* ---- a controller goes at cycle after cycle of the same run */

#define COMMANDS 24
#define MOST_BLOCKS 6
#define BLOCKS_OF(n) (1 + (n) % MOST_BLOCKS)

/* Commands of its own places each, two of three writes, on all volumes in turn. */
struct sweep {
  struct csim_command command[COMMANDS];
  uint64_t data[COMMANDS][MOST_BLOCKS * ORACLE_BLOCK / 8];
  unsigned ends[COMMANDS], open;
};

static uint64_t word_of(unsigned n, unsigned i) {
  uint64_t state = (uint64_t)n << 32 | i;
  return rng_splitmix64(&state);
}

static unsigned words_of(unsigned n) {
  return BLOCKS_OF(n) * ORACLE_BLOCK / 8;
}

static void fill(struct sweep *w, unsigned n) {
  for (unsigned i = 0; i < words_of(n); i++) w->data[n][i] = word_of(n, i);
}

static void must_hold(const struct sweep *w, unsigned n) {
  for (unsigned i = 0; i < words_of(n); i++) assert_true(w->data[n][i] == word_of(n, i));
}

static bool writes(unsigned n) {
  return n % 3 != 2;
}

static void give(struct system *t, struct sweep *w, unsigned n, uint8_t op) {
  w->command[n] = (struct csim_command){.op = op,
                                        .volume = (uint8_t)(n % TWK_VOLUMES),
                                        .lba = (uint64_t)8 * n,
                                        .blocks = BLOCKS_OF(n),
                                        .data = w->data[n],
                                        .user = n};
  if (op == TWK_OP_WRITE)
    fill(w, n);
  else
    memset(w->data[n], 0xA5, sizeof w->data[n]);
  w->ends[n] = 0;
  w->open++;
  assert_int_equal(csim_post(t->sim, &w->command[n]), 0);
}

static void take(struct system *t, struct sweep *w) {
  struct csim_completion e;
  while (csim_poll(t->sim, &e)) {
    const unsigned n = (unsigned)e.command.user;
    assert_int_equal(e.status, TWK_STATUS_OK);
    assert_int_equal(w->ends[n]++, 0);
    if (e.command.op == TWK_OP_READ) must_hold(w, n);
    w->open--;
  }
}

static void finish(struct system *t, struct sweep *w) {
  const uint64_t end = csim_now_ps(t->sim) + t->patience_ps;
  while (w->open != 0) {
    if (csim_now_ps(t->sim) >= end) fail_msg("%u commands not answered", w->open);
    csim_run(t->sim, end);
    take(t, w);
  }
}

static void pass(struct system *t, struct sweep *w, uint64_t ps) {
  const uint64_t end = csim_now_ps(t->sim) + ps;
  while (csim_now_ps(t->sim) < end) {
    csim_run(t->sim, end);
    take(t, w);
  }
}

/* Edges of clk_m from the posting on; `step` has no factor in common with a block's 64 beats. */
static void sweep(struct system *t, const char *fault, uint64_t seed, unsigned edges,
                  unsigned step) {
  struct acks acks;
  struct sweep w = {.open = 0}, start;
  unsigned aborted = 0;
  open_switched(t, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, seed, &acks);
  for (unsigned n = 0; n < COMMANDS; n++)
    if (!writes(n)) give(t, &w, n, TWK_OP_WRITE);
  finish(t, &w);
  for (unsigned n = 0; n < COMMANDS; n++) give(t, &w, n, writes(n) ? TWK_OP_WRITE : TWK_OP_READ);
  struct csim_snapshot *at = csim_snapshot_new(t->sim);
  assert_non_null(at);
  csim_save(t->sim, at);
  start = w; /* commands point to the data of w */
  for (unsigned edge = 0; edge < edges; edge += step) {
    csim_restore(t->sim, at);
    w = start;
    acks = (struct acks){{0}};
    pass(t, &w, (uint64_t)edge * t->cfg.period_m_ps);
    managed_break(t, fault);
    finish(t, &w);
    aborted += acks.of[CSIM_STATUS_ABORTED];
    const struct csim_counters k = system_counters(t);
    assert_int_equal(sum(acks.of), COMMANDS + k.retries);
    assert_int_equal(acks.of[TWK_STATUS_OK], COMMANDS);
    for (unsigned n = 0; n < COMMANDS; n++) give(t, &w, n, TWK_OP_READ);
    finish(t, &w);
    assert_int_equal(k.assertions_failed, 0);
    assert_false(k.both_served);
  }
  assert_true(aborted > edges / step); /* of 24 commands, at more than one moment in 24 */
  csim_snapshot_free(at);
  managed_close(t);
}

/* Within the time that the commands take when nothing breaks, and a little more. */
static void test_a_reset_at_any_cycle(void **state) {
  sweep(*state, "reset:A", 300, 2400, 37);
}

static void test_a_power_failure_at_any_cycle(void **state) {
  sweep(*state, "psu-hard:B", 301, 2400, 61);
}

static void test_a_hang_at_any_cycle(void **state) {
  sweep(*state, "hang:A", 302, 2400, 151);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_commands_reach_the_owner_of_their_volume),
      SYSTEM_TEST(test_what_is_beyond_a_volume_is_refused),
      SYSTEM_TEST(test_both_directions_at_once),
      SYSTEM_TEST(test_full_queues_on_every_volume),
      SYSTEM_TEST(test_same_seed_same_cycles),
      SYSTEM_TEST(test_takeovers_with_commands_in_flight),
      SYSTEM_TEST(test_moves_under_load),
      SYSTEM_TEST(test_a_reset_at_any_cycle),
      SYSTEM_TEST(test_a_power_failure_at_any_cycle),
      SYSTEM_TEST(test_a_hang_at_any_cycle),
  };
  return cmocka_run_group_tests_name("test_host_switch", tests, NULL, NULL);
}
