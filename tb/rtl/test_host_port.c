/* SPDX-License-Identifier: Apache-2.0 */
/* host_port: range checks at every border, writes cut into blocks, commands in order. */
#include "ports_host_port.h"
#include "dut.h"
#include "one_clock.h"
#include "frame.h"
#include "rng.h"
#include "twk_layout.h"

enum { DEPTH = 32, PATIENCE = 20000 };
static const uint64_t LBA_END = UINT64_C(1) << 40;

struct command {
  unsigned op, tag, count;
  uint64_t lba;
};

struct bench {
  struct dut *d;
  struct rng rng;
  unsigned ready_percent;
  bool own_moves; /* volumes served change at random in every clock but a command's first */
};

static void start(struct bench *b, unsigned own, uint64_t blocks, unsigned percent) {
  *b = (struct bench){.d = dut_start(), .ready_percent = percent};
  rng_seed(&b->rng, 5);
  *b->d->own = own;
  *b->d->vol_blocks = blocks;
}

/* Volumes of equal length, the first from LBA 0; what lies beyond the last is refused as its. */
static unsigned volume(const struct bench *b, const struct command *c) {
  uint64_t v = c->lba / *b->d->vol_blocks;
  return v < TWK_VOLUMES ? (unsigned)v : TWK_VOLUMES - 1;
}

/* By the words of the layout: beyond the volume, or an impossible count. 64 bits: nothing wraps. */
static bool in_range(const struct bench *b, const struct command *c) {
  uint64_t blocks = *b->d->vol_blocks, end = (volume(b, c) + 1) * blocks;
  switch (c->op) {
    case TWK_OP_WRITE:
    case TWK_OP_READ:
      return c->count >= 1 && c->count <= TWK_MAX_COUNT && c->lba + c->count <= end;
    case TWK_OP_FLUSH:
      return true;
    case TWK_OP_MOVE:
      return c->count == 0 && c->lba < end;
    default:
      return false;
  }
}

static void post(struct bench *b, const struct command *c) {
  *b->d->hc_valid = 1;
  *b->d->hc_op = c->op;
  *b->d->hc_tag = c->tag;
  *b->d->hc_count = c->count;
  *b->d->hc_lba = c->lba;
  dut_eval(b->d);
  assert_int_equal(*b->d->hc_ready, 1);
  dut_tick(b->d);
  *b->d->hc_valid = 0;
  dut_eval(b->d);
}

static void assert_event(const struct dut *d, const struct command *c) {
  static const unsigned kind[] = {
      [TWK_OP_READ] = TWK_EV_READ, [TWK_OP_FLUSH] = TWK_EV_FLUSH, [TWK_OP_MOVE] = TWK_EV_MOVE};
  struct frame_fields event,
      want = {.kind = kind[c->op], .tag = c->tag, .lba = c->lba, .count = c->count};
  rec_from_port(&event, d->ev_rec);
  assert_true(rec_equal(&event, &want));
}

/* The command at the head, as it should be carried out; nothing else may show meanwhile. */
static void expect(struct bench *b, const struct command *c) {
  struct dut *d = b->d;
  bool served = *d->own >> volume(b, c) & 1, well = in_range(b, c), done = false;
  bool write = well && served && c->op == TWK_OP_WRITE;
  bool event = well && served && c->op != TWK_OP_WRITE;
  unsigned refusal = well ? TWK_STATUS_NOT_OWNER : TWK_STATUS_RANGE;
  unsigned block = 0;
  for (unsigned i = 0; !done; i++) {
    assert_true(i < PATIENCE);
    bool ready = rng_below(&b->rng, 100) < b->ready_percent;
    *d->blk_ready = write && ready;
    *d->ev_ready = *d->ack_ready = ready;
    dut_eval(d);
    assert_int_equal(*d->blk_valid, write);
    assert_int_equal(*d->ev_valid, event);
    assert_int_equal(*d->ack_valid, !write && !event);
    if (write) {
      assert_int_equal(*d->blk_tag, c->tag);
      assert_int_equal(*d->blk_count, block);
      assert_int_equal(*d->blk_lba, c->lba + block);
      assert_int_equal(*d->blk_last, block == c->count - 1);
      assert_int_equal(*d->hw_tag, c->tag);
      assert_int_equal(*d->hw_block, block);
      block += ready;
    }
    if (event) assert_event(d, c);
    if (*d->ack_valid) assert_int_equal(*d->ack, refusal << 8 | c->tag);
    assert_int_equal(*d->paused, 0);
    done = write ? block == c->count : ready;
    dut_tick(d);
    if (b->own_moves) *d->own = rng_below(&b->rng, 1U << TWK_VOLUMES);
  }
  *d->blk_ready = *d->ev_ready = *d->ack_ready = 0;
  dut_eval(d);
}

