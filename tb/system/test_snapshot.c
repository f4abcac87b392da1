/* SPDX-License-Identifier: Apache-2.0 */
/* test_snapshot.c: a system put back into an earlier state goes the same way again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system.h"

#define BLOCKS 3

/* A host whose whole state is this struct, so that it can be put back as well. */
struct host {
  struct rng rng;
  uint64_t span;          /* of each volume that commands fall into */
  unsigned depth, writes; /* outstanding; quarters of the commands */
  uint64_t posted, seen;  /* seen: a hash of all that came back */
  uint8_t data[CSIM_SIDES * CSIM_QUEUE_DEPTH][BLOCKS * ORACLE_BLOCK];
};

static void mix_in(uint64_t *hash, const void *data, size_t size) {
  const uint8_t *p = data;
  for (size_t i = 0; i < size; i++) *hash = (*hash ^ p[i]) * UINT64_C(0x100000001b3);
}

static unsigned slot_of(const struct host *h) {
  return (unsigned)(h->posted % (CSIM_SIDES * CSIM_QUEUE_DEPTH));
}

static void post(struct csim *s, struct host *h) {
  struct csim_command c = {.op = rng_below(&h->rng, 4) < h->writes ? TWK_OP_WRITE : TWK_OP_READ,
                           .volume = (uint8_t)rng_below(&h->rng, 2),
                           .lba = rng_below(&h->rng, h->span - BLOCKS),
                           .blocks = (uint32_t)rng_below(&h->rng, BLOCKS) + 1,
                           .data = h->data[slot_of(h)],
                           .user = h->posted};
  if (csim_outstanding(s, 0) + csim_outstanding(s, 1) >= h->depth) return;
  if (c.op == TWK_OP_WRITE)
    for (unsigned i = 0; i < sizeof h->data[0]; i++)
      h->data[slot_of(h)][i] = (uint8_t)rng_next(&h->rng);
  if (csim_post(s, &c) == 0) h->posted++;
}

static void take(struct csim *s, struct host *h) {
  struct csim_completion e;
  while (csim_poll(s, &e)) {
    const uint64_t seen[] = {e.command.user, e.status, e.posted_ps, e.done_ps, e.done_cycle};
    mix_in(&h->seen, seen, sizeof seen);
    if (e.command.op == TWK_OP_READ)
      mix_in(&h->seen, e.command.data, (size_t)e.command.blocks * ORACLE_BLOCK);
  }
}

/* Random traffic for so long; a number in which everything is that came back, and the state. */
static uint64_t traffic(struct csim *s, struct host *h, uint64_t us) {
  uint64_t end = csim_now_ps(s) + us * SYSTEM_US, hash;
  while (csim_now_ps(s) < end) {
    uint64_t next = csim_now_ps(s) + 20000 + rng_below(&h->rng, 400000);
    post(s, h);
    csim_run(s, next < end ? next : end);
    take(s, h);
  }
  hash = h->seen;
  const uint64_t state = csim_hash(s);
  mix_in(&hash, &state, sizeof state);
  return hash;
}

struct pair {
  struct csim *sim;
  struct csim_snapshot *snapshot;
  struct host host, saved;
};

static void save(struct pair *p) {
  csim_save(p->sim, p->snapshot);
  p->saved = p->host;
}

static void restore(struct pair *p) {
  csim_restore(p->sim, p->snapshot);
  p->host = p->saved;
}

static void setting(struct csim_config *cfg, unsigned mode, uint64_t seed) {
  system_config(cfg, mode, system_seed(seed));
  cfg->jitter_ps = 300;
  cfg->fifo_limit = 2 * FRAME_BEATS;
  cfg->volume_blocks = 64;
}

static void begin(struct pair *p, const struct csim_config *cfg) {
  char err[200];
  memset(p, 0, sizeof *p);
  p->sim = csim_create(cfg, err, sizeof err);
  if (p->sim == NULL) fail_msg("%s", err);
  p->snapshot = csim_snapshot_new(p->sim);
  assert_non_null(p->snapshot);
  rng_seed(&p->host.rng, cfg->seed);
  p->host.span = 24;
  p->host.depth = 8;
  p->host.writes = 3;
}

