/* SPDX-License-Identifier: Apache-2.0 */
/* write_splitter: frames, confirmations, modes, order and stalls. */
#include <string.h>

#include "splitter_bench.h"
#include "twk_layout.h"

static const struct frame_fields BLOCK = {
    .tag = 0x3c, .slot = 0x1234, .lba = UINT64_C(0xa987654321)};

/* The frame of a block, as the layout says: the epoch in place of the tag. */
static unsigned expected_frame(uint64_t *beats, const struct frame_fields *f, uint32_t seq,
                               uint64_t block) {
  struct frame_fields h = *f;
  h.kind = TWK_FRAME_DATA;
  h.tag = SPLITTER_EPOCH;
  h.seq = seq;
  return frame_make(beats, &h, block);
}

static void test_frame_has_layout_header_payload_and_zlib_crc(void **state) {
  static const unsigned percents[][2] = {{100, 100}, {60, 100}, {100, 60}, {40, 30}};
  (void)state;
  for (unsigned p = 0; p < 4; p++) {
    struct splitter_bench b;
    splitter_start(&b, TWK_MODE_EARLY);
    b.data_percent = percents[p][0];
    b.fifo_percent = percents[p][1];
    for (uint32_t seq = 1; seq <= 20; seq++) {
      uint64_t beats[FRAME_DATA_BEATS];
      struct frame_fields f = BLOCK;
      f.count = seq;
      f.slot ^= seq;
      splitter_write(&b, &f, 100 + seq, seq % 4 == 0);
      unsigned n = expected_frame(beats, &f, seq, 100 + seq);
      assert_int_equal(b.in_cache, n);
      assert_int_equal(b.in_fifo, n);
      assert_memory_equal(b.cache, beats, sizeof beats);
      assert_memory_equal(b.fifo, beats, sizeof beats);
    }
    dut_stop(b.d);
  }
}

static void test_both_memories_see_a_beat_in_the_same_clock(void **state) {
  struct splitter_bench b;
  (void)state;
  splitter_start(&b, TWK_MODE_EARLY);
  b.fifo_percent = 50;
  *b.d->blk_valid = *b.d->free_valid = 1;
  for (unsigned i = 0; i < 1000 && b.outcomes == 0; i++) {
    unsigned cache = b.in_cache, fifo = b.in_fifo;
    assert_int_equal(cache, fifo);
    splitter_step(&b);
  }
  assert_int_equal(b.outcomes, 1);
  assert_int_equal(b.in_fifo, FRAME_DATA_BEATS);
  dut_stop(b.d);
}

/* 64 payload clocks, the trailer's, the confirmation's: the outcome comes in the last of them. */
static void test_ack_latency_is_beats_plus_two(void **state) {
  static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_LOCAL};
  (void)state;
  for (unsigned m = 0; m < 2; m++) {
    struct splitter_bench b;
    splitter_start(&b, modes[m]);
    for (unsigned i = 0; i < 5; i++) {
      splitter_write(&b, &BLOCK, i, true);
      assert_true(b.outcome.ack);
      assert_int_equal(b.outcome_clock - b.first_payload_clock + 1, FRAME_PAYLOAD + 2);
    }
    dut_stop(b.d);
  }
}

static void test_modes_say_who_gets_the_frame_and_who_acks(void **state) {
  static const struct {
    unsigned mode;
    bool mirrored, ack, ack_later;
  } table[] = {{TWK_MODE_EARLY, true, true, false},
               {TWK_MODE_SYNC, true, false, true},
               {TWK_MODE_THROUGH, false, false, false},
               {TWK_MODE_LOCAL, false, true, false}};
  (void)state;
  for (unsigned m = 0; m < 4; m++) {
    for (unsigned last = 0; last < 2; last++) {
      struct splitter_bench b;
      splitter_start(&b, table[m].mode);
      splitter_write(&b, &BLOCK, 9, last);
      assert_int_equal(b.in_cache, FRAME_DATA_BEATS);
      assert_int_equal(b.in_fifo, table[m].mirrored ? FRAME_DATA_BEATS : 0);
      assert_true(b.outcome.good && !b.outcome.clean);
      assert_int_equal(b.outcome.mirrored, table[m].mirrored);
      assert_int_equal(b.outcome.ack, last && table[m].ack);
      assert_int_equal(b.outcome.ack_later, last && table[m].ack_later);
      if (b.outcome.ack) assert_int_equal(b.outcome.status, TWK_STATUS_OK);
      dut_stop(b.d);
    }
  }
}

