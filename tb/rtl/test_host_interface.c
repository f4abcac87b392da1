/* SPDX-License-Identifier: Apache-2.0 */
/* host_interface: tags in flight, walks over them, and what may pass what on the way to the host.
 */
#include "ports_host_interface.h"
#include "dut.h"
#include "one_clock.h"
#include "twk_layout.h"

enum { TAGS = 16, ABORTED = 15, BOTH = 3 };

/* Both paths up, the host takes all, commands go to A. */
static struct dut *start(void) {
  struct dut *d = dut_start();
  *d->up = BOTH;
  *d->ha_ready = *d->hr_ready = *d->cmd_ready = 1;
  dut_tick(d);
  return d;
}

static void post(struct dut *d, unsigned tag, unsigned path) {
  *d->hc_valid = 1;
  *d->hc_tag = (uint8_t)tag;
  *d->cmd_path = (uint8_t)path;
  dut_eval(d);
  assert_int_equal(*d->hc_ready, 1);
  dut_tick(d);
  *d->hc_valid = 0;
}

/* It goes out one edge after it came in, and is taken at the next. */
static void send(struct dut *d, unsigned tag, unsigned path) {
  post(d, tag, path);
  assert_int_equal(*d->cmd_valid, 1);
  assert_int_equal(d->cmd[1] >> 24, tag);
  dut_tick(d);
}

static void ack(struct dut *d, unsigned tag, unsigned path, unsigned status) {
  *d->ack_valid = 1;
  *d->ack_path = (uint8_t)path;
  *d->ack = (uint16_t)(status << 8 | tag);
  dut_eval(d);
  assert_int_equal(*d->ack_ready, 1);
  dut_tick(d);
  *d->ack_valid = 0;
  dut_eval(d);
}

static void assert_answer(const struct dut *d, unsigned tag, unsigned status) {
  assert_int_equal(*d->ha_valid, 1);
  assert_int_equal(*d->ha_tag, tag);
  assert_int_equal(*d->ha_status, status);
}

static void test_an_ack_answers_its_tag_once_after_one_edge(void **state) {
  (void)state;
  for (unsigned path = 0; path < 2; path++) {
    for (unsigned status = 0; status < 16; status++) {
      struct dut *d = start();
      send(d, status, path);
      ack(d, status, path, status);
      assert_answer(d, status, status);
      dut_tick(d);
      assert_int_equal(*d->ha_valid, 0);
      ack(d, status, path, status);
      assert_int_equal(*d->ha_valid, 0);
      dut_stop(d);
    }
  }
}

static void test_acks_of_tags_that_are_not_there_are_dropped(void **state) {
  struct dut *d = start();
  (void)state;
  send(d, 3, 0);
  for (unsigned tag = 0; tag < TAGS; tag++) {
    ack(d, tag, 1, TWK_STATUS_OK);
    assert_int_equal(*d->ha_valid, 0);
    if (tag == 3) continue;
    ack(d, tag, 0, TWK_STATUS_OK);
    assert_int_equal(*d->ha_valid, 0);
  }
  ack(d, 3, 0, TWK_STATUS_OK);
  assert_answer(d, 3, TWK_STATUS_OK);
  dut_stop(d);
}

static void test_refusals_answer_after_two_edges(void **state) {
  struct dut *d = start();
  (void)state;
  *d->cmd_refused = 1;
  *d->cmd_status = TWK_STATUS_RANGE;
  post(d, 9, 0);
  dut_tick(d);
  assert_answer(d, 9, TWK_STATUS_RANGE);
  *d->cmd_refused = 0;
  ack(d, 9, 0, TWK_STATUS_OK); /* nobody has it */
  assert_int_equal(*d->ha_valid, 0);
  send(d, 9, 0);
  dut_stop(d);
}

static void test_a_tag_in_flight_waits_with_those_behind_it(void **state) {
  struct dut *d = start();
  (void)state;
  send(d, 5, 0);
  post(d, 5, 0);
  post(d, 6, 0);
  for (unsigned i = 0; i < 20; i++) {
    assert_int_equal(*d->cmd_valid, 0);
    dut_tick(d);
  }
  ack(d, 5, 0, TWK_STATUS_MEDIA);
  assert_answer(d, 5, TWK_STATUS_MEDIA);
  for (unsigned tag = 5; tag <= 6; tag++) {
    assert_int_equal(*d->cmd_valid, 1);
    assert_int_equal(d->cmd[1] >> 24, tag);
    dut_tick(d);
  }
  dut_stop(d);
}