static void end(struct pair *p) {
  struct csim_counters k;
  csim_counters(p->sim, &k);
  assert_int_equal(k.assertions_failed, 0);
  csim_snapshot_free(p->snapshot);
  csim_destroy(p->sim);
}

static void test_same_way_again_in_each_mode(void **state) {
  (void)state;
  static struct pair p;
  for (unsigned mode = TWK_MODE_EARLY; mode <= TWK_MODE_LOCAL; mode++) {
    struct csim_config cfg;
    setting(&cfg, mode, 1 + mode);
    begin(&p, &cfg);
    for (unsigned round = 0; round < 4; round++) {
      traffic(p.sim, &p.host, 17);
      save(&p);
      uint64_t before = csim_hash(p.sim);
      uint64_t first = traffic(p.sim, &p.host, 60);
      for (unsigned again = 0; again < 3; again++) {
        restore(&p);
        assert_true(csim_hash(p.sim) == before);
        if (again == 1) {
          /* Another way in between leaves nothing behind. */
          rng_next(&p.host.rng);
          assert_true(traffic(p.sim, &p.host, 90) != first);
        } else {
          assert_true(traffic(p.sim, &p.host, 60) == first);
        }
      }
    }
    end(&p);
  }
}

static void test_resets_and_cut_links_come_back(void **state) {
  (void)state;
  static struct pair p;
  struct csim_config cfg;
  setting(&cfg, TWK_MODE_EARLY, 7);
  begin(&p, &cfg);
  traffic(p.sim, &p.host, 20);
  csim_cut_link(p.sim, CSIM_A, true);
  csim_reset(p.sim, CSIM_RAIL_B, true);
  traffic(p.sim, &p.host, 3);
  save(&p);
  uint64_t first = traffic(p.sim, &p.host, 30);
  restore(&p);
  csim_cut_link(p.sim, CSIM_A, false);
  csim_reset(p.sim, CSIM_RAIL_B, false);
  csim_reset(p.sim, CSIM_RAIL_A, true);
  assert_true(traffic(p.sim, &p.host, 30) != first);
  restore(&p);
  assert_true(traffic(p.sim, &p.host, 30) == first);
  end(&p);
}

/* Blocks come from the disks faster than the port takes them, so some wait at any moment, and the
 * queue they wait in has gone round before they are put back. */
static void test_blocks_on_the_way_from_disk_come_back(void **state) {
  (void)state;
  static struct pair p;
  struct csim_config cfg;
  setting(&cfg, TWK_MODE_EARLY, 5);
  cfg.volume_blocks = 4096;
  cfg.disk.read_us = 0;
  begin(&p, &cfg);
  p.host.span = 4096;
  p.host.depth = 48;
  p.host.writes = 0;
  for (unsigned i = 0; i < 64; i++) { /* not all zeros */
    struct csim_command c = {.op = TWK_OP_WRITE, .lba = 64 * i, .blocks = 3, .data = p.host.data};
    memset(p.host.data[0], (int)i + 1, sizeof p.host.data[0]);
    assert_int_equal(csim_post(p.sim, &c), 0);
    csim_run(p.sim, UINT64_MAX);
    take(p.sim, &p.host);
  }
  traffic(p.sim, &p.host, 40);
  save(&p);
  uint64_t first = traffic(p.sim, &p.host, 10);
  traffic(p.sim, &p.host, 150);
  restore(&p);
  assert_true(traffic(p.sim, &p.host, 10) == first);
  end(&p);
}

