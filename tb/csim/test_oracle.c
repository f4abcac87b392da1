/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_oracle.c: every verdict from content made by hand, and every rule of oracle.h by example.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "oracle.h"

#define WORDS 64
#define LBA 1000

typedef uint64_t block_t[WORDS];

static const block_t ZERO;

static int make(void **state) {
  *state = oracle_new(42);
  return 0;
}

static int destroy(void **state) {
  oracle_free(*state);
  return 0;
}

static uint64_t issue(struct oracle *o, block_t data) {
  return oracle_write_issued(o, LBA, 1, data);
}

static void write_acked(struct oracle *o, block_t data) {
  oracle_write_acked(o, issue(o, data));
}

static void assert_judged(struct oracle *o, const block_t data, enum oracle_result want) {
  assert_string_equal(oracle_result_name(oracle_check(o, LBA, data)), oracle_result_name(want));
}

static void assert_read(struct oracle *o, uint64_t ticket, const block_t data,
                        enum oracle_result want) {
  assert_string_equal(oracle_result_name(oracle_read_block(o, ticket, 0, data)),
                      oracle_result_name(want));
}

/* A read that begins and ends now. */
static void read_now(struct oracle *o, const block_t data, enum oracle_result want) {
  uint64_t ticket = oracle_read_issued(o, LBA, 1);
  assert_read(o, ticket, data, want);
  oracle_read_done(o, ticket);
}

static void unwritten_block_reads_as_zeros_only(void **state) {
  static const block_t one = {[63] = 1};
  assert_judged(*state, ZERO, ORACLE_OK);
  assert_judged(*state, one, ORACLE_ALIEN);
}

static void every_word_depends_on_seed_lba_and_version(void **state) {
  struct oracle *o = *state, *other = oracle_new(43), *same = oracle_new(42);
  struct oracle *elsewhere = oracle_new(42);
  block_t base, version, seed, again, place;
  issue(o, base);
  issue(o, version);
  oracle_write_issued(other, LBA, 1, seed);
  oracle_write_issued(same, LBA, 1, again);
  oracle_write_issued(elsewhere, LBA + 1, 1, place);
  assert_memory_equal(again, base, sizeof base);
  for (unsigned k = 0; k < WORDS; k++) {
    assert_int_not_equal(base[k], version[k]);
    assert_int_not_equal(base[k], seed[k]);
    assert_int_not_equal(base[k], place[k]);
    assert_int_not_equal(base[k], base[(k + 1) % WORDS]);
  }
  oracle_free(other);
  oracle_free(same);
  oracle_free(elsewhere);
}

static void issued_version_may_be_seen_before_and_after_its_ack(void **state) {
  block_t a;
  uint64_t id = issue(*state, a);
  assert_true(id != 0);
  assert_judged(*state, ZERO, ORACLE_OK);
  assert_judged(*state, a, ORACLE_OK);
  oracle_write_acked(*state, id);
  assert_judged(*state, a, ORACLE_OK);
}

static void zeros_after_an_ack_are_lost(void **state) {
  block_t a;
  write_acked(*state, a);
  assert_judged(*state, ZERO, ORACLE_LOST);
}

static void older_acked_version_is_lost(void **state) {
  block_t a, b, c;
  write_acked(*state, a);
  write_acked(*state, b);
  assert_judged(*state, a, ORACLE_LOST);
  assert_judged(*state, b, ORACLE_OK);
  issue(*state, c);
  assert_judged(*state, a, ORACLE_LOST);
  assert_judged(*state, b, ORACLE_OK);
  assert_judged(*state, c, ORACLE_OK);
}

static void overlapping_writes_may_end_in_either_order(void **state) {
  block_t a, b, c;
  uint64_t ia = issue(*state, a), ib = issue(*state, b);
  oracle_write_acked(*state, ib);
  assert_judged(*state, ZERO, ORACLE_LOST);
  assert_judged(*state, a, ORACLE_OK);
  oracle_write_acked(*state, ia);
  assert_judged(*state, a, ORACLE_OK);
  assert_judged(*state, b, ORACLE_OK);
  write_acked(*state, c);
  assert_judged(*state, a, ORACLE_LOST);
  assert_judged(*state, b, ORACLE_LOST);
}