/* Between modes that mirror, and from one that does not: the frame under way keeps its own. */
static void test_mode_is_taken_at_the_start_of_a_frame(void **state) {
  (void)state;
  for (unsigned at = 1; at < 70; at++) {
    for (unsigned from = 0; from < 2; from++) {
      struct splitter_bench b;
      splitter_start(&b, from ? TWK_MODE_LOCAL : TWK_MODE_EARLY);
      splitter_offer(&b, &BLOCK, 1, true);
      for (unsigned i = 0; i < at; i++) splitter_step(&b);
      *b.d->mode = TWK_MODE_SYNC;
      if (b.outcomes == 0) splitter_wait(&b);
      assert_int_equal(b.outcome.mirrored, !from);
      assert_true(b.outcome.ack && !b.outcome.ack_later);
      dut_stop(b.d);
    }
  }
}

/* One clock of the start, one for each beat: the FIFO gets the beat of the clock in which the mode
 * stops, and no other after it. Stalled, it gets not even that. */
static void test_mode_that_stops_mirroring_leaves_the_frame_to_the_cache(void **state) {
  static const unsigned from[] = {TWK_MODE_EARLY, TWK_MODE_SYNC};
  static const unsigned to[] = {TWK_MODE_THROUGH, TWK_MODE_LOCAL};
  (void)state;
  for (unsigned v = 0; v < 16; v++) {
    bool stalled = v & 4, last = v & 8;
    for (unsigned at = 1; at < FRAME_DATA_BEATS + 2; at++) {
      struct splitter_bench b;
      uint64_t beats[FRAME_DATA_BEATS];
      splitter_start(&b, from[v & 1]);
      splitter_offer(&b, &BLOCK, 77, last);
      for (unsigned i = 0; i < at; i++) splitter_step(&b);
      if (stalled) {
        b.fifo_percent = 0;
        for (unsigned i = 0; i < 5; i++) splitter_step(&b);
      }
      *b.d->mode = to[v >> 1 & 1];
      if (b.outcomes == 0) splitter_wait(&b);
      unsigned in_fifo = at - (stalled ? 1 : 0);
      bool mirrored = in_fifo >= FRAME_DATA_BEATS;
      expected_frame(beats, &BLOCK, 1, 77);
      assert_int_equal(b.in_fifo, mirrored ? FRAME_DATA_BEATS : in_fifo);
      assert_int_equal(b.in_cache, FRAME_DATA_BEATS);
      assert_memory_equal(b.cache, beats, sizeof beats);
      assert_memory_equal(b.fifo, beats, b.in_fifo * sizeof *beats);
      assert_true(b.outcome.good);
      assert_int_equal(b.outcome.mirrored, mirrored);
      assert_int_equal(b.outcome.ack, mirrored && last && from[v & 1] == TWK_MODE_EARLY);
      assert_int_equal(b.outcome.ack_later, mirrored && last && from[v & 1] == TWK_MODE_SYNC);
      assert_int_equal(b.outcome.rec.flags, (last ? TWK_FLAG_LAST : 0) |
                                                (mirrored ? 0 : TWK_FLAG_UNMIRRORED) |
                                                (last && !mirrored ? TWK_FLAG_OWED : 0));
      dut_stop(b.d);
    }
  }
}

