/* SPDX-License-Identifier: Apache-2.0 */
/* test_controller.c: configuration, costs, offers, queues that are full, and idleness. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fake_hw.h"

static unsigned no_space(void *ctx, enum hw_queue q) {
  (void)ctx;
  (void)q;
  return 0;
}

static void no_push(void *ctx, enum hw_queue q, const struct record *r) {
  (void)ctx;
  (void)q;
  (void)r;
  fail_msg("push to a full queue");
}

static const struct hw full = {.space = no_space, .push = no_push};
static const struct controller_config good = {
    .slots = 16, .destage_start = 8, .destage_stop = 8, .disk_depth = 1};

static const char *init_with(struct controller_config cfg) {
  struct controller *c = malloc(sizeof *c);
  assert_non_null(c);
  const char *wrong = controller_init(c, &cfg, &full);
  free(c);
  return wrong;
}

static void expect_wrong(struct controller_config cfg, const char *field) {
  const char *wrong = init_with(cfg);
  assert_non_null(wrong);
  assert_non_null(strstr(wrong, field));
}

static void test_bad_configurations_are_named(void **state) {
  (void)state;
  assert_null(init_with(good));
  struct controller_config cfg = good;
  cfg.slots = 15;
  expect_wrong(cfg, "slots");
  cfg.slots = CONTROLLER_MAX_SLOTS + 1;
  expect_wrong(cfg, "slots");
  cfg = good;
  cfg.mode = 4;
  expect_wrong(cfg, "mode");
  cfg = good;
  cfg.destage_start = 16;
  expect_wrong(cfg, "destage_start");
  cfg = good;
  cfg.destage_stop = 9;
  expect_wrong(cfg, "destage_stop");
  cfg = good;
  cfg.disk_depth = 0;
  expect_wrong(cfg, "disk_depth");
  cfg.disk_depth = 65;
  expect_wrong(cfg, "disk_depth");
  struct hw none = full;
  none.push = NULL;
  struct controller *c = malloc(sizeof *c);
  assert_non_null(c);
  assert_non_null(controller_init(c, &good, &none));
  free(c);
}

static void test_cost_is_small_for_entries_and_full_for_decisions(void **state) {
  (void)state;
  static const struct {
    unsigned kind, flags, cost;
  } rows[] = {
      {TWK_EV_WRITE_STORED, 0, 8},
      {TWK_EV_WRITE_STORED, TWK_FLAG_LAST, 200},
      {TWK_EV_READ, 0, 200},
      {TWK_EV_FLUSH, 0, 200},
      {TWK_EV_READ_SENT, 0, 8},
      {TWK_EV_MIRROR_FRAME, 0, 8},
      {TWK_EV_MIRROR_FRAME, TWK_FLAG_CLEAN, 8},
      {TWK_EV_DISK_DONE, 0, 200},
      {TWK_EV_MIRROR_LOST, TWK_FLAG_LOST, 200},
      {TWK_EV_WRITE_FAILED, 0, 200},
      {TWK_EV_ECC, TWK_FLAG_ERROR, 8},
  };
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  for (size_t n = 0; n < sizeof rows / sizeof rows[0]; n++) {
    struct record ev = {.kind = (uint8_t)rows[n].kind, .flags = (uint8_t)rows[n].flags};
    assert_int_equal(controller_cost(&f->controller, &ev), rows[n].cost);
  }
  fake_free(f);
}

static void test_offers_leave_the_reserve(void **state) {
  (void)state;
  static const struct {
    unsigned slots, depth, offered;
  } rows[] = {{16, 64, 12}, {48, 64, 42}, {64, 64, 56}, {64, 10, 10}, {4096, 64, 64}};
  for (size_t n = 0; n < sizeof rows / sizeof rows[0]; n++) {
    struct fake_config cfg = {.controller = {.slots = rows[n].slots,
                                             .mode = TWK_MODE_EARLY,
                                             .destage_start = 8,
                                             .disk_depth = 1},
                              .depth = {rows[n].depth, 8, 8, 8}};
    struct fake *f = fake_new(&cfg, "directed");
    assert_int_equal(f->pushes[HW_FREE], rows[n].offered);
    fake_free(f);
  }
}

static void test_clean_slots_are_evicted_for_offers(void **state) {
  (void)state;
  struct fake_config cfg = {
      .controller = {.slots = 16, .mode = TWK_MODE_EARLY, .destage_start = 1, .disk_depth = 8},
      .depth = {64, 64, 64, 64}};
  struct fake *f = fake_new(&cfg, "directed");
  for (unsigned n = 0; n < 5; n++) {
    fake_do(f, TWK_OP_WRITE, 1, n * 12, 12);
    fake_settle(f);
  }
  assert_int_equal(f->active, 0);
  assert_int_equal(f->queue[HW_FREE].count, 12);
  assert_int_equal(f->controller.count.evictions, 60 - 4);
  fake_free(f);
}

static void test_full_disk_queue_blocks_and_goes_on(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_THROUGH);
  f->cfg.depth[HW_DISK] = 1;
  fake_issue(f, TWK_OP_WRITE, 1, 10, 3);
  for (unsigned n = 0; n < 3; n++) fake_port(f);
  while (fake_deliver(f)) continue;
  assert_int_equal(f->pushes[HW_DISK], 1);
  assert_true(controller_blocked(&f->controller));
  f->flying = f->queue[HW_DISK];
  f->queue[HW_DISK].count = 0;
  controller_pump(&f->controller);
  assert_int_equal(f->pushes[HW_DISK], 2);
  assert_true(controller_blocked(&f->controller));
  fake_settle(f);
  assert_false(controller_blocked(&f->controller));
  assert_int_equal(f->active, 0);
  fake_free(f);
}

static void test_full_host_queue_keeps_acks(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  f->cfg.depth[HW_HOST] = 1;
  for (uint8_t tag = 0; tag < 200; tag++) {
    fake_issue(f, TWK_OP_FLUSH, tag, 0, 0);
    fake_port(f);
    fake_deliver(f);
  }
  assert_int_equal(f->pushes[HW_HOST], 1);
  assert_true(controller_blocked(&f->controller));
  assert_false(controller_idle(&f->controller));
  fake_settle(f);
  assert_int_equal(f->pushes[HW_HOST], 200);
  assert_int_equal(f->active, 0);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_offers_alone_do_not_block(void **state) {
  (void)state;
  struct fake_config cfg = {.controller = good, .depth = {1, 8, 8, 8}};
  struct fake *f = fake_new(&cfg, "directed");
  fake_event(f, &(struct record){.kind = TWK_EV_ECC});
  assert_false(controller_blocked(&f->controller));
  fake_free(f);
}

static void test_idle_ends_with_the_first_dirty_block(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  assert_true(controller_idle(&f->controller));
  fake_do(f, TWK_OP_WRITE, 1, 10, 1);
  assert_false(controller_idle(&f->controller));
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  fake_settle(f);
  assert_true(controller_idle(&f->controller));
  fake_do(f, TWK_OP_READ, 1, 50, 1);
  assert_false(controller_idle(&f->controller));
  fake_settle(f);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_not_idle_while_something_waits_to_be_pushed(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  fake_do(f, TWK_OP_WRITE, 1, 10, 2);
  fake_do(f, TWK_OP_FLUSH, 2, 0, 1);
  f->cfg.depth[HW_CLEAN] = 1;
  fake_disk_end(f, 0);
  fake_disk_end(f, 0);
  while (fake_deliver(f)) continue;
  fake_stream(f); /* the ack of the flush */
  assert_int_equal(f->queue[HW_CLEAN].count, 1);
  assert_false(controller_idle(&f->controller)); /* one CLEAN frame is left */
  fake_settle(f);
  assert_true(controller_idle(&f->controller));
  fake_issue(f, TWK_OP_READ, 1, 10, 1);
  fake_port(f);
  fake_deliver(f);
  assert_false(controller_idle(&f->controller)); /* the SEND was not confirmed */
  fake_settle(f);
  assert_true(controller_idle(&f->controller));
  fake_free(f);
}