static void late_ack_of_an_early_write_does_not_lower_the_floor(void **state) {
  block_t a, b, c;
  uint64_t ia = issue(*state, a);
  write_acked(*state, b);
  write_acked(*state, c);
  oracle_write_acked(*state, ia);
  assert_judged(*state, a, ORACLE_OK); /* it overlaps both */
  assert_judged(*state, b, ORACLE_LOST);
  assert_judged(*state, c, ORACLE_OK);
}

static void outstanding_write_may_take_effect_at_any_time(void **state) {
  block_t a, b;
  uint64_t ia = issue(*state, a);
  for (unsigned i = 0; i < 5; i++) write_acked(*state, b);
  assert_judged(*state, a, ORACLE_OK);
  oracle_write_failed(*state, ia);
  assert_judged(*state, a, ORACLE_OK); /* it failed after all of them were issued */
  write_acked(*state, b);
  assert_judged(*state, a, ORACLE_LOST);
}

static void failed_write_may_or_may_not_be_seen(void **state) {
  block_t a, b, c;
  write_acked(*state, a);
  oracle_write_failed(*state, issue(*state, b));
  assert_judged(*state, a, ORACLE_OK);
  assert_judged(*state, b, ORACLE_OK);
  oracle_write_failed(*state, issue(*state, c));
  assert_judged(*state, b, ORACLE_OK); /* a failed write pushes nothing out */
  write_acked(*state, c);
  assert_judged(*state, b, ORACLE_LOST);
}

static void read_is_judged_by_what_was_acked_when_it_was_issued(void **state) {
  block_t a, b, c;
  write_acked(*state, a);
  uint64_t ib = issue(*state, b);
  uint64_t ticket = oracle_read_issued(*state, LBA, 1);
  oracle_write_acked(*state, ib);
  issue(*state, c);
  assert_read(*state, ticket, ZERO, ORACLE_LOST);
  assert_read(*state, ticket, a, ORACLE_OK);
  assert_read(*state, ticket, b, ORACLE_OK);
  assert_read(*state, ticket, c, ORACLE_OK);
  oracle_read_done(*state, ticket);
  read_now(*state, a, ORACLE_LOST);
  read_now(*state, b, ORACLE_OK);
  read_now(*state, c, ORACLE_OK);
}

/* Rule 2: two acknowledged writes that overlapped, and a read that tells which came last. */
static void order_shown_by_a_read_stays(void **state) {
  block_t a, b;
  uint64_t ia = issue(*state, a), ib = issue(*state, b);
  oracle_write_acked(*state, ib);
  oracle_write_acked(*state, ia);
  uint64_t before = oracle_read_issued(*state, LBA, 1);
  read_now(*state, a, ORACLE_OK);
  read_now(*state, b, ORACLE_LOST);
  assert_judged(*state, b, ORACLE_LOST);
  read_now(*state, a, ORACLE_OK);
  assert_read(*state, before, b, ORACLE_OK); /* it may have run before the other read */
  oracle_read_done(*state, before);
}

static void order_is_not_shown_by_a_read_that_overlaps_the_write(void **state) {
  block_t a, b;
  uint64_t ia = issue(*state, a), ib = issue(*state, b);
  oracle_write_acked(*state, ia);
  uint64_t during = oracle_read_issued(*state, LBA, 1);
  oracle_write_acked(*state, ib);
  assert_read(*state, during, a, ORACLE_OK);
  oracle_read_done(*state, during);
  read_now(*state, b, ORACLE_OK); /* b may have come after what that read saw */
}

static void order_is_not_shown_by_unacked_or_failed_versions(void **state) {
  block_t a, b, c;
  write_acked(*state, a);
  issue(*state, b);
  read_now(*state, b, ORACLE_OK);
  read_now(*state, a, ORACLE_OK); /* a fault may have taken b back */
  oracle_write_failed(*state, issue(*state, c));
  read_now(*state, a, ORACLE_OK);
  read_now(*state, c, ORACLE_OK); /* issued later than the last acknowledged */
}

