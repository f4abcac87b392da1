/* SPDX-License-Identifier: Apache-2.0 */
/* test_mirror.c: the directory of the peer's blocks in our mirror half. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_hw.h"

static void frame(struct fake *f, uint8_t flags, unsigned slot, uint32_t seq, uint64_t lba,
                  uint8_t epoch) {
  fake_event(f, &(struct record){.kind = TWK_EV_MIRROR_FRAME,
                                 .flags = flags,
                                 .tag = epoch,
                                 .slot = (uint16_t)(slot | TWK_SLOT_MIRROR),
                                 .seq = seq,
                                 .lba = lba});
}

static void test_directory_follows_the_peers_frames(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  const struct controller *c = &f->controller;
  struct record r;
  assert_false(controller_mirror_lookup(c, 3, &r));
  frame(f, 0, 3, 100, 0xABCDEF0123, 7);
  assert_true(controller_mirror_lookup(c, 3, &r));
  assert_int_equal(r.kind, TWK_FRAME_DATA);
  assert_int_equal(r.slot, TWK_SLOT_MIRROR | 3);
  assert_int_equal(r.seq, 100);
  assert_int_equal(r.lba, 0xABCDEF0123);
  assert_int_equal(r.tag, 7);
  assert_int_equal(controller_mirror_count(c), 1);
  frame(f, 0, 63, 101, 5, 7);
  assert_int_equal(controller_mirror_count(c), 2);
  frame(f, TWK_FLAG_CLEAN, 3, 100, 0xABCDEF0123, 7);
  assert_false(controller_mirror_lookup(c, 3, &r));
  assert_int_equal(controller_mirror_count(c), 1);
  frame(f, 0, 63, 102, 6, 8); /* the peer's next life */
  assert_int_equal(controller_mirror_count(c), 1);
  assert_true(controller_mirror_lookup(c, 63, &r));
  assert_int_equal(r.tag, 8);
  assert_false(controller_mirror_lookup(c, 64, &r));
  assert_int_equal(c->count.mirror_frames, 4);
  fake_free(f);
}

static void test_clean_of_another_frame_is_ignored_and_counted(void **state) {
  (void)state;
  struct fake *f = fake_quiet(TWK_MODE_EARLY);
  const struct controller *c = &f->controller;
  frame(f, 0, 3, 100, 5, 7);
  frame(f, TWK_FLAG_CLEAN, 3, 99, 5, 7);  /* other sequence number */
  frame(f, TWK_FLAG_CLEAN, 3, 100, 5, 6); /* other epoch */
  frame(f, TWK_FLAG_CLEAN, 4, 100, 5, 7); /* a slot that holds nothing */
  assert_int_equal(c->count.mirror_mismatched, 3);
  assert_int_equal(controller_mirror_count(c), 1);
  fake_free(f);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_directory_follows_the_peers_frames),
      cmocka_unit_test(test_clean_of_another_frame_is_ignored_and_counted),
  };
  return cmocka_run_group_tests_name("test_mirror", tests, NULL, NULL);
}