/* Any block of four loses its mirror; the mode is back for the next one. */
static void test_unmirrored_block_makes_the_firmware_owe_the_ack(void **state) {
  static const unsigned modes[] = {TWK_MODE_EARLY, TWK_MODE_SYNC};
  (void)state;
  for (unsigned v = 0; v < 8; v++) {
    struct splitter_bench b;
    splitter_start(&b, modes[v & 1]);
    for (unsigned i = 0; i < 8; i++) {
      bool cut = i == v / 2, last = i % 4 == 3, owed = last && i == 3;
      splitter_offer(&b, &BLOCK, i, last);
      for (unsigned k = 0; k < 20; k++) splitter_step(&b);
      if (cut) *b.d->mode = TWK_MODE_THROUGH;
      splitter_wait(&b);
      *b.d->mode = modes[v & 1];
      assert_int_equal(b.outcome.mirrored, !cut);
      assert_int_equal(b.outcome.ack, i == 7 && !(v & 1));
      assert_int_equal(b.outcome.ack_later, i == 7 && (v & 1));
      assert_int_equal(b.outcome.rec.flags, (last ? TWK_FLAG_LAST : 0) |
                                                (cut ? TWK_FLAG_UNMIRRORED : 0) |
                                                (owed ? TWK_FLAG_OWED : 0));
    }
    dut_stop(b.d);
  }
}

/* A block that was not confirmed fails its command, mirrored or not: answered at once. */
static void test_unconfirmed_and_unmirrored_is_answered_and_not_owed(void **state) {
  struct splitter_bench b;
  (void)state;
  splitter_start(&b, TWK_MODE_THROUGH);
  b.confirm = 0;
  splitter_write(&b, &BLOCK, 1, false);
  b.confirm = SPLITTER_CONFIRM;
  splitter_write(&b, &BLOCK, 2, true);
  assert_true(b.outcome.ack);
  assert_int_equal(b.outcome.status, TWK_STATUS_UNCONFIRMED);
  assert_int_equal(b.outcome.rec.flags, TWK_FLAG_LAST | TWK_FLAG_UNMIRRORED);
  dut_stop(b.d);
}

static void test_unconfirmed_by_either_memory_is_never_acknowledged_ok(void **state) {
  (void)state;
  for (unsigned mode = 0; mode < 4; mode++) {
    bool mirrors = mode == TWK_MODE_EARLY || mode == TWK_MODE_SYNC;
    for (unsigned confirm = 0; confirm < SPLITTER_CONFIRM; confirm++) {
      struct splitter_bench b;
      splitter_start(&b, mode);
      b.confirm = confirm;
      splitter_write(&b, &BLOCK, 5, true);
      bool good = (confirm & 1) && (!mirrors || (confirm & 2));
      assert_int_equal(b.outcome.good, good);
      if (!good) {
        assert_true(b.outcome.ack && !b.outcome.ack_later);
        assert_int_equal(b.outcome.status, TWK_STATUS_UNCONFIRMED);
      }
      dut_stop(b.d);
    }
  }
}

/* One bad block of four, at each place: answered once, at the last block, and the next command is
 * well. */
static void test_one_unconfirmed_block_fails_its_command_only(void **state) {
  (void)state;
  for (unsigned hurt = 0; hurt < 5; hurt++) {
    struct splitter_bench b;
    splitter_start(&b, TWK_MODE_EARLY);
    for (unsigned i = 0; i < 8; i++) {
      b.confirm = i == hurt ? 1 : SPLITTER_CONFIRM;
      splitter_write(&b, &BLOCK, i, i % 4 == 3);
      assert_int_equal(b.outcome.good, i != hurt);
      assert_int_equal(b.outcome.ack, i % 4 == 3);
      if (i % 4 == 3)
        assert_int_equal(b.outcome.status,
                         i / 4 == hurt / 4 ? TWK_STATUS_UNCONFIRMED : TWK_STATUS_OK);
    }
    dut_stop(b.d);
  }
}

static void test_outcome_names_the_block(void **state) {
  struct splitter_bench b;
  (void)state;
  splitter_start(&b, TWK_MODE_EARLY);
  for (uint32_t seq = 1; seq < 6; seq++) {
    struct frame_fields f = BLOCK;
    f.count = seq;
    splitter_write(&b, &f, 7, seq & 1);
    f.kind = TWK_FRAME_DATA;
    f.flags = seq & 1 ? TWK_FLAG_LAST : 0;
    f.seq = seq;
    assert_true(rec_equal(&b.outcome.rec, &f));
  }
  dut_stop(b.d);
}