static void order_is_not_shown_by_a_check_or_a_bad_read(void **state) {
  block_t a, b, c;
  uint64_t ia = issue(*state, a), ib = issue(*state, b);
  oracle_write_acked(*state, ia);
  oracle_write_acked(*state, ib);
  assert_judged(*state, a, ORACLE_OK);
  memcpy(c, a, sizeof c);
  c[5] = b[5];
  read_now(*state, c, ORACLE_TORN);
  read_now(*state, b, ORACLE_OK);
}

static void torn_at_every_word_boundary(void **state) {
  block_t a, b, torn;
  issue(*state, a);
  write_acked(*state, b);
  for (unsigned cut = 0; cut <= WORDS; cut++) {
    const uint64_t *const first[] = {a, b, ZERO, b};
    const uint64_t *const rest[] = {b, a, b, ZERO};
    static const enum oracle_result none[] = {ORACLE_OK, ORACLE_OK, ORACLE_OK, ORACLE_LOST};
    static const enum oracle_result all[] = {ORACLE_OK, ORACLE_OK, ORACLE_LOST, ORACLE_OK};
    for (unsigned i = 0; i < 4; i++) {
      memcpy(torn, rest[i], sizeof torn);
      memcpy(torn, first[i], cut * sizeof *torn);
      assert_judged(*state, torn, cut == 0 ? none[i] : cut == WORDS ? all[i] : ORACLE_TORN);
    }
  }
}

static void one_foreign_word_or_bit_anywhere_is_noticed(void **state) {
  block_t a, b, bad, far;
  write_acked(*state, a);
  write_acked(*state, b);
  oracle_write_acked(*state, oracle_write_issued(*state, LBA + 5, 1, far));
  for (unsigned k = 0; k < WORDS; k++) {
    memcpy(bad, b, sizeof bad);
    bad[k] = a[k];
    assert_judged(*state, bad, ORACLE_TORN);
    bad[k] = b[k] ^ 1ULL << k;
    assert_judged(*state, bad, ORACLE_ALIEN);
    bad[k] = far[k];
    assert_judged(*state, bad, ORACLE_ALIEN);
    memcpy(bad, far, sizeof bad);
    bad[k] = b[k];
    assert_judged(*state, bad, ORACLE_ALIEN);
  }
}

static void block_of_another_lba_is_misplaced(void **state) {
  block_t run[3], rotated;
  uint64_t id = oracle_write_issued(*state, LBA, 3, run);
  assert_judged(*state, run[0], ORACLE_OK);
  assert_judged(*state, run[1], ORACLE_MISPLACED);
  oracle_write_acked(*state, id);
  assert_judged(*state, run[2], ORACLE_MISPLACED);
  assert_int_equal(oracle_check(*state, LBA + 2, run[2]), ORACLE_OK);
  assert_int_equal(oracle_check(*state, LBA + 500000, run[2]), ORACLE_MISPLACED);
  for (unsigned k = 0; k < WORDS; k++) rotated[k] = run[0][(k + 1) % WORDS];
  assert_judged(*state, rotated, ORACLE_ALIEN);
}

static void content_of_another_seed_or_of_the_future_is_alien(void **state) {
  struct oracle *other = oracle_new(43), *ahead = oracle_new(42);
  block_t a, foreign, later, longer[2];
  oracle_write_acked(*state, oracle_write_issued(*state, LBA - 1, 1, a));
  issue(other, foreign);
  oracle_write_issued(ahead, LBA - 1, 2, longer);
  issue(ahead, later);
  assert_judged(*state, foreign, ORACLE_ALIEN);
  assert_judged(*state, longer[1], ORACLE_ALIEN); /* this one's first write had one block */
  assert_judged(*state, later, ORACLE_ALIEN);     /* not issued by this one yet */
  issue(*state, a);
  assert_judged(*state, later, ORACLE_OK);
  oracle_free(other);
  oracle_free(ahead);
}