/* Two systems, one after the other and in turns. */
static void test_systems_keep_apart(void **state) {
  (void)state;
  static struct pair p[2];
  uint64_t want[2];
  for (unsigned i = 0; i < 2; i++) {
    struct csim_config cfg;
    setting(&cfg, i ? TWK_MODE_SYNC : TWK_MODE_EARLY, 8 + i);
    begin(&p[i], &cfg);
    traffic(p[i].sim, &p[i].host, 15);
    save(&p[i]);
    traffic(p[i].sim, &p[i].host, 30);
    want[i] = traffic(p[i].sim, &p[i].host, 30);
  }
  for (unsigned i = 0; i < 2; i++) restore(&p[i]);
  for (unsigned i = 0; i < 2; i++) traffic(p[i].sim, &p[i].host, 30);
  for (unsigned i = 0; i < 2; i++) assert_true(traffic(p[i].sim, &p[i].host, 30) == want[i]);
  for (unsigned i = 0; i < 2; i++) end(&p[i]);
}

static void test_hash_tells_states_apart(void **state) {
  (void)state;
  static struct pair p;
  struct csim_config cfg;
  struct csim_command read = {.op = TWK_OP_READ, .blocks = 1, .data = p.host.data[0]};
  setting(&cfg, TWK_MODE_EARLY, 11);
  begin(&p, &cfg);
  traffic(p.sim, &p.host, 15);
  save(&p);
  uint64_t h = csim_hash(p.sim);
  csim_cut_link(p.sim, CSIM_A, true);
  assert_true(csim_hash(p.sim) != h);
  restore(&p);
  assert_true(csim_hash(p.sim) == h);
  assert_int_equal(csim_post(p.sim, &read), 0);
  assert_true(csim_hash(p.sim) != h);
  restore(&p);
  csim_run(p.sim, csim_now_ps(p.sim) + 5000);
  assert_true(csim_hash(p.sim) != h);
  restore(&p);
  assert_true(csim_hash(p.sim) == h);
  end(&p);
}

/* What the RTL's own read path gives is what the memories' bits say. */
static void compare_slots(struct csim *s, enum csim_side side, unsigned half) {
  for (unsigned slot = 0; slot < 20; slot++) {
    uint8_t through[ORACLE_BLOCK], direct[ORACLE_BLOCK];
    assert_int_equal(csim_peek_slot(s, side, slot | half, direct), 0);
    assert_int_equal(csim_read_slot(s, side, slot | half, through), 0);
    assert_memory_equal(direct, through, sizeof direct);
  }
}

static void test_peek_is_what_the_read_path_gives(void **state) {
  (void)state;
  static struct pair p;
  struct csim_config cfg;
  setting(&cfg, TWK_MODE_EARLY, 13);
  begin(&p, &cfg);
  traffic(p.sim, &p.host, 30);
  for (unsigned side = 0; side < CSIM_SIDES; side++) {
    compare_slots(p.sim, (enum csim_side)side, 0);
    compare_slots(p.sim, (enum csim_side)side, TWK_SLOT_MIRROR);
  }
  assert_int_equal(csim_peek_slot(p.sim, CSIM_A, csim_slots(), p.host.data), -1);
  end(&p);
}

/* One block of A's volume, written with these bits of every word flipped; the slot it is in. */
static unsigned flipped_write(struct csim *s, const uint32_t mask[3], void *data) {
  struct csim_command c = {.op = TWK_OP_WRITE, .blocks = 1, .data = data};
  struct csim_completion e;
  const struct controller *k = csim_controller(s, CSIM_A);
  csim_inject(s, CSIM_A, CSIM_LOCAL, mask);
  assert_int_equal(csim_post(s, &c), 0);
  csim_run(s, UINT64_MAX);
  assert_true(csim_poll(s, &e));
  csim_run(s, csim_now_ps(s) + 10 * SYSTEM_US); /* let the firmware hear of it */
  for (unsigned i = 0; i < csim_slots(); i++)
    if (k->slot[i].lba == 0 && k->slot[i].state == SLOT_DIRTY) return i;
  fail_msg("the block is in no slot");
  return 0;
}

