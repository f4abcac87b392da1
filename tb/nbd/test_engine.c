/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine under many threads: no update is lost, overlapping writes come whole, zeros cost
 * nothing twice, a dead array answers with errors and serves again, and a stop leaves nothing out.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "rng.h"

#define BLOCK 512U
#define THREADS 8

static unsigned complaints; /* the engine's log has no context */

static void complain(const char *line) {
  printf("%s\n", line);
  complaints++;
}

static struct engine_config config(void) {
  struct engine_config cfg = {.log = complain};
  csim_config_defaults(&cfg.csim);
  cfg.csim.volume_blocks = 2048;
  cfg.csim.power.holdup_us = 20;
  cfg.csim.power.validate_us = 50;
  return cfg;
}

static struct engine *open_engine(const struct engine_config *cfg) {
  char err[256] = "";
  struct engine_report report;
  struct engine *e = engine_open(cfg, &report, err, sizeof err);
  if (e == NULL) fail_msg("%s", err);
  assert_false(report.unclean);
  assert_int_equal(engine_start(e), 0);
  complaints = 0;
  return e;
}

static void close_engine(struct engine *e) {
  struct engine_report report;
  engine_stop(e, &report);
  assert_false(report.unclean);
  assert_int_equal(report.lost, 0);
  engine_close(e);
  assert_int_equal(complaints, 0);
}

static void count_writes(const struct engine_view *v, void *user) {
  *(uint64_t *)user = v->write->count;
}

static uint64_t writes(struct engine *e) {
  uint64_t n = 0;
  assert_int_equal(engine_look(e, count_writes, &n), 0);
  return n;
}

static void begin(struct engine *e, const char *text) {
  struct fault_list list = {.count = 0};
  char err[256];
  if (fault_parse(text, &list, err, sizeof err)) fail_msg("%s", err);
  for (unsigned i = 0; i < list.count; i++)
    if (engine_fault(e, &list.fault[i], err, sizeof err)) fail_msg("%s", err);
}

/* ---- threads */

struct worker {
  pthread_t thread;
  struct engine *engine;
  unsigned number;
  int error;
};

static void run_workers(struct engine *e, struct worker w[THREADS], void *(*fn)(void *)) {
  for (unsigned i = 0; i < THREADS; i++) {
    w[i] = (struct worker){.engine = e, .number = i};
    assert_int_equal(pthread_create(&w[i].thread, NULL, fn, &w[i]), 0);
  }
  for (unsigned i = 0; i < THREADS; i++) {
    pthread_join(w[i].thread, NULL);
    assert_int_equal(w[i].error, 0);
  }
}

/* Bytes i with i % THREADS == number, in pieces of their own, so all fight for the same blocks. */
#define PIECE 96U
#define PIECES 64U

static void *write_pieces(void *arg) {
  struct worker *w = arg;
  uint8_t piece[PIECE];
  memset(piece, (int)(0x40 + w->number), sizeof piece);
  for (unsigned i = w->number; i < PIECES && w->error == 0; i += THREADS)
    w->error = engine_write(w->engine, 0, piece, PIECE, (uint64_t)i * PIECE + 7, i % 5 == 0);
  return NULL;
}

static void unaligned_writes_lose_no_update(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  struct worker w[THREADS];
  static uint8_t seen[PIECE * PIECES];
  (void)state;
  run_workers(e, w, write_pieces);
  assert_int_equal(engine_read(e, 0, seen, sizeof seen, 7), 0);
  for (unsigned i = 0; i < sizeof seen; i++) assert_int_equal(seen[i], 0x40 + i / PIECE % THREADS);
  close_engine(e);
}

#define WHOLE (24U * BLOCK)

static void *write_whole(void *arg) {
  struct worker *w = arg;
  static uint8_t bytes[THREADS][WHOLE];
  memset(bytes[w->number], (int)(1 + w->number), WHOLE);
  for (unsigned i = 0; i < 4 && w->error == 0; i++)
    w->error = engine_write(w->engine, 1, bytes[w->number], WHOLE, (w->number % 2) * BLOCK, false);
  return NULL;
}

/* Writes of one stretch are carried out one after the other: what is there in the end is one of
 * them, unbroken where the others were whole too. */