static void test_ecc_events_are_counted_by_kind(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  for (unsigned n = 0; n < 5; n++) {
    fake_event(f, &(struct record){.kind = TWK_EV_ECC, .flags = n < 2 ? TWK_FLAG_ERROR : 0});
  }
  assert_int_equal(f->controller.count.ecc_uncorrectable, 2);
  assert_int_equal(f->controller.count.ecc_corrected, 3);
  assert_int_equal(f->controller.count.events, 5);
  fake_free(f);
}

/* The state holds no pointer into itself: a copy taken in the middle goes on like the original. */
static void test_copy_of_the_state_is_a_snapshot(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_SYNC);
  fake_do(f, TWK_OP_WRITE, 1, 10, 20);
  fake_do(f, TWK_OP_READ, 2, 5, 40);
  fake_do(f, TWK_OP_FLUSH, 3, 0, 1);
  struct fake *copy = malloc(sizeof *copy);
  assert_non_null(copy);
  *copy = *f;
  copy->controller.hw.ctx = copy;
  memset(&f->controller, 0xA5, sizeof f->controller);
  fake_free(f);
  fake_settle(copy);
  assert_int_equal(copy->active, 0);
  assert_true(controller_idle(&copy->controller));
  fake_free(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bad_configurations_are_named),
      cmocka_unit_test(test_cost_is_small_for_entries_and_full_for_decisions),
      cmocka_unit_test(test_offers_leave_the_reserve),
      cmocka_unit_test(test_clean_slots_are_evicted_for_offers),
      cmocka_unit_test(test_full_disk_queue_blocks_and_goes_on),
      cmocka_unit_test(test_full_host_queue_keeps_acks),
      cmocka_unit_test(test_offers_alone_do_not_block),
      cmocka_unit_test(test_idle_ends_with_the_first_dirty_block),
      cmocka_unit_test(test_not_idle_while_something_waits_to_be_pushed),
      cmocka_unit_test(test_ecc_events_are_counted_by_kind),
      cmocka_unit_test(test_copy_of_the_state_is_a_snapshot),
  };
  return cmocka_run_group_tests_name("test_controller", tests, NULL, NULL);
}
