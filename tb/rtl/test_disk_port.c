/* SPDX-License-Identifier: Apache-2.0 */
/* disk_port: destages, fetches, reservations in order, blocks read into their slots, completions
 * after them.
 */
#include "ports_disk_port.h"
#include "dut.h"
#include "one_clock.h"
#include "cache_side.h"
#include "twk_layout.h"

enum { PATIENCE = 20000 };

struct bench {
  struct dut *d;
  struct cache_side cache;
  unsigned ready_percent;
  unsigned out_beats, commands; /* of the command under way */
  bool error;
  /* disks to cache: beats given and stored, completions given and told */
  uint64_t given, stored, done, told;
  unsigned blocks; /* that may be given */
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

static unsigned block_slot(uint64_t block) {
  return (unsigned)(block * 5 % 1024);
}

/* Completions of every kind, each third one an error; of a reservation, TABLE and from bit 32 the
 * operation. */
static unsigned done_op(uint64_t n) {
  static const unsigned ops[] = {TWK_DISK_FETCH, TWK_DISK_RESERVE, TWK_DISK_FETCH,
                                 TWK_DISK_DESTAGE};
  return ops[n % 4];
}

static uint64_t done_lba(uint64_t n) {
  return (n * 37 & 0xff) << 32 | (UINT64_C(0xf0000001) ^ n << 20);
}

static struct frame_fields completion(uint64_t n) {
  struct frame_fields e = {.kind = TWK_EV_DISK_DONE,
                           .flags = n % 3 ? 0 : TWK_FLAG_ERROR,
                           .slot = block_slot(n),
                           .lba = done_lba(n)};
  if (done_op(n) == TWK_DISK_FETCH) e.flags |= TWK_FLAG_FETCH;
  if (done_op(n) == TWK_DISK_RESERVE) {
    e.kind = TWK_EV_RESERVED;
    e.lba = done_lba(n) & 0xffffffff;
    e.count = (unsigned)(done_lba(n) >> 32);
  }
  return e;
}

/* The completion of a block is offered when the disk has given all its beats. */
static void drive(struct bench *b) {
  struct dut *d = b->d;
  uint64_t block = b->given / FRAME_PAYLOAD;
  cache_side_drive(&b->cache, d);
  *d->dc_ready = chance(b);
  *d->dw_ready = chance(b);
  *d->fill_ready = chance(b);
  *d->ev_ready = chance(b);
  *d->dr_valid = block < b->blocks && block == b->done && chance(b);
  *d->dr_slot = block_slot(block);
  *d->dr_data = frame_payload_beat(block, b->given % FRAME_PAYLOAD);
  *d->dd_valid = b->done < block && chance(b);
  *d->dd_op = done_op(b->done);
  *d->dd_error = b->done % 3 == 0;
  *d->dd_slot = block_slot(b->done);
  *d->dd_lba = done_lba(b->done);
  dut_eval(d);
}

static void sample_in(struct bench *b) {
  struct dut *d = b->d;
  if (*d->fill_valid) {
    uint64_t block = b->stored / FRAME_PAYLOAD;
    assert_int_equal(*d->fill_beat, b->stored % FRAME_PAYLOAD);
    assert_int_equal(*d->fill_slot, block_slot(block));
    assert_int_equal(*d->fill_data, frame_payload_beat(block, *d->fill_beat));
    b->stored += *d->fill_ready;
  }
  if (*d->ev_valid) {
    struct frame_fields event, want = completion(b->told);
    rec_from_port(&event, d->ev_rec);
    assert_true(rec_equal(&event, &want));
    assert_true(b->stored >= (b->told + 1) * FRAME_PAYLOAD); /* all of it is in the cache */
    b->told += *d->ev_ready;
  }
  b->given += *d->dr_valid && *d->dr_ready;
  b->done += *d->dd_valid && *d->dd_ready;
}

static void sample_out(struct bench *b, const struct frame_fields *c) {
  struct dut *d = b->d;
  if (*d->dc_valid) {
    assert_int_equal(*d->dc_op, c->kind == TWK_CMD_FETCH     ? TWK_DISK_FETCH
                                : c->kind == TWK_CMD_RESERVE ? TWK_DISK_RESERVE
                                                             : TWK_DISK_DESTAGE);
    assert_int_equal(*d->dc_slot, c->slot);
    assert_int_equal(*d->dc_lba, c->lba);
    b->commands += *d->dc_ready;
  }
  if (*d->dw_valid) {
    assert_int_equal(b->commands, 1); /* its command went first */
    assert_int_equal(*d->dw_data, frame_payload_beat(c->slot, b->out_beats));
    assert_int_equal(*d->dw_last, b->out_beats == FRAME_PAYLOAD - 1);
    if (!*d->dw_last) assert_int_equal(*d->dw_error, 0);
    b->error = *d->dw_error;
    b->out_beats += *d->dw_ready;
  }
}

static unsigned command(struct bench *b, const struct frame_fields *c) {
  bool taken = false;
  unsigned clocks = 0;
  b->out_beats = b->commands = 0;
  rec_to_port(b->d->cmd_rec, c);
  *b->d->cmd_valid = 1;
  for (; !taken; clocks++) {
    assert_true(clocks < PATIENCE);
    drive(b);
    sample_out(b, c);
    sample_in(b);
    taken = *b->d->cmd_ready;
    cache_side_sample(&b->cache, b->d);
    dut_tick(b->d);
  }
  *b->d->cmd_valid = 0;
  assert_int_equal(b->commands, 1);
  assert_int_equal(b->out_beats, c->kind == TWK_CMD_DESTAGE ? FRAME_PAYLOAD : 0);
  return clocks;
}

static void test_commands_in_order_at_random_back_pressure(void **state) {
  static const unsigned percents[] = {100, 60, 20};
  (void)state;
  for (unsigned p = 0; p < 3; p++) {
    struct bench b;
    start(&b, percents[p]);
    for (unsigned i = 0; i < 40; i++) {
      static const unsigned kinds[] = {TWK_CMD_FETCH, TWK_CMD_DESTAGE, TWK_CMD_RESERVE,
                                       TWK_CMD_DESTAGE, TWK_CMD_DESTAGE};
      struct frame_fields c = {
          .kind = kinds[i % 5], .slot = (i & 1) * 0x8000 + i, .lba = UINT64_C(0xff00000000) + i};
      command(&b, &c);
      assert_false(b.error);
    }
    dut_stop(b.d);
  }
}

static void test_blocks_from_disk_reach_their_slots_before_completion(void **state) {
  static const unsigned percents[] = {100, 60, 20};
  (void)state;
  for (unsigned p = 0; p < 3; p++) {
    struct bench b;
    struct frame_fields c = {.kind = TWK_CMD_DESTAGE, .slot = 1, .lba = 2};
    start(&b, percents[p]);
    b.blocks = 30;
    while (b.told < b.blocks) command(&b, &c); /* both directions at once */
    assert_int_equal(b.stored, b.blocks * FRAME_PAYLOAD);
    dut_stop(b.d);
  }
}

/* Command taken, first beat 4 clocks later, 64 beats. */
static void test_latency_of_a_destage(void **state) {
  struct bench b;
  struct frame_fields c = {.kind = TWK_CMD_DESTAGE, .slot = 1, .lba = 2};
  (void)state;
  start(&b, 100);
  assert_int_equal(command(&b, &c), 4 + FRAME_PAYLOAD);
  dut_stop(b.d);
}

static void test_uncorrectable_beat_marks_the_destage(void **state) {
  struct bench b;
  struct frame_fields c = {.kind = TWK_CMD_DESTAGE, .slot = 1, .lba = 2};
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
      cmocka_unit_test(test_commands_in_order_at_random_back_pressure),
      cmocka_unit_test(test_blocks_from_disk_reach_their_slots_before_completion),
      cmocka_unit_test(test_latency_of_a_destage),
      cmocka_unit_test(test_uncorrectable_beat_marks_the_destage),
  };
  return cmocka_run_group_tests_name("test_disk_port", tests, NULL, NULL);
}