static void overlapping_writes_come_whole(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  struct worker w[THREADS];
  static uint8_t seen[WHOLE];
  (void)state;
  run_workers(e, w, write_whole);
  assert_int_equal(engine_read(e, 1, seen, sizeof seen, 0), 0);
  for (unsigned i = BLOCK; i < WHOLE; i++) assert_int_equal(seen[i], seen[BLOCK]);
  close_engine(e);
}

/* ---- one thread */

static void ends_of_the_volume_hold(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  uint64_t size = engine_volume_bytes(e);
  uint8_t byte = 1;
  (void)state;
  assert_int_equal(size, 2048 * BLOCK);
  assert_int_equal(engine_write(e, 0, &byte, 1, size - 1, false), 0);
  assert_int_equal(engine_write(e, 0, &byte, 1, size, false), ENOSPC);
  assert_int_equal(engine_write(e, 0, &byte, UINT64_MAX, 1, false), ENOSPC);
  assert_int_equal(engine_zero(e, 0, 2, size - 1, false), ENOSPC);
  assert_int_equal(engine_read(e, 0, &byte, 2, size - 1), EINVAL);
  assert_int_equal(engine_read(e, 4, &byte, 1, 0), EINVAL);
  assert_int_equal(engine_flush(e, 4), EINVAL);
  assert_int_equal(engine_read(e, 0, &byte, 0, size), 0);
  assert_int_equal(engine_read(e, 0, &byte, 1, size - 1), 0);
  assert_int_equal(byte, 1);
  close_engine(e);
}

static void zeros_are_written_where_there_are_none(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  static uint8_t bytes[8 * BLOCK];
  bool zero;
  (void)state;
  assert_int_equal(engine_zero(e, 0, engine_volume_bytes(e), 0, true), 0);
  assert_int_equal(writes(e), 0);
  memset(bytes, 9, sizeof bytes);
  assert_int_equal(engine_write(e, 0, bytes, sizeof bytes, 4 * BLOCK, false), 0);
  uint64_t before = writes(e);
  assert_int_equal(engine_extent(e, 0, 1 << 20, 100, &zero), 4 * BLOCK - 100);
  assert_true(zero);
  assert_int_equal(engine_extent(e, 0, 1 << 20, 4 * BLOCK, &zero), 8 * BLOCK);
  assert_false(zero);
  assert_int_equal(engine_extent(e, 0, 77, 4 * BLOCK + 500, &zero), 77);
  /* Half of its first block stays. */
  assert_int_equal(engine_zero(e, 0, engine_volume_bytes(e) - 5 * BLOCK, 4 * BLOCK + 256, false),
                   0);
  assert_int_equal(writes(e), before + 1);
  assert_int_equal(engine_extent(e, 0, 1 << 20, 4 * BLOCK, &zero), BLOCK);
  assert_int_equal(engine_read(e, 0, bytes, 2 * BLOCK, 4 * BLOCK), 0);
  for (unsigned i = 0; i < 2 * BLOCK; i++) assert_int_equal(bytes[i], i < 256 ? 9 : 0);
  close_engine(e);
}

static void now(const struct engine_view *v, void *user) {
  *(uint64_t *)user = csim_now_ps(v->csim);
}

static void time_stands_without_work(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  uint64_t first = 0, second = 0;
  (void)state;
  assert_int_equal(engine_flush(e, 0), 0);
  assert_int_equal(engine_look(e, now, &first), 0);
  assert_int_equal(engine_look(e, now, &second), 0);
  assert_int_equal(first, second);
  assert_int_equal(engine_run(e, 3000000), 0);
  assert_int_equal(engine_look(e, now, &second), 0);
  assert_true(second >= first + 3000000);
  close_engine(e);
}

static void a_dead_array_answers_and_serves_again(void **state) {
  struct engine_config cfg = config();
  cfg.patience_us = 300;
  struct engine *e = open_engine(&cfg);
  uint8_t block[BLOCK] = {5}, seen[BLOCK];
  uint64_t first = 0, second = 0;
  (void)state;
  assert_int_equal(engine_flush(e, 0), 0);
  begin(e, "psu-hard:A,psu-hard:B");
  assert_int_equal(engine_run(e, 100 * UINT64_C(1000000)), 0);
  assert_int_equal(engine_look(e, now, &first), 0);
  assert_int_equal(engine_write(e, 0, block, BLOCK, 0, false), EIO);
  assert_int_equal(engine_read(e, 1, block, BLOCK, 0), EIO);
  assert_int_equal(engine_look(e, now, &second), 0);
  assert_true(second - first <= 2 * 2 * 301 * UINT64_C(1000000));
  begin(e, "restore:A,restore:B");
  assert_int_equal(engine_run(e, 500 * UINT64_C(1000000)), 0);
  assert_int_equal(engine_write(e, 0, block, BLOCK, 0, true), 0);
  assert_int_equal(engine_read(e, 0, seen, BLOCK, 0), 0);
  assert_memory_equal(seen, block, BLOCK);
  close_engine(e);
}