static void each_block_is_judged_by_itself_among_many(void **state) {
  struct oracle *o = *state;
  static block_t old[256], new[256];
  oracle_write_acked(o, oracle_write_issued(o, LBA, 256, old));
  oracle_write_acked(o, oracle_write_issued(o, LBA + 100, 100, new));
  for (unsigned i = 1; i <= 2000; i++) oracle_write_issued(o, i << 20, 1, new[100]);
  uint64_t ticket = oracle_read_issued(o, LBA, 256);
  for (unsigned i = 0; i < 256; i++) {
    int over = i >= 100 && i < 200;
    assert_int_equal(oracle_read_block(o, ticket, i, old[i]), over ? ORACLE_LOST : ORACLE_OK);
    if (over) assert_int_equal(oracle_read_block(o, ticket, i, new[i - 100]), ORACLE_OK);
  }
  oracle_read_done(o, ticket);
}

static void many_tickets_are_kept_apart(void **state) {
  block_t data[50];
  uint64_t ticket[50];
  for (unsigned i = 0; i < 50; i++) {
    ticket[i] = oracle_read_issued(*state, LBA, 1);
    assert_true(ticket[i] != 0);
    for (unsigned j = 0; j < i; j++) assert_true(ticket[i] != ticket[j]);
    write_acked(*state, data[i]);
  }
  /* Ticket i saw data[i - 1] acknowledged. Every second one goes first and is used again. */
  for (unsigned pass = 0; pass < 2; pass++)
    for (unsigned i = 2 + pass; i < 50; i += 2) {
      assert_read(*state, ticket[i], data[i - 2], ORACLE_LOST);
      assert_read(*state, ticket[i], data[i], ORACLE_OK);
      oracle_read_done(*state, ticket[i]);
      read_now(*state, data[48], ORACLE_LOST);
    }
}

static void lbas_come_in_increasing_order(void **state) {
  struct oracle *o = *state;
  static block_t data[4];
  static const uint64_t lba[] = {70, 5, (1ULL << 40) - 4, 0, 71};
  assert_true(oracle_next_lba(o, 0) == UINT64_MAX);
  for (unsigned i = 0; i < 5; i++)
    oracle_write_issued(o, lba[i], i == 2 ? 4 : 1 + i % 2, data); /* 5 and 0 bring 6 and 1 */
  static const uint64_t want[] = {
      0, 1, 5, 6, 70, 71, (1ULL << 40) - 4, (1ULL << 40) - 3, (1ULL << 40) - 2, (1ULL << 40) - 1};
  uint64_t from = 0;
  for (unsigned i = 0; i < 10; i++) {
    assert_true(oracle_next_lba(o, from) == want[i]);
    assert_true(oracle_next_lba(o, want[i]) == want[i]);
    from = want[i] + 1;
  }
  assert_true(oracle_next_lba(o, from) == UINT64_MAX);
  oracle_write_issued(o, 30, 1, data);
  assert_true(oracle_next_lba(o, 7) == 30);
}

static void counters_count_every_verdict(void **state) {
  block_t a, b, c[2];
  write_acked(*state, a);
  oracle_write_acked(*state, oracle_write_issued(*state, LBA + 9, 2, c));
  oracle_write_failed(*state, issue(*state, b));
  read_now(*state, a, ORACLE_OK);
  assert_judged(*state, b, ORACLE_OK);
  assert_judged(*state, ZERO, ORACLE_LOST);
  assert_judged(*state, c[1], ORACLE_MISPLACED);
  a[0] = b[0];
  assert_judged(*state, a, ORACLE_TORN);
  a[1] = 7;
  read_now(*state, a, ORACLE_ALIEN);
  const struct oracle_counters want = {.writes_issued = 3,
                                       .writes_acked = 2,
                                       .blocks_issued = 4,
                                       .blocks_judged = 6,
                                       .ok = 2,
                                       .lost = 1,
                                       .torn = 1,
                                       .misplaced = 1,
                                       .alien = 1};
  assert_memory_equal(oracle_counters(*state), &want, sizeof want);
}