static void offer_clean(struct splitter_bench *b, const struct frame_fields *f) {
  rec_to_port(b->d->clean_rec, f);
  *b->d->clean_valid = 1;
}

static void test_clean_goes_before_a_waiting_block(void **state) {
  struct frame_fields f = {
      .kind = TWK_CMD_CLEAN, .flags = TWK_FLAG_LOST, .slot = 7, .seq = 99, .lba = 3};
  struct splitter_bench b;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  for (unsigned sync = 0; sync < 2; sync++) {
    splitter_start(&b, sync ? TWK_MODE_SYNC : TWK_MODE_EARLY);
    offer_clean(&b, &f);
    splitter_write(&b, &BLOCK, 1, true);
    assert_true(b.outcome.clean && b.outcome.mirrored && !b.outcome.ack && !b.outcome.ack_later);
    struct frame_fields h = f;
    h.kind = TWK_FRAME_CLEAN;
    h.tag = SPLITTER_EPOCH;
    assert_true(rec_equal(&b.outcome.rec, &h));
    assert_int_equal(b.in_cache, 0); /* a CLEAN is the mirror's alone */
    assert_int_equal(b.in_fifo, frame_make(beats, &h, 0));
    assert_memory_equal(b.fifo, beats, FRAME_CLEAN_BEATS * sizeof *beats);
    splitter_wait(&b);
    assert_false(b.outcome.clean);
    assert_int_equal(b.outcome.rec.seq, 1); /* CLEAN takes no number */
    dut_stop(b.d);
  }
}

static const struct frame_fields AGAIN = {.kind = TWK_CMD_RESEND,
                                          .flags = TWK_FLAG_LOST,
                                          .slot = 0x2a5,
                                          .seq = 0xdeadbeef,
                                          .lba = UINT64_C(0x1122334455)};

/* Payload is what the reader of that slot gives. */
static void expected_again(uint64_t *beats, struct frame_fields *h) {
  *h = AGAIN;
  h->kind = TWK_FRAME_DATA;
  h->tag = SPLITTER_EPOCH;
  frame_make(beats, h, AGAIN.slot);
}

static void test_resend_is_the_blocks_frame_out_of_the_cache(void **state) {
  static const unsigned percents[][2] = {{100, 100}, {50, 100}, {100, 50}, {30, 40}};
  (void)state;
  for (unsigned p = 0; p < 8; p++) {
    struct splitter_bench b;
    struct frame_fields h;
    uint64_t beats[FRAME_DATA_BEATS];
    splitter_start(&b, p & 1 ? TWK_MODE_SYNC : TWK_MODE_EARLY);
    b.reader_percent = percents[p / 2][0];
    b.fifo_percent = percents[p / 2][1];
    b.confirm = 2; /* the cache has nothing to confirm */
    offer_clean(&b, &AGAIN);
    splitter_write(&b, &BLOCK, 1, true); /* it waits, and gives none of its data */
    expected_again(beats, &h);
    assert_true(b.outcome.resend && b.outcome.good && b.outcome.mirrored && !b.outcome.clean);
    assert_false(b.outcome.ack || b.outcome.ack_later);
    assert_true(rec_equal(&b.outcome.rec, &h));
    assert_int_equal(b.starts, 1);
    assert_int_equal(b.in_cache, 0);
    assert_int_equal(b.beat, 0);
    assert_int_equal(b.in_fifo, FRAME_DATA_BEATS);
    assert_memory_equal(b.fifo, beats, sizeof beats);
    assert_int_equal(*b.d->blk_valid, 1);
    b.confirm = SPLITTER_CONFIRM;
    splitter_wait(&b);
    assert_false(b.outcome.resend);
    assert_int_equal(b.outcome.rec.seq, 1); /* RESEND takes no number */
    dut_stop(b.d);
  }
}

