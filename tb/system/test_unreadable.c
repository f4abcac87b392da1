/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_unreadable.c: no copy of a block can be read: both caches have two flipped bits, or the disk
 * does not read. The host is told MEDIA, never given other content, and what is whole again, or
 * overwritten, reads well.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "managed.h"

static const uint32_t two_bits[3] = {1U << 17, 1U << 9, 0};

static void flip_both_copies(struct system *t, enum csim_side owner, const uint32_t mask[3]) {
  csim_inject(t->sim, owner, CSIM_LOCAL, mask);
  csim_inject(t->sim, (enum csim_side) !owner, CSIM_MIRROR, mask);
}

/* The owner asks its peer for the copy (SAVE); the peer's own cannot be put on disk (UNSAVED). */
static void test_peer_says_that_its_copy_is_broken_too(void **state) {
  struct system *t = *state;
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    static const uint8_t zero[ORACLE_BLOCK];
    uint8_t block[ORACLE_BLOCK];
    struct csim_config cfg;
    managed_config(&cfg, TWK_MODE_EARLY, TWK_TOPOLOGY_PEER, system_seed(300 + v));
    cfg.multipath = false; /* MEDIA is not tried again on the other path */
    cfg.controller.destage_start = 1000;
    system_open(t, &cfg);
    managed_wait_paired(t);
    t->allowed |= 1U << TWK_STATUS_MEDIA;
    flip_both_copies(t, (enum csim_side)v, two_bits);
    struct request *r = system_do(t, TWK_OP_WRITE, v, 20, 1);
    assert_int_equal(r->end.status, TWK_STATUS_OK);
    system_wait_absent(t, (enum csim_side)v);
    flip_both_copies(t, (enum csim_side)v, NULL);
    assert_int_equal(system_do(t, TWK_OP_FLUSH, v, 0, 1)->end.status, TWK_STATUS_MEDIA);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 20, 1)->end.status, TWK_STATUS_MEDIA);
    system_peek(t, v, 20, block);
    assert_memory_equal(block, zero, sizeof zero);
    struct csim_counters k = system_counters(t);
    assert_int_equal(k.controller[v].rescue_failed, 1);
    assert_int_equal(k.controller[v].rescued, 0);
    assert_int_equal(system_do(t, TWK_OP_WRITE, v, 20, 1)->end.status, TWK_STATUS_OK);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 20, 1)->end.status, TWK_STATUS_OK);
    managed_drain(t);
    managed_close(t);
  }
}

static void test_disk_that_does_not_read(void **state) {
  struct system *t = *state;
  char path[] = "/tmp/twinack-unreadable-XXXXXX", state_path[sizeof path + 8];
  struct csim_config cfg;
  close(mkstemp(path));
  for (unsigned v = 0; v < CSIM_SIDES; v++) {
    system_config(&cfg, TWK_MODE_EARLY, system_seed(310 + v));
    cfg.disk.image = path;
    cfg.disk.spindles = 1;
    system_open(t, &cfg);
    const off_t size = (off_t)(TWK_VOLUMES * cfg.volume_blocks * ORACLE_BLOCK);
    t->allowed |= 1U << TWK_STATUS_MEDIA;
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 5, 3)->end.status, TWK_STATUS_MEDIA);
    assert_int_equal(truncate(path, size), 0);
    assert_int_equal(system_do(t, TWK_OP_READ, v, 5, 3)->end.status, TWK_STATUS_OK);
    system_drain(t);
    system_close(t);
  }
  unlink(path);
  snprintf(state_path, sizeof state_path, "%s.state", path);
  unlink(state_path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      SYSTEM_TEST(test_peer_says_that_its_copy_is_broken_too),
      SYSTEM_TEST(test_disk_that_does_not_read),
  };
  return cmocka_run_group_tests_name("test_unreadable", tests, NULL, NULL);
}