/* Each bit of the code word flipped alone is put right; any other with it is noticed. */
static void test_peek_corrects_one_flip_and_sees_two(void **state) {
  (void)state;
  static struct pair p;
  struct csim_config cfg;
  setting(&cfg, TWK_MODE_LOCAL, 17);
  begin(&p, &cfg);
  rng_next(&p.host.rng);
  for (unsigned i = 0; i < ORACLE_BLOCK; i++) p.host.data[0][i] = (uint8_t)rng_next(&p.host.rng);
  save(&p);
  for (unsigned bit = 0; bit < 72; bit++) {
    uint8_t got[ORACLE_BLOCK];
    uint32_t mask[3] = {0};
    unsigned other = (bit + 1 + (unsigned)rng_below(&p.host.rng, 71)) % 72;
    mask[bit / 32] = 1U << bit % 32;
    unsigned slot = flipped_write(p.sim, mask, p.host.data[0]);
    assert_int_equal(csim_peek_slot(p.sim, CSIM_A, slot, got), 1);
    assert_memory_equal(got, p.host.data[0], sizeof got);
    csim_restore(p.sim, p.snapshot);
    mask[other / 32] |= 1U << other % 32;
    slot = flipped_write(p.sim, mask, p.host.data[0]);
    assert_int_equal(csim_peek_slot(p.sim, CSIM_A, slot, got), -1);
    csim_restore(p.sim, p.snapshot);
  }
  end(&p);
}

static void test_no_snapshot_with_a_disk_image(void **state) {
  (void)state;
  struct csim_config cfg;
  char path[] = "/tmp/snapshot-XXXXXX", err[200];
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  close(fd);
  setting(&cfg, TWK_MODE_EARLY, 19);
  cfg.disk.image = path;
  struct csim *s = csim_create(&cfg, err, sizeof err);
  assert_non_null(s);
  assert_null(csim_snapshot_new(s));
  csim_destroy(s);
  unlink(path);
}

/* A machine that fails over, with a fault that goes on: every one is another state, and each leads
 * the same way again from the snapshot. */
static void test_faults_come_back_and_are_told_apart(void **state) {
  static const char *const texts[] = {"hang:A",        "psu-hard:A",        "link-cut:ab",
                                      "reset:B",       "flap:A:3:2us",      "flap:A:3:3us",
                                      "psu:B",         "battery-missing:A", "brownout:A:2700mV:4us",
                                      "flip:fifo:A:1", "battery-low:A:30"};
  enum { FAULTS = sizeof texts / sizeof *texts };
  uint64_t hash[FAULTS + 1];
  struct csim_config cfg;
  struct pair p;
  char err[200];
  (void)state;
  setting(&cfg, TWK_MODE_EARLY, 7);
  cfg.managed = cfg.multipath = true;
  cfg.power.topology = TWK_TOPOLOGY_BATTERY;
  begin(&p, &cfg);
  traffic(p.sim, &p.host, 30);
  save(&p);
  hash[FAULTS] = csim_hash(p.sim);
  for (unsigned i = 0; i < FAULTS; i++) {
    struct fault_list one = {.count = 0};
    uint64_t way[2];
    assert_int_equal(fault_parse(texts[i], &one, err, sizeof err), 0);
    for (unsigned n = 0; n < 2; n++) {
      assert_true(csim_fault_begin(p.sim, &one.fault[0]));
      hash[i] = csim_hash(p.sim);
      way[n] = traffic(p.sim, &p.host, 40);
      restore(&p);
      assert_true(csim_hash(p.sim) == hash[FAULTS]);
    }
    assert_true(way[0] == way[1]);
    for (unsigned j = 0; j <= FAULTS; j++)
      if (j < i || j == FAULTS) assert_true(hash[i] != hash[j]);
  }
  end(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_same_way_again_in_each_mode),
      cmocka_unit_test(test_faults_come_back_and_are_told_apart),
      cmocka_unit_test(test_resets_and_cut_links_come_back),
      cmocka_unit_test(test_blocks_on_the_way_from_disk_come_back),
      cmocka_unit_test(test_systems_keep_apart),
      cmocka_unit_test(test_hash_tells_states_apart),
      cmocka_unit_test(test_peek_is_what_the_read_path_gives),
      cmocka_unit_test(test_peek_corrects_one_flip_and_sees_two),
      cmocka_unit_test(test_no_snapshot_with_a_disk_image),
  };
  return cmocka_run_group_tests_name("test_snapshot", tests, NULL, NULL);
}
