/* SPDX-License-Identifier: Apache-2.0 */
/* host_sender: SEND and ACK in order, each with exactly the ack and the event it asks for. */
#include "ports_host_sender.h"
#include "dut.h"
#include "one_clock.h"
#include "cache_side.h"
#include "twk_layout.h"

enum { PATIENCE = 20000 };

struct bench {
  struct dut *d;
  struct cache_side cache;
  unsigned ready_percent, beats, acks, events;
  bool error;
};

static void start(struct bench *b, unsigned percent) {
  *b = (struct bench){.d = dut_start(), .ready_percent = percent};
  rng_seed(&b->cache.rng, 9);
  b->cache.grant_percent = percent;
  b->cache.hurt_beat = -1;
}

static bool chance(struct bench *b) {
  return rng_below(&b->cache.rng, 100) < b->ready_percent;
}

static void sample(struct bench *b, const struct frame_fields *c) {
  struct dut *d = b->d;
  struct frame_fields event, want = *c;
  if (*d->hr_valid) {
    assert_int_equal(*d->hr_data, frame_payload_beat(c->slot, b->beats));
    assert_int_equal(*d->hr_tag, c->tag);
    assert_int_equal(*d->hr_block, c->count);
    assert_int_equal(*d->hr_last, b->beats == FRAME_PAYLOAD - 1);
    if (!*d->hr_last) assert_int_equal(*d->hr_error, 0);
    b->error = *d->hr_error;
    b->beats += *d->hr_ready;
  }
  if (*d->ack_valid) {
    unsigned status = c->kind == TWK_CMD_SEND ? TWK_STATUS_OK : c->count;
    assert_int_equal(*d->ack, status << 8 | c->tag);
    assert_int_equal(b->beats, c->kind == TWK_CMD_SEND ? FRAME_PAYLOAD : 0);
    b->acks += *d->ack_ready;
  }
  if (*d->ev_valid) {
    rec_from_port(&event, d->ev_rec);
    want.kind = TWK_EV_READ_SENT;
    assert_true(rec_equal(&event, &want));
    assert_int_equal(b->beats, FRAME_PAYLOAD);
    b->events += *d->ev_ready;
  }
}

/* One command from its arrival until it leaves the queue; gives the clocks it took. */
static unsigned command(struct bench *b, const struct frame_fields *c) {
  struct dut *d = b->d;
  bool taken = false;
  unsigned clocks = 0;
  b->beats = b->acks = b->events = 0;
  rec_to_port(d->cmd_rec, c);
  *d->cmd_valid = 1;
  for (; !taken; clocks++) {
    assert_true(clocks < PATIENCE);
    cache_side_drive(&b->cache, d);
    *d->hr_ready = chance(b);
    *d->ack_ready = chance(b);
    *d->ev_ready = chance(b);
    dut_eval(d);
    sample(b, c);
    taken = *d->cmd_ready;
    cache_side_sample(&b->cache, d);
    dut_tick(d);
  }
  *d->cmd_valid = 0;
  return clocks;
}

static void test_send_gives_block_then_ack_then_event_as_asked(void **state) {
  static const unsigned percents[] = {100, 50, 15};
  (void)state;
  for (unsigned p = 0; p < 3; p++) {
    struct bench b;
    start(&b, percents[p]);
    for (unsigned i = 0; i < 24; i++) {
      struct frame_fields c = {.kind = TWK_CMD_SEND,
                               .flags = i % 4, /* LAST is 1, NOTIFY 2 */
                               .tag = 0x70 + i,
                               .slot = (i & 1) * 0x8000 + i,
                               .seq = i,
                               .lba = i,
                               .count = 300 + i};
      command(&b, &c);
      assert_int_equal(b.beats, FRAME_PAYLOAD);
      assert_int_equal(b.acks, (c.flags & TWK_FLAG_LAST) != 0);
      assert_int_equal(b.events, (c.flags & TWK_FLAG_NOTIFY) != 0);
      assert_false(b.error);
    }
    dut_stop(b.d);
  }
}

static void test_ack_command_gives_its_status_and_nothing_else(void **state) {
  struct bench b;
  (void)state;
  start(&b, 60);
  for (unsigned flags = 0; flags < 4; flags++) {
    for (unsigned status = 0; status < 4; status++) {
      struct frame_fields c = {.kind = TWK_CMD_ACK, .flags = flags, .tag = 0xa5, .count = status};
      command(&b, &c);
      assert_int_equal(b.beats + b.events, 0);
      assert_int_equal(b.acks, 1);
    }
  }
  dut_stop(b.d);
}

/* The first beat goes in the fifth clock, then one in each. */
static void test_latency_of_a_send(void **state) {
  struct bench b;
  struct frame_fields c = {.kind = TWK_CMD_SEND, .slot = 3};
  (void)state;
  start(&b, 100);
  assert_int_equal(command(&b, &c), 4 + FRAME_PAYLOAD);
  assert_int_equal(command(&b, &c), 4 + FRAME_PAYLOAD);
  dut_stop(b.d);
}

static void test_uncorrectable_beat_marks_the_block(void **state) {
  struct bench b;
  struct frame_fields c = {.kind = TWK_CMD_SEND, .slot = 3};
  (void)state;
  start(&b, 70);
  for (int hurt = 0; hurt < FRAME_PAYLOAD; hurt += 3) {
    b.cache.hurt_beat = hurt;
    command(&b, &c);
    assert_true(b.error);
    b.cache.hurt_beat = -1;
    command(&b, &c);
    assert_false(b.error);
  }
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_send_gives_block_then_ack_then_event_as_asked),
      cmocka_unit_test(test_ack_command_gives_its_status_and_nothing_else),
      cmocka_unit_test(test_latency_of_a_send),
      cmocka_unit_test(test_uncorrectable_beat_marks_the_block),
  };
  return cmocka_run_group_tests_name("test_host_sender", tests, NULL, NULL);
}
