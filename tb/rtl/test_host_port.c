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
};

static void start(struct bench *b, uint64_t base, uint64_t blocks, unsigned percent) {
  *b = (struct bench){.d = dut_start(), .ready_percent = percent};
  rng_seed(&b->rng, 5);
  *b->d->vol_base = base;
  *b->d->vol_blocks = blocks;
}

/* By the words of the layout: beyond the volume, or an impossible count. 64 bits: nothing wraps. */
static bool in_range(const struct bench *b, const struct command *c) {
  uint64_t base = *b->d->vol_base;
  return c->count >= 1 && c->count <= TWK_MAX_COUNT && c->lba >= base &&
         c->lba + c->count <= base + *b->d->vol_blocks;
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
  struct frame_fields event, want = {.kind = c->op == TWK_OP_READ ? TWK_EV_READ : TWK_EV_FLUSH,
                                     .tag = c->tag,
                                     .lba = c->lba,
                                     .count = c->count};
  rec_from_port(&event, d->ev_rec);
  assert_true(rec_equal(&event, &want));
}

/* The command at the head, as it should be carried out; nothing else may show meanwhile. */
static void expect(struct bench *b, const struct command *c) {
  struct dut *d = b->d;
  bool range = in_range(b, c), done = false;
  bool write = range && c->op == TWK_OP_WRITE;
  bool event = c->op == TWK_OP_FLUSH || (range && c->op == TWK_OP_READ);
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
    if (*d->ack_valid) assert_int_equal(*d->ack, TWK_STATUS_RANGE << 8 | c->tag);
    done = write ? block == c->count : ready;
    dut_tick(d);
  }
  *d->blk_ready = *d->ev_ready = *d->ack_ready = 0;
  dut_eval(d);
}

static void test_range_at_every_border(void **state) {
  static const struct {
    uint64_t base, blocks;
  } volumes[] = {{0, 1000},
                 {5000, 300},
                 {5000, 1},
                 {0, (UINT64_C(1) << 40) - 1},
                 {(UINT64_C(1) << 40) - 300, 300}, /* ends at the last LBA there is */
                 {UINT64_C(1) << 39, UINT64_C(1) << 39}};
  static const unsigned counts[] = {0, 1, 2, 255, 256, 257, 300, 0x7fff, 0xffff};
  (void)state;
  for (unsigned v = 0; v < sizeof volumes / sizeof *volumes; v++) {
    struct bench b;
    uint64_t base = volumes[v].base, end = base + volumes[v].blocks;
    start(&b, base, volumes[v].blocks, 100);
    for (unsigned op = TWK_OP_WRITE; op <= TWK_OP_READ; op++) {
      for (unsigned n = 0; n < sizeof counts / sizeof *counts; n++) {
        uint64_t borders[] = {0, base, end, end - counts[n], LBA_END - counts[n], LBA_END};
        for (unsigned i = 0; i < 6; i++) {
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
  start(&b, 100, 10, 100);
  for (unsigned op = 0; op < 16; op++) {
    struct command inside = {op, op, 1, 100}, outside = {op, op, 0, 7};
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
    start(&b, 1000, 5000, percent);
    for (unsigned round = 0; round < 20; round++) {
      struct command c[DEPTH];
      for (unsigned i = 0; i < DEPTH; i++) {
        c[i] = (struct command){1 + (unsigned)rng_below(&b.rng, 3), i,
                                (unsigned)rng_below(&b.rng, 9), 900 + rng_below(&b.rng, 5200)};
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
  start(&b, 0, 1000, 70);
  for (unsigned i = 0; i < 3; i++) {
    post(&b, &c);
    expect(&b, &c);
  }
  dut_stop(b.d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_range_at_every_border),
      cmocka_unit_test(test_unknown_commands_are_refused_and_flush_has_no_range),
      cmocka_unit_test(test_queue_of_32_is_carried_out_in_order),
      cmocka_unit_test(test_largest_write_gives_every_block),
  };
  return cmocka_run_group_tests_name("test_host_port", tests, NULL, NULL);
}