/* Both firmwares hang: commands are in live hardware and nobody answers. A write that was given up
 * may still come, so its blocks are not written again before it is known how it ended. */
static void a_write_that_may_still_come_keeps_its_blocks(void **state) {
  struct engine_config cfg = config();
  cfg.csim.mode = TWK_MODE_THROUGH;
  cfg.patience_us = 100;
  struct engine *e = open_engine(&cfg);
  uint8_t block[BLOCK] = {5}, seen[BLOCK];
  (void)state;
  begin(e, "hang:A,hang:B");
  assert_int_equal(engine_write(e, 0, block, BLOCK, 0, false), EIO);
  block[0] = 6;
  assert_int_equal(engine_write(e, 0, block, 1, 0, false), EIO);
  assert_int_equal(engine_zero(e, 0, 4 * BLOCK, 0, false), EIO);
  begin(e, "reset:A,reset:B");
  assert_int_equal(engine_run(e, 2000 * UINT64_C(1000000)), 0);
  assert_int_equal(engine_write(e, 0, block, BLOCK, 0, false), 0);
  assert_int_equal(engine_read(e, 0, seen, BLOCK, 0), 0);
  assert_memory_equal(seen, block, BLOCK);
  close_engine(e);
}

static void after_the_stop_nothing_goes(void **state) {
  const struct engine_config cfg = config();
  struct engine *e = open_engine(&cfg);
  struct engine_report report;
  uint8_t byte = 1;
  (void)state;
  assert_int_equal(engine_write(e, 1, &byte, 1, 0, false), 0);
  engine_stop(e, &report);
  assert_false(report.unclean);
  assert_int_equal(engine_read(e, 1, &byte, 1, 0), ESHUTDOWN);
  assert_int_equal(engine_write(e, 1, &byte, 1, 0, false), ESHUTDOWN);
  assert_int_equal(engine_zero(e, 1, 1, 0, false), ESHUTDOWN);
  assert_int_equal(engine_flush(e, 1), ESHUTDOWN);
  assert_int_equal(engine_run(e, 1), ESHUTDOWN);
  assert_int_equal(engine_look(e, count_writes, &(uint64_t){0}), ESHUTDOWN);
  engine_close(e);
}

/* Every block read is set against the journal; so the negative control is seen to lose. */
static void a_loss_is_seen(void **state) {
  struct engine_config cfg = config();
  cfg.csim.mode = TWK_MODE_LOCAL;
  struct engine *e = open_engine(&cfg);
  uint8_t block[BLOCK] = {5}, seen[BLOCK];
  struct engine_report report;
  (void)state;
  assert_int_equal(engine_write(e, 0, block, BLOCK, 0, false), 0);
  begin(e, "psu-hard:A");
  assert_int_equal(engine_run(e, 500 * UINT64_C(1000000)), 0);
  assert_int_equal(engine_read(e, 0, seen, BLOCK, 0), 0);
  assert_int_equal(complaints, 1);
  engine_stop(e, &report);
  assert_true(report.unclean);
  assert_int_equal(report.lost, 1);
  assert_string_equal(report.ranges, "0:0-0");
  engine_close(e);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(unaligned_writes_lose_no_update),
      cmocka_unit_test(overlapping_writes_come_whole),
      cmocka_unit_test(ends_of_the_volume_hold),
      cmocka_unit_test(zeros_are_written_where_there_are_none),
      cmocka_unit_test(time_stands_without_work),
      cmocka_unit_test(a_dead_array_answers_and_serves_again),
      cmocka_unit_test(a_write_that_may_still_come_keeps_its_blocks),
      cmocka_unit_test(after_the_stop_nothing_goes),
      cmocka_unit_test(a_loss_is_seen),
  };
  return cmocka_run_group_tests_name("NBD engine", tests, NULL, NULL);
}
