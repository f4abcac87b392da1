/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror_bench.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

enum { FRAME_BEATS = 67 };

static uint64_t beat_data(uint64_t n) {
  return rng_splitmix64(&n);
}

static bool beat_sof(uint64_t n) {
  return n % FRAME_BEATS == 0;
}

static bool beat_eof(uint64_t n) {
  return n % FRAME_BEATS == FRAME_BEATS - 1;
}

static bool chance(struct mirror_bench *b, unsigned percent) {
  return percent >= 100 || rng_below(&b->rng, 100) < percent;
}

static void drive_write(struct mirror_bench *b) {
  *b->d->wr_valid = b->written < b->write_goal && chance(b, b->config.write_percent);
  *b->d->wr_sof = beat_sof(b->written);
  *b->d->wr_eof = beat_eof(b->written);
  *b->d->wr_data = beat_data(b->written);
  *b->d->wr_resolve = *b->d->wr_forgotten = 0;
}

static void drive_read(struct mirror_bench *b) {
  *b->d->rd_ready = chance(b, b->config.read_percent);
  *b->d->release_valid = 0;
  *b->d->release_lost = 0;
  *b->d->rd_restart = 0;
}

/* Release in the clock in which the last beat of a group is taken. */
static void drive_release(struct mirror_bench *b) {
  unsigned every = b->config.release_every;
  if (every == 0 || !*b->d->rd_valid || !*b->d->rd_ready || *b->d->rd_restart) return;
  if ((b->read + 1) % every != 0) return;
  *b->d->release_valid = 1;
  *b->d->release_ptr = (b->read + 1) & MIRROR_PTR_MASK;
  dut_eval(b->d);
}

static void sample_write(struct mirror_bench *b) {
  b->wr_edges++;
  if (!*b->d->wr_valid || !*b->d->wr_ready) return;
  b->written++;
  assert_true(b->written - b->released <= b->config.limit);
}

static void sample_read(struct mirror_bench *b) {
  struct dut *d = b->d;
  b->rd_edges++;
  if (*d->rd_valid) {
    assert_true(b->read < b->written);
    assert_int_equal(*d->rd_data, beat_data(b->read));
    assert_int_equal(*d->rd_sof, beat_sof(b->read));
    assert_int_equal(*d->rd_eof, beat_eof(b->read));
    assert_int_equal(*d->rd_ptr, (b->read + 1) & MIRROR_PTR_MASK);
    assert_int_equal(*d->rd_corrected, 0);
    assert_int_equal(*d->rd_uncorrectable, 0);
    assert_int_equal(*d->rd_empty, 0);
  }
  if (*d->release_valid) {
    b->released += (*d->release_ptr - b->released) & MIRROR_PTR_MASK;
    b->lost_open += *d->release_lost;
  }
  if (*d->rd_restart)
    b->read = *d->rel_ptr == (b->released & MIRROR_PTR_MASK) ? b->released : UINT64_MAX;
  else if (*d->rd_valid && *d->rd_ready)
    b->read++;
}

static void check_levels(struct mirror_bench *b) {
  struct dut *d = b->d;
  if (!*d->wr_rst_n || !*d->rd_rst_n) return;
  if (b->written != b->released || b->lost_open != 0) assert_int_equal(*d->present, 1);
  assert_true(*d->wr_level >= b->written - b->released && *d->wr_level <= b->config.limit);
  if (!*d->present) b->present_low++;
}

unsigned mirror_step(struct mirror_bench *b) {
  struct dut *d = b->d;
  unsigned rising = two_clocks_step(&b->clocks);
  if (rising & TWO_CLOCKS_SECOND) drive_release(b);
  if (rising & TWO_CLOCKS_FIRST) {
    if (*d->wr_resolve && b->lost_open > 0) b->lost_open--;
    if (*d->wr_forgotten) b->lost_open = 0;
    sample_write(b);
    *d->wr_clk = 1;
  }
  if (rising & TWO_CLOCKS_SECOND) {
    sample_read(b);
    *d->rd_clk = 1;
  }
  dut_eval(d);
  *d->wr_clk = *d->rd_clk = 0;
  if (rising & TWO_CLOCKS_FIRST) drive_write(b);
  if (rising & TWO_CLOCKS_SECOND) drive_read(b);
  dut_eval(d);
  check_levels(b);
  return rising;
}

void mirror_wait_wr(struct mirror_bench *b, unsigned edges) {
  for (uint64_t end = b->wr_edges + edges; b->wr_edges < end;) mirror_step(b);
}

void mirror_wait_rd(struct mirror_bench *b, unsigned edges) {
  for (uint64_t end = b->rd_edges + edges; b->rd_edges < end;) mirror_step(b);
}

void mirror_reset(struct mirror_bench *b, unsigned skew) {
  b->write_goal = b->written;
  *b->d->wr_rst_n = *b->d->rd_rst_n = *b->d->wr_valid = *b->d->rd_ready = 0;
  *b->d->release_valid = *b->d->rd_restart = 0;
  *b->d->wr_resolve = *b->d->wr_forgotten = 0;
  b->written = b->read = b->released = b->write_goal = b->lost_open = 0;
  dut_eval(b->d);
  mirror_wait_rd(b, 2);
  mirror_wait_wr(b, 2);
  *b->d->rd_rst_n = 1;
  mirror_wait_rd(b, skew);
  *b->d->wr_rst_n = 1;
  dut_eval(b->d);
}

void mirror_start(struct mirror_bench *b, const struct mirror_config *c) {
  *b = (struct mirror_bench){.config = *c, .d = dut_new(c->seed)};
  rng_seed(&b->rng, c->seed + 77);
  two_clocks_init(&b->clocks, c->wr_ps, c->rd_ps, c->rd_phase_ps);
  *b->d->limit = c->limit;
  *b->d->wr_clk = *b->d->rd_clk = 1; /* out of the random state, before anything is checked */
  dut_eval(b->d);
  *b->d->wr_clk = *b->d->rd_clk = 0;
  dut_eval(b->d);
  mirror_reset(b, 0);
}

void mirror_stop(struct mirror_bench *b) {
  assert_int_equal(dut_assertions_failed(b->d), 0);
  dut_delete(b->d);
}

void mirror_run(struct mirror_bench *b, uint64_t goal) {
  b->write_goal = goal;
  for (unsigned i = 0; b->released < goal; i++) {
    assert_true(i < MIRROR_FOREVER);
    mirror_step(b);
  }
}

/* Inputs stand from one edge to the next, so a pulse is set after one edge and taken at the next.
 */
void mirror_release(struct mirror_bench *b, uint64_t upto, bool lost) {
  *b->d->release_valid = 1;
  *b->d->release_lost = lost;
  *b->d->release_ptr = upto & MIRROR_PTR_MASK;
  dut_eval(b->d);
  mirror_wait_rd(b, 1);
}

void mirror_restart(struct mirror_bench *b) {
  *b->d->rd_restart = 1;
  dut_eval(b->d);
  mirror_wait_rd(b, 1);
}

void mirror_resolve(struct mirror_bench *b) {
  *b->d->wr_resolve = 1;
  dut_eval(b->d);
  mirror_wait_wr(b, 1);
}

void mirror_forget(struct mirror_bench *b) {
  *b->d->wr_forgotten = 1;
  dut_eval(b->d);
  mirror_wait_wr(b, 1);
}