/* ABORTED for tag t 3 + t edges later, the one that sees `up` low included. */
static void test_a_fall_aborts_what_was_on_that_path(void **state) {
  (void)state;
  for (unsigned on_a = 0; on_a < 1U << TAGS; on_a += 2477) {
    struct dut *d = start();
    for (unsigned tag = 0; tag < TAGS; tag++) send(d, tag, on_a >> tag & 1 ? 0 : 1);
    *d->up = 2;
    unsigned edges = 0;
    for (unsigned tag = 0; tag < TAGS; tag++) {
      if (!(on_a >> tag & 1)) continue;
      for (; edges < 3 + tag; edges++) dut_tick(d);
      assert_answer(d, tag, ABORTED);
    }
    for (unsigned i = 0; i < 2 * TAGS; i++) dut_tick(d);
    *d->up = BOTH;
    for (unsigned tag = 0; tag < TAGS; tag++) { /* the others are there as before */
      ack(d, tag, 0, TWK_STATUS_OK);
      assert_int_equal(*d->ha_valid, 0);
      if (on_a >> tag & 1) continue;
      ack(d, tag, 1, TWK_STATUS_OK);
      assert_answer(d, tag, TWK_STATUS_OK);
    }
    dut_stop(d);
  }
}

/* It fell for one edge only; the walk is held up by a host that takes nothing. */
static void test_a_path_is_not_used_before_its_walk_is_over(void **state) {
  struct dut *d = start();
  unsigned edges = 0;
  (void)state;
  send(d, 7, 0);
  send(d, 8, 0);
  *d->up = 2;
  dut_tick(d);
  *d->up = BOTH;
  *d->ha_ready = 0;
  for (unsigned i = 0; i < 100; i++) {
    dut_tick(d);
    assert_int_equal(*d->usable, 2);
    if (*d->ack_ready) ack(d, 8, 0, TWK_STATUS_OK); /* out of nowhere */
  }
  assert_answer(d, 7, ABORTED);
  *d->ha_ready = 1;
  dut_tick(d);
  assert_answer(d, 8, ABORTED);
  for (; *d->usable != BOTH; edges++) dut_tick(d);
  assert_int_equal(edges, TAGS - 1 - 8); /* one for each tag behind it */
  dut_stop(d);
}

static void test_two_paths_that_fall_one_after_the_other(void **state) {
  (void)state;
  for (unsigned gap = 0; gap < 3 * TAGS; gap++) {
    struct dut *d = start();
    unsigned aborted = 0;
    for (unsigned tag = 0; tag < TAGS; tag++) send(d, tag, tag % 2);
    for (unsigned i = 0; i < 5 * TAGS + gap; i++) {
      *d->up = i < gap ? 2 : 0;
      dut_tick(d);
      if (!*d->ha_valid) continue;
      assert_int_equal(*d->ha_status, ABORTED);
      assert_int_equal(aborted >> *d->ha_tag & 1, 0);
      aborted |= 1U << *d->ha_tag;
    }
    assert_int_equal(aborted, (1U << TAGS) - 1);
    dut_stop(d);
  }
}

/* Ack, refusal and walk all wait for a beat of read data that the host has not taken. */
static void test_no_answer_passes_read_data(void **state) {
  (void)state;
  for (unsigned kind = 0; kind < 3; kind++) {
    struct dut *d = start();
    send(d, 2, 0);
    *d->rd_valid = 1;
    d->rd[2] = 2; /* its tag is in the beat, above 64 bits of data */
    *d->hr_ready = 0;
    dut_tick(d);
    *d->rd_valid = 0;
    if (kind == 0) *d->up = 2;
    if (kind == 1) {
      *d->ack_valid = 1;
      *d->ack = 2;
    }
    *d->cmd_refused = 1;
    if (kind == 2) post(d, 4, 0);
    for (unsigned i = 0; i < 3 * TAGS; i++) {
      dut_tick(d);
      assert_int_equal(*d->hr_valid, 1);
      assert_int_equal(*d->hr_tag, 2);
      assert_int_equal(*d->ha_valid | *d->rd_ready | *d->ack_ready, 0);
    }
    *d->hr_ready = 1;
    dut_tick(d); /* the host takes the beat, and the answer comes */
    assert_int_equal(*d->hr_valid, 0);
    assert_int_equal(*d->ha_valid, 1);
    dut_stop(d);
  }
}

static void test_nothing_is_taken_in_reset(void **state) {
  struct dut *d = dut_new(0);
  (void)state;
  for (unsigned i = 0; i < 3; i++) {
    dut_tick(d);
    assert_int_equal(*d->hc_ready | *d->ha_valid | *d->hr_valid | *d->cmd_valid, 0);
  }
  *d->rst_n = 1;
  dut_tick(d);
  assert_int_equal(*d->hc_ready, 1);
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_an_ack_answers_its_tag_once_after_one_edge),
      cmocka_unit_test(test_acks_of_tags_that_are_not_there_are_dropped),
      cmocka_unit_test(test_refusals_answer_after_two_edges),
      cmocka_unit_test(test_a_tag_in_flight_waits_with_those_behind_it),
      cmocka_unit_test(test_a_fall_aborts_what_was_on_that_path),
      cmocka_unit_test(test_a_path_is_not_used_before_its_walk_is_over),
      cmocka_unit_test(test_two_paths_that_fall_one_after_the_other),
      cmocka_unit_test(test_no_answer_passes_read_data),
      cmocka_unit_test(test_nothing_is_taken_in_reset),
  };
  return cmocka_run_group_tests_name("test_host_interface", tests, NULL, NULL);
}