static void test_range_at_every_border(void **state) {
  static const uint64_t volumes[] = {1000, 300, 1, (UINT64_C(1) << 38) - 1,
                                     UINT64_C(1) << 38 /* the last ends at the last LBA */};
  static const unsigned counts[] = {0, 1, 2, 255, 256, 257, 300, 0x7fff, 0xffff};
  (void)state;
  for (unsigned v = 0; v < sizeof volumes / sizeof *volumes; v++) {
    struct bench b;
    uint64_t one = volumes[v];
    start(&b, (1U << TWK_VOLUMES) - 1, one, 100);
    for (unsigned op = TWK_OP_WRITE; op <= TWK_OP_MOVE; op++) {
      for (unsigned n = 0; n < sizeof counts / sizeof *counts; n++) {
        uint64_t borders[2 * TWK_VOLUMES + 3] = {0, LBA_END - counts[n], LBA_END};
        for (unsigned i = 0; i < TWK_VOLUMES; i++) {
          borders[3 + 2 * i] = (i + 1) * one;
          borders[4 + 2 * i] = (i + 1) * one - counts[n];
        }
        for (unsigned i = 0; i < sizeof borders / sizeof *borders; i++) {
          for (int delta = -2; delta <= 2; delta++) {
            struct command c = {op, n, counts[n], (borders[i] + (uint64_t)delta) % LBA_END};
            post(&b, &c);
            expect(&b, &c);
          }
        }
      }
    }
    dut_stop(b.d);
  }
}

static void test_unknown_commands_are_refused_and_flush_has_no_range(void **state) {
  struct bench b;
  (void)state;
  start(&b, (1U << TWK_VOLUMES) - 1, 10, 100);
  for (unsigned op = 0; op < 16; op++) {
    struct command inside = {op, op, 1, 5}, outside = {op, op, 0, 100};
    post(&b, &inside);
    expect(&b, &inside);
    post(&b, &outside);
    expect(&b, &outside);
  }
  dut_stop(b.d);
}

static void test_queue_of_32_is_carried_out_in_order(void **state) {
  (void)state;
  for (unsigned percent = 20; percent <= 100; percent += 40) {
    struct bench b;
    start(&b, 2, 5000, percent); /* of three volumes in use */
    for (unsigned round = 0; round < 20; round++) {
      struct command c[DEPTH];
      for (unsigned i = 0; i < DEPTH; i++) {
        c[i] = (struct command){1 + (unsigned)rng_below(&b.rng, 4), i,
                                (unsigned)rng_below(&b.rng, 9), 4900 + rng_below(&b.rng, 5200)};
        post(&b, &c[i]);
      }
      assert_int_equal(*b.d->hc_ready, 0);
      for (unsigned i = 0; i < DEPTH; i++) expect(&b, &c[i]);
      assert_int_equal(*b.d->blk_valid | *b.d->ev_valid | *b.d->ack_valid, 0);
    }
    dut_stop(b.d);
  }
}

static void test_largest_write_gives_every_block(void **state) {
  struct bench b;
  struct command c = {TWK_OP_WRITE, 0xee, TWK_MAX_COUNT, 77};
  (void)state;
  start(&b, 1, 1000, 70);
  for (unsigned i = 0; i < 3; i++) {
    post(&b, &c);
    expect(&b, &c);
  }
  dut_stop(b.d);
}

/* Every op at both borders of every volume, with each set of volumes served, and that set changing
 * while the command is carried out. */
static void test_volume_by_lba_decided_once(void **state) {
  enum { BLOCKS = 100 };
  static const uint64_t borders[] = {
      0, BLOCKS, 2 * BLOCKS, 3 * BLOCKS, 4 * BLOCKS, 5 * BLOCKS, (UINT64_C(1) << 40) - 3};
  (void)state;
  for (unsigned own = 0; own < 1U << TWK_VOLUMES; own++) {
    struct bench b;
    start(&b, own, BLOCKS, 50);
    b.own_moves = true;
    for (unsigned op = 0; op < 6; op++) {
      for (unsigned i = 0; i < sizeof borders / sizeof *borders; i++) {
        for (int delta = -3; delta <= 2; delta++) {
          for (unsigned count = 0; count < 5; count++) {
            struct command c = {op, i, count, (borders[i] + (uint64_t)delta) % LBA_END};
            *b.d->own = own;
            post(&b, &c);
            expect(&b, &c);
          }
        }
      }
    }
    dut_stop(b.d);
  }
}

