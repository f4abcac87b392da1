/* SPDX-License-Identifier: Apache-2.0 */
/* host_switch: routes by volume, owner and path at every border; whole blocks at the host. */
#include "ports_host_switch.h"
#include "dut.h"
#include "one_clock.h"
#include "rng.h"
#include "twk_layout.h"

enum { VOLUMES = 4, BOTH = 3, BEATS = 5 /* of a block here */, ACK = 26 /* bit above the data */ };
static const uint64_t LBA_END = UINT64_C(1) << 40;

static void serve(struct dut *d, unsigned a, unsigned b) {
  *d->serves_a = *d->serves_b = 0;
  dut_tick(d);
  dut_tick(d);
  *d->serves_a = (uint8_t)a;
  *d->serves_b = (uint8_t)b;
  dut_tick(d);
  dut_tick(d);
}

/* By the words of the contract, with nothing of the RTL's arithmetic. */
static void assert_route(struct dut *d, unsigned a, unsigned b) {
  uint64_t volume = *d->cmd_lba / *d->vol_blocks;
  bool beyond = volume >= VOLUMES && *d->cmd_op != TWK_OP_FLUSH;
  if (volume >= VOLUMES) volume = VOLUMES - 1;
  bool to_a = !beyond && (a >> volume & 1) && (*d->usable & 1);
  bool to_b = !beyond && !to_a && (b >> volume & 1) && (*d->usable & 2);
  dut_eval(d);
  assert_int_equal(*d->p_cmd_valid, to_a | to_b << 1);
  assert_int_equal(*d->cmd_refused, !to_a && !to_b);
  assert_int_equal(*d->cmd_ready, (to_a && (*d->p_cmd_ready & 1)) || (to_b && *d->p_cmd_ready & 2));
  if (to_a || to_b) assert_int_equal(*d->cmd_path, to_b);
  if (*d->cmd_refused)
    assert_int_equal(*d->cmd_status, beyond ? TWK_STATUS_RANGE : TWK_STATUS_NOT_OWNER);
}

static void routes_at_every_border(bool managed) {
  static const uint64_t sizes[] = {1,
                                   1000,
                                   (UINT64_C(1) << 38) - 1,
                                   UINT64_C(1) << 38,
                                   UINT64_C(1) << 39,
                                   (UINT64_C(1) << 40) - 1};
  struct dut *d = dut_start();
  *d->managed = managed;
  *d->cmd_valid = 1;
  for (unsigned a = 0; a < 16; a++) {
    for (unsigned b = 0; b < 16; b++) {
      if (a & b) continue;
      serve(d, a, b);
      for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (unsigned n = 0; n < 4 * (VOLUMES + 2); n++) {
          *d->vol_blocks = sizes[i];
          *d->cmd_lba = (sizes[i] * (n / 4) + n % 4 - 2) % LBA_END;
          *d->cmd_op = 1 + (n + a) % 3;
          *d->usable = (n + b) % 5 == 0 ? 1 + (n & 1) : BOTH;
          *d->p_cmd_ready = (n * 7 + a) & 3;
          assert_route(d, managed ? a : 5, managed ? b : 10);
        }
      }
    }
  }
  dut_stop(d);
}

static void test_managed_by_who_serves(void **state) {
  (void)state;
  routes_at_every_border(true);
}
static void test_unmanaged_even_to_a_odd_to_b(void **state) {
  (void)state;
  routes_at_every_border(false);
}

/* ---- responses of two paths, each in order: {ack, error, last, block, tag, data} */

struct source {
  unsigned beat, block, percent; /* next of a block */
  bool has, is_ack;
};

struct bench {
  struct dut *d;
  struct rng rng;
  struct source path[2];
  unsigned under_way, beat, blocks[2], acks[2]; /* under way at the host: path + 1 */
};

static void put_words(struct bench *b) {
  uint32_t word[2][3] = {{0}};
  *b->d->p_rs_valid = 0;
  for (unsigned i = 0; i < 2; i++) {
    struct source *s = &b->path[i];
    if (!s->has) {
      s->has = rng_below(&b->rng, 100) < s->percent;
      s->is_ack = s->has && rng_below(&b->rng, 4) == 0;
    }
    *b->d->p_rs_valid |= (uint8_t)(s->has << i);
    word[i][0] = i * 100 + s->beat;
    word[i][2] = s->is_ack << ACK | (unsigned)(s->beat == BEATS - 1) << 24 | s->block << 8 | i;
  }
  /* 91 bits each, A's low */
  for (unsigned k = 0; k < 6; k++) b->d->p_rs[k] = 0;
  for (unsigned k = 0; k < 3; k++) b->d->p_rs[k] = word[0][k];
  for (unsigned k = 0; k < 3; k++) {
    b->d->p_rs[k + 2] |= word[1][k] << 27;
    b->d->p_rs[k + 3] |= word[1][k] >> 5;
  }
}