static void test_resend_of_an_unreadable_block_has_a_wrong_trailer(void **state) {
  struct splitter_bench b;
  struct frame_fields h;
  uint64_t beats[FRAME_DATA_BEATS];
  (void)state;
  splitter_start(&b, TWK_MODE_EARLY);
  expected_again(beats, &h);
  for (unsigned i = 0; i < 4; i++) {
    b.unreadable = i % 2 == 0;
    offer_clean(&b, &AGAIN);
    splitter_wait(&b);
    assert_int_equal(b.in_fifo, FRAME_DATA_BEATS);
    assert_memory_equal(b.fifo, beats, (FRAME_DATA_BEATS - 1) * sizeof *beats);
    assert_int_equal(b.fifo[FRAME_DATA_BEATS - 1] == beats[FRAME_DATA_BEATS - 1], i % 2);
  }
  dut_stop(b.d);
}

static void test_commands_are_dropped_while_nothing_is_mirrored(void **state) {
  static const unsigned modes[] = {TWK_MODE_THROUGH, TWK_MODE_LOCAL};
  struct frame_fields c = {.kind = TWK_CMD_CLEAN, .slot = 3};
  (void)state;
  for (unsigned m = 0; m < 2; m++) {
    struct splitter_bench b;
    splitter_start(&b, modes[m]);
    for (unsigned i = 0; i < 20; i++) {
      offer_clean(&b, i % 2 ? &AGAIN : &c);
      splitter_step(&b);
      assert_int_equal(*b.d->clean_valid, 0); /* taken at once */
    }
    for (unsigned i = 0; i < 100; i++) splitter_step(&b);
    assert_int_equal(b.outcomes + b.starts + b.in_fifo + b.in_cache, 0);
    offer_clean(&b, &c);
    splitter_write(&b, &BLOCK, 1, true);
    assert_false(b.outcome.clean);
    assert_int_equal(b.in_cache, FRAME_DATA_BEATS);
    dut_stop(b.d);
  }
}

/* Its outcome says that the FIFO has not all of it; the reader is run empty, the next frame well.
 */
static void test_command_under_way_is_dropped_when_mirroring_stops(void **state) {
  (void)state;
  for (unsigned v = 0; v < 4; v++) {
    bool resend = v & 1;
    unsigned whole = resend ? FRAME_DATA_BEATS : FRAME_CLEAN_BEATS;
    for (unsigned at = 1; at <= whole; at++) {
      struct splitter_bench b;
      struct frame_fields c = AGAIN;
      if (!resend) c.kind = TWK_CMD_CLEAN;
      splitter_start(&b, TWK_MODE_EARLY);
      offer_clean(&b, &c);
      for (unsigned i = 0; i < at; i++) splitter_step(&b);
      if (v & 2) {
        b.fifo_percent = 0;
        splitter_step(&b);
      }
      *b.d->mode = TWK_MODE_THROUGH;
      splitter_wait(&b);
      unsigned in_fifo = at - (v & 2 ? 1 : 0);
      assert_int_equal(b.in_fifo, in_fifo);
      assert_int_equal(b.outcome.mirrored, in_fifo == whole);
      assert_int_equal(b.outcome.resend, resend);
      assert_int_equal(b.outcome.clean, !resend);
      assert_false(b.outcome.ack || b.outcome.ack_later || b.reading);
      assert_int_equal(b.in_cache, 0);
      *b.d->mode = TWK_MODE_EARLY;
      b.fifo_percent = 100;
      splitter_write(&b, &BLOCK, 1, true);
      assert_true(b.outcome.ack && b.outcome.mirrored); /* it owes no command anything */
      dut_stop(b.d);
    }
  }
}

static void test_no_room_downstream_starts_no_frame(void **state) {
  (void)state;
  for (unsigned room = 0; room < 7; room++) {
    struct splitter_bench b;
    splitter_start(&b, TWK_MODE_EARLY);
    *b.d->event_room = room & 1;
    *b.d->ack_room = room >> 1 & 1;
    *b.d->track_room = room >> 2 & 1;
    *b.d->blk_valid = *b.d->free_valid = 1;
    for (unsigned i = 0; i < 50; i++) splitter_step(&b);
    assert_int_equal(b.in_cache + b.in_fifo, 0);
    assert_int_equal(*b.d->free_valid, 1); /* the slot is not taken either */
    assert_int_equal(*b.d->stall_room, 50);
    offer_clean(&b, &(struct frame_fields){.kind = TWK_CMD_CLEAN, .slot = 1});
    for (unsigned i = 0; i < 10; i++) splitter_step(&b);
    assert_int_equal(b.outcomes, room >> 2 & 1); /* which needs a tracker entry alone */
    *b.d->event_room = *b.d->ack_room = *b.d->track_room = 1;
    splitter_wait(&b);
    dut_stop(b.d);
  }
}