/* A write of 3 blocks and one of 2, taken in every second clock: whenever the pause comes, what was
 * begun is finished, and nothing else is begun before it is over. */
static void test_pause_at_every_moment(void **state) {
  struct command c[] = {{TWK_OP_WRITE, 1, 3, 10}, {TWK_OP_WRITE, 2, 2, 20}};
  (void)state;
  for (unsigned at = 0; at < 14; at++) {
    struct bench b;
    unsigned given = 0, paused_at = 0;
    start(&b, 1, 1000, 100);
    if (at == 0) *b.d->pause = 1; /* before there was any */
    post(&b, &c[0]);
    post(&b, &c[1]);
    bool begun = at > 0;
    for (unsigned i = 1; i < 60; i++) {
      if (i == at) *b.d->pause = 1;
      if (i == 40) *b.d->pause = 0;
      *b.d->blk_ready = i % 2;
      dut_eval(b.d);
      assert_int_equal(*b.d->paused && !*b.d->pause, 0);
      if (*b.d->paused) assert_int_equal(*b.d->blk_valid, 0);
      if (*b.d->paused && paused_at == 0) {
        paused_at = i;
        assert_true(given == 0 || given == 3 || given == 5); /* whole commands */
        assert_int_equal(given == 0, !begun);
      }
      if (*b.d->blk_valid && *b.d->blk_ready) {
        assert_int_equal(*b.d->blk_tag, given < 3 ? 1 : 2);
        given++;
      }
      if (paused_at != 0 && i < 40) assert_int_equal(*b.d->paused, 1);
      dut_tick(b.d);
    }
    assert_true(paused_at != 0);
    assert_int_equal(given, 5);
    dut_stop(b.d);
  }
}

/* Reads, flushes, moves and refusals: one that waits for room is finished in the pause, a new one
 * waits.
 */
static void test_pause_with_events_and_refusals(void **state) {
  struct command c[] = {{TWK_OP_READ, 1, 1, 10},
                        {TWK_OP_FLUSH, 2, 0, 500},
                        {TWK_OP_WRITE, 3, 0, 10},
                        {TWK_OP_FLUSH, 4, 1, 1500},
                        {TWK_OP_MOVE, 5, 0, 10}};
  (void)state;
  for (unsigned i = 0; i < sizeof c / sizeof *c; i++) {
    struct bench b;
    start(&b, 1, 1000, 100); /* volume 0: the fourth is NOT_OWNER */
    post(&b, &c[i]);
    post(&b, &c[0]);
    *b.d->pause = 1;
    for (unsigned k = 0; k < 3; k++) {
      dut_eval(b.d);
      assert_int_equal(*b.d->paused, 0);
      assert_int_equal(*b.d->ev_valid + *b.d->ack_valid, 1);
      dut_tick(b.d);
    }
    expect(&b, &c[i]);
    *b.d->ev_ready = *b.d->ack_ready = 1;
    for (unsigned k = 0; k < 5; k++) {
      dut_eval(b.d);
      assert_int_equal(*b.d->paused, 1);
      assert_int_equal(*b.d->ev_valid | *b.d->ack_valid | *b.d->blk_valid, 0);
      dut_tick(b.d);
    }
    *b.d->pause = 0;
    dut_eval(b.d);
    expect(&b, &c[0]);
    dut_stop(b.d);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_range_at_every_border),
      cmocka_unit_test(test_unknown_commands_are_refused_and_flush_has_no_range),
      cmocka_unit_test(test_queue_of_32_is_carried_out_in_order),
      cmocka_unit_test(test_largest_write_gives_every_block),
      cmocka_unit_test(test_volume_by_lba_decided_once),
      cmocka_unit_test(test_pause_at_every_moment),
      cmocka_unit_test(test_pause_with_events_and_refusals),
  };
  return cmocka_run_group_tests_name("test_host_port", tests, NULL, NULL);
}