/* A copy judges as the original does, and what each hears afterwards stays its own. */
static void copy_knows_the_same_and_goes_its_own_way(void **state) {
  struct oracle *o = *state, *copy = oracle_new(7);
  block_t old, now, more, junk;
  uint64_t stale = oracle_read_issued(copy, 5, 3);
  oracle_write_issued(copy, 77, 1, junk);
  oracle_read_issued(copy, 9, 1);
  oracle_read_done(copy, stale);
  write_acked(o, old);
  uint64_t open = issue(o, now);
  uint64_t ticket = oracle_read_issued(o, LBA, 1);
  oracle_copy(copy, o);
  assert_int_equal(oracle_next_lba(copy, 0), LBA);
  assert_int_equal(oracle_next_lba(copy, LBA + 1), UINT64_MAX);
  assert_judged(copy, old, ORACLE_OK);
  assert_judged(copy, ZERO, ORACLE_LOST);
  oracle_write_acked(copy, open);
  assert_judged(copy, old, ORACLE_LOST);
  assert_judged(o, old, ORACLE_OK);
  assert_read(copy, ticket, old, ORACLE_OK); /* issued before that ack */
  oracle_read_done(copy, ticket);
  assert_int_equal(issue(copy, more), open + 1);
  assert_judged(copy, more, ORACLE_OK);
  assert_judged(o, more, ORACLE_ALIEN);
  oracle_copy(copy, o); /* and again */
  assert_judged(copy, more, ORACLE_ALIEN);
  assert_judged(copy, old, ORACLE_OK);
  assert_read(copy, ticket, old, ORACLE_OK);
  oracle_read_done(o, ticket);
  oracle_free(copy);
}

/* As many blocks as make its tables grow, into a copy that is smaller and back. */
static void copy_of_another_size(void **state) {
  struct oracle *o = *state, *copy = oracle_new(7);
  block_t data;
  uint64_t lba = 0;
  for (; lba < 3000; lba++) oracle_write_acked(o, oracle_write_issued(o, lba, 1, data));
  oracle_copy(copy, o);
  assert_string_equal(oracle_result_name(oracle_check(copy, 2999, data)), "ok");
  assert_string_equal(oracle_result_name(oracle_check(copy, 2998, ZERO)), "lost");
  struct oracle *small = oracle_new(1);
  oracle_copy(copy, small);
  assert_int_equal(oracle_next_lba(copy, 0), UINT64_MAX);
  assert_string_equal(oracle_result_name(oracle_check(copy, 2998, ZERO)), "ok");
  oracle_free(small);
  oracle_free(copy);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, make, destroy)

int main(void) {
  const struct CMUnitTest tests[] = {
      EACH(unwritten_block_reads_as_zeros_only),
      EACH(every_word_depends_on_seed_lba_and_version),
      EACH(issued_version_may_be_seen_before_and_after_its_ack),
      EACH(zeros_after_an_ack_are_lost),
      EACH(older_acked_version_is_lost),
      EACH(overlapping_writes_may_end_in_either_order),
      EACH(late_ack_of_an_early_write_does_not_lower_the_floor),
      EACH(outstanding_write_may_take_effect_at_any_time),
      EACH(failed_write_may_or_may_not_be_seen),
      EACH(read_is_judged_by_what_was_acked_when_it_was_issued),
      EACH(order_shown_by_a_read_stays),
      EACH(order_is_not_shown_by_a_read_that_overlaps_the_write),
      EACH(order_is_not_shown_by_unacked_or_failed_versions),
      EACH(order_is_not_shown_by_a_check_or_a_bad_read),
      EACH(torn_at_every_word_boundary),
      EACH(one_foreign_word_or_bit_anywhere_is_noticed),
      EACH(block_of_another_lba_is_misplaced),
      EACH(content_of_another_seed_or_of_the_future_is_alien),
      EACH(each_block_is_judged_by_itself_among_many),
      EACH(many_tickets_are_kept_apart),
      EACH(lbas_come_in_increasing_order),
      EACH(copy_knows_the_same_and_goes_its_own_way),
      EACH(copy_of_another_size),
      EACH(counters_count_every_verdict),
  };
  return cmocka_run_group_tests_name("test_oracle", tests, NULL, NULL);
}