enum { STALL_WRAP = 256 }; /* STALL_W is 8 here */

static void test_stalls_are_counted_by_cause(void **state) {
  struct splitter_bench b;
  (void)state;
  splitter_start(&b, TWK_MODE_EARLY);
  b.fifo_percent = 40;
  for (unsigned i = 0; i < 10; i++) splitter_write(&b, &BLOCK, i, true);
  assert_true(b.fifo_waits > 2 * STALL_WRAP);
  assert_int_equal(*b.d->stall_fifo, b.fifo_waits % STALL_WRAP);
  assert_int_equal(*b.d->stall_slot, 0);
  *b.d->blk_valid = 1;
  *b.d->free_valid = 0;
  for (unsigned i = 0; i < 123; i++) splitter_step(&b);
  assert_int_equal(*b.d->stall_slot, 123);
  assert_int_equal(*b.d->stall_room, 0);
  assert_int_equal(*b.d->stall_fifo, b.fifo_waits % STALL_WRAP);
  dut_stop(b.d);
}

static void test_reset_cuts_the_frame_and_restarts_the_numbers(void **state) {
  (void)state;
  for (unsigned at = 0; at < 70; at++) {
    struct splitter_bench b;
    splitter_start(&b, TWK_MODE_EARLY);
    splitter_write(&b, &BLOCK, 1, false);
    *b.d->blk_valid = *b.d->free_valid = 1;
    for (unsigned i = 0; i < at; i++) splitter_step(&b);
    *b.d->rst_n = 0;
    dut_tick(b.d);
    assert_int_equal(*b.d->done_valid | *b.d->st_fifo | *b.d->st_cache, 0);
    *b.d->rst_n = 1;
    b.cache_next = b.fifo_next = false;
    splitter_write(&b, &BLOCK, 2, true);
    assert_int_equal(b.outcome.rec.seq, 1);
    assert_int_equal(b.in_fifo, FRAME_DATA_BEATS);
    assert_int_equal(b.outcome.status, TWK_STATUS_OK);
    dut_stop(b.d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_frame_has_layout_header_payload_and_zlib_crc),
      cmocka_unit_test(test_both_memories_see_a_beat_in_the_same_clock),
      cmocka_unit_test(test_ack_latency_is_beats_plus_two),
      cmocka_unit_test(test_modes_say_who_gets_the_frame_and_who_acks),
      cmocka_unit_test(test_mode_is_taken_at_the_start_of_a_frame),
      cmocka_unit_test(test_mode_that_stops_mirroring_leaves_the_frame_to_the_cache),
      cmocka_unit_test(test_unmirrored_block_makes_the_firmware_owe_the_ack),
      cmocka_unit_test(test_unconfirmed_and_unmirrored_is_answered_and_not_owed),
      cmocka_unit_test(test_unconfirmed_by_either_memory_is_never_acknowledged_ok),
      cmocka_unit_test(test_one_unconfirmed_block_fails_its_command_only),
      cmocka_unit_test(test_outcome_names_the_block),
      cmocka_unit_test(test_clean_goes_before_a_waiting_block),
      cmocka_unit_test(test_resend_is_the_blocks_frame_out_of_the_cache),
      cmocka_unit_test(test_resend_of_an_unreadable_block_has_a_wrong_trailer),
      cmocka_unit_test(test_commands_are_dropped_while_nothing_is_mirrored),
      cmocka_unit_test(test_command_under_way_is_dropped_when_mirroring_stops),
      cmocka_unit_test(test_no_room_downstream_starts_no_frame),
      cmocka_unit_test(test_stalls_are_counted_by_cause),
      cmocka_unit_test(test_reset_cuts_the_frame_and_restarts_the_numbers),
  };
  return cmocka_run_group_tests_name("test_write_splitter", tests, NULL, NULL);
}