static void take_words(struct bench *b) {
  struct dut *d = b->d;
  unsigned moved = *d->p_rs_valid & *d->p_rs_ready, beats = 0, acks = 0;
  for (unsigned i = 0; i < 2; i++) {
    struct source *s = &b->path[i];
    if (!(moved >> i & 1)) continue;
    s->has = false;
    if (s->is_ack) {
      acks++;
      assert_int_equal(*d->ack_valid && *d->ack_ready, 1);
      assert_int_equal(*d->ack_path, i);
      assert_int_equal(*d->ack & 0xff, i);
      assert_int_equal(*d->ack >> 8, (i * 100 + s->beat) & 15);
      b->acks[i]++;
      continue;
    }
    beats++;
    assert_int_equal(*d->rd_valid && *d->rd_ready, 1);
    assert_true(b->under_way == 0 || b->under_way == i + 1); /* blocks stay together */
    assert_int_equal(d->rd[0], i * 100 + s->beat);
    assert_int_equal(d->rd[2], (unsigned)(s->beat == BEATS - 1) << 24 | s->block << 8 | i);
    b->under_way = s->beat == BEATS - 1 ? 0 : i + 1;
    if (++s->beat < BEATS) continue;
    s->beat = 0;
    s->block++;
    b->blocks[i]++;
  }
  assert_int_equal(beats, *d->rd_valid && *d->rd_ready);
  assert_int_equal(acks, *d->ack_valid && *d->ack_ready);
}

static void test_blocks_of_read_data_stay_together_and_paths_take_turns(void **state) {
  static const unsigned percents[][2] = {{100, 100}, {100, 20}, {30, 30}, {0, 100}};
  (void)state;
  for (unsigned p = 0; p < 4; p++) {
    struct bench b = {.d = dut_start()};
    rng_seed(&b.rng, p);
    for (unsigned i = 0; i < 2; i++) b.path[i].percent = percents[p][i];
    for (unsigned n = 0; n < 5000; n++) {
      put_words(&b);
      *b.d->rd_ready = rng_below(&b.rng, 4) != 0;
      *b.d->ack_ready = rng_below(&b.rng, 4) != 0;
      dut_eval(b.d);
      take_words(&b);
      dut_tick(b.d);
    }
    if (p == 0) assert_in_range(b.blocks[0] - b.blocks[1] + 1, 0, 2); /* equal shares */
    if (p == 0) assert_true(b.acks[0] > 100 && b.acks[1] > 100);
    assert_true(b.blocks[1] > 50 && (b.blocks[0] > 50 || p == 3));
    dut_stop(b.d);
  }
}

/* ---- write data */

static void test_a_block_is_pulled_whole_and_paths_take_turns(void **state) {
  struct dut *d = dut_start();
  struct rng rng;
  unsigned left[2] = {BEATS, BEATS}, blocks[2] = {0}, under_way = 0;
  (void)state;
  rng_seed(&rng, 9);
  *d->p_wq = UINT64_C(0xb10002) << 24 | 0xa10001;
  *d->p_wq_valid = BOTH;
  dut_eval(d);
  assert_int_equal(*d->hw_ready, 0);
  for (unsigned i = 0; i < 4000; i++) {
    *d->p_wq_valid = BOTH;
    *d->p_wd_ready = rng_below(&rng, 4);
    *d->p_wd_last = (left[0] == 1) | (left[1] == 1) << 1;
    *d->hw_valid = rng_below(&rng, 3) != 0;
    dut_eval(d);
    assert_true(*d->p_wd_valid != BOTH);
    for (unsigned path = 0; path < 2; path++) {
      if (!(*d->p_wd_valid >> path & 1)) continue;
      assert_true(under_way == 0 || under_way == path + 1);
      assert_int_equal(*d->hw_tag, path == 0 ? 0xa1 : 0xb1);
      assert_int_equal(*d->hw_block, path + 1);
      assert_int_equal(*d->hw_ready, *d->p_wd_ready >> path & 1);
      if (!*d->hw_ready) continue;
      under_way = path + 1;
      if (--left[path] > 0) continue;
      left[path] = BEATS;
      under_way = 0;
      blocks[path]++;
    }
    dut_tick(d);
  }
  assert_in_range(blocks[0] - blocks[1] + 1, 0, 2);
  assert_true(blocks[0] > 100);
  dut_stop(d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_managed_by_who_serves),
      cmocka_unit_test(test_unmanaged_even_to_a_odd_to_b),
      cmocka_unit_test(test_blocks_of_read_data_stay_together_and_paths_take_turns),
      cmocka_unit_test(test_a_block_is_pulled_whole_and_paths_take_turns),
  };
  return cmocka_run_group_tests_name("test_host_switch", tests, NULL, NULL);
}
